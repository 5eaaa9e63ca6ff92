"""The Dockerfile as instructions, and the folder that it would make of this checkout."""

import fnmatch
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Instruction(NamedTuple):
    """One instruction of the Dockerfile, its continuation lines joined."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """Its arguments."""
        return shlex.split(self.text)


@pytest.fixture(scope="session")
def dockerfile() -> list[Instruction]:
    """Give the Dockerfile's instructions in order."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    split = [line.strip().partition(" ") for line in joined.splitlines() if line.strip()]
    return [Instruction(name, text.strip()) for name, _, text in split]


@pytest.fixture(scope="session")
def image_folder(dockerfile: list[Instruction], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that the COPY instructions make, of what .dockerignore lets pass."""
    folder = tmp_path_factory.mktemp("image")
    sees = _seen(ROOT)
    for words in (one.words for one in dockerfile if one.name == "COPY"):
        *sources, target = words
        for source in sources:
            _copy(
                ROOT / source,
                folder / target,
                into=not source.endswith("/") and target.endswith("/"),
                sees=sees,
            )
    return folder


def _seen(root: Path) -> Callable[[Path], bool]:
    lines = (root / ".dockerignore").read_text().splitlines()
    shown = [line[1:] for line in lines if line.startswith("!")]

    def sees(path: Path) -> bool:
        name = path.relative_to(root).as_posix()
        inside = any(name == one or name.startswith(f"{one}/") or one.startswith(f"{name}/") for one in shown)
        return inside and not fnmatch.fnmatch(path.name, "__pycache__")

    return sees


def _copy(source: Path, target: Path, *, into: bool, sees: Callable[[Path], bool]) -> None:
    assert source.exists(), source
    assert sees(source), f".dockerignore hides {source}"
    if source.is_file():
        place = target / source.name if into else target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)
        return
    hidden: Callable[[str, list[str]], set[str]] = lambda where, names: {  # noqa: E731 - copytree wants a function
        name for name in names if not sees(Path(where) / name)
    }
    shutil.copytree(source, target, ignore=hidden, dirs_exist_ok=True)
