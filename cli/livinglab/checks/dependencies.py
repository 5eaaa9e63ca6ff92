"""Whether the packages that the application builds on are pinned by lock files."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from livinglab.checks import components
from livinglab.checks.check import Check, Evidence
from livinglab.checks.components import json_locks
from livinglab.checks.subject import Subject
from livinglab.language import Text

LARGEST_MANIFEST = 1 << 20  # bytes of a composer.json and its like
# The application's own manifests lie at the top or one folder down; deeper ones came with a package.
_OWN = re.compile(r"([^/]+/|(apps|packages|services)/[^/]+/)?[^/]+")
_ASSETS = re.compile(
    r"(public|assets?|static|libs?|plugins?|js|css|dist|docs?|themes?|templates?)/", re.IGNORECASE
)
_PLATFORM = re.compile(r"php(-64bit)?|hhvm|(ext|lib)-[\w-]+|composer(-\w+-api)?")
_GO_REQUIRES = re.compile(r"^require\b", re.MULTILINE)
_PYTHON_NEEDS = re.compile(
    r"^(dependencies *= *\[ *[^\]\s]|dependencies *= *\[\s*[\"']|\[tool\.poetry\.dependencies\])",
    re.MULTILINE,
)
_GEM_LINE = re.compile(r"^\s*gem\s", re.MULTILINE)
_REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.-]*\s*($|[\[<>=!~;,#])", re.MULTILINE)


class _Kind(NamedTuple):
    """A list of wanted packages: what pins it, and whether it wants any at all."""

    locks: tuple[str, ...]
    wants: Callable[[str], bool]


def _composer_wants(text: str) -> bool:
    wanted = _table(text, "require")
    return any(not _PLATFORM.fullmatch(name) for name in wanted)


def _npm_wants(text: str) -> bool:
    return bool(_table(text, "dependencies") or _table(text, "devDependencies"))


def _table(text: str, key: str) -> dict[str, object]:
    """Return a table of a JSON file; nothing where it is not to be read."""
    try:
        found = json_locks.load(text.encode("utf-8", "replace")).get(key)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


_PYTHON_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
_KINDS = {
    "composer.json": _Kind(("composer.lock",), _composer_wants),
    "package.json": _Kind(
        ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"),
        _npm_wants,
    ),
    "pyproject.toml": _Kind(_PYTHON_LOCKS, lambda text: _PYTHON_NEEDS.search(text) is not None),
    "Pipfile": _Kind(("Pipfile.lock",), lambda text: "[packages]" in text),
    "requirements.txt": _Kind(_PYTHON_LOCKS, lambda text: _REQUIREMENT.search(text) is not None),
    "go.mod": _Kind(("go.sum",), lambda text: _GO_REQUIRES.search(text) is not None),
    "Gemfile": _Kind(("Gemfile.lock",), lambda text: _GEM_LINE.search(text) is not None),
    "Cargo.toml": _Kind(("Cargo.lock",), lambda text: "dependencies]" in text),
    "pubspec.yaml": _Kind(("pubspec.lock",), lambda text: "\ndependencies:" in text),
}


def _missing(subject: Subject) -> Iterator[Evidence]:
    for path in subject.by_path:
        folder, _, name = path.rpartition("/")
        kind = _KINDS.get(name)
        if kind is None or not _is_own(path) or _is_locked(subject, folder, name, kind):
            continue
        text = subject.text(path, most=LARGEST_MANIFEST)
        if text is not None and kind.wants(text):
            yield Evidence(path, message=_unpinned(kind.locks[0]))


def _is_own(path: str) -> bool:
    return bool(_OWN.fullmatch(path)) and not (components.FOREIGN.search(path) or _ASSETS.match(path))


def _is_locked(subject: Subject, folder: str, name: str, kind: _Kind) -> bool:
    """A lock file here or in a folder above, packages committed here, or requirements with every version."""
    above = [folder, *(folder[:at] for at, sign in enumerate(folder) if sign == "/"), ""]
    if any(f"{one}/{lock}".lstrip("/") in subject.by_path for one in above for lock in kind.locks):
        return True
    if name == "composer.json":
        return f"{folder}/vendor/autoload.php".lstrip("/") in subject.by_path
    pinned = subject.once(components.read).locks
    return kind.locks == _PYTHON_LOCKS and any(components.is_requirements(path) for path in pinned)


def _unpinned(lock: str) -> Text:
    return Text(
        id=f"Paket di sini tanpa berkas kunci ({lock}): pemasangan berikutnya dapat memperoleh versi lain.",
        en=f"The packages here have no lock file ({lock}): the next installation may get other versions.",
    )


def _broken(subject: Subject) -> Iterator[Evidence]:
    found = subject.once(components.read)
    for broken in found.broken:
        yield Evidence(broken.path, message=broken.why)
    if found.left_out:
        most = components.MOST
        yield Evidence(
            message=Text(
                id=f"Paketnya lebih dari {most}; hanya {most} yang pertama dibaca.",
                en=f"There are more than {most} packages; only the first {most} are read.",
            )
        )


CHECKS: tuple[Check, ...] = (
    Check(
        "lockfile-missing",
        "warn",
        Text(
            id="Paket yang diperlukan tidak dikunci versinya.",
            en="The packages that are needed are not pinned to versions.",
        ),
        Text(
            id="Simpan berkas kuncinya di git: jalankan `composer update`, `npm install`, `uv lock`, atau "
            "`go mod tidy` sekali, lalu commit hasilnya.",
            en="Keep the lock file in git: run `composer update`, `npm install`, `uv lock` or `go mod tidy` "
            "once and commit what it writes.",
        ),
        _missing,
    ),
    Check(
        "lockfile-broken",
        "warn",
        Text(id="Berkas kunci paket tidak dapat dibaca.", en="A lock file of packages cannot be read."),
        Text(
            id="Buat ulang dengan pengelola paketnya, lalu commit.",
            en="Have the package manager write it again and commit it.",
        ),
        _broken,
    ),
)
