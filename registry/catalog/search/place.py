"""The index's place on disk: generations beside each other, a pointer to the present one, and locks.

search/<fingerprint>/current       the name of the generation that answers
search/<fingerprint>/<name>/       one generation: a tantivy index
search/<fingerprint>/*.lock        flocks: whoever is killed has let go of them

Two versions of the program, which index differently, have a fingerprint and so a place each.
"""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.catalog.search.fields import fingerprint
from registry.folders import folders
from registry.settings import Settings

POLL_SECONDS = 0.005
CURRENT = "current"
WRITING, BUILDING, USING = "writing.lock", "building.lock", "using.lock"


class Place:
    """Where one version of the program keeps its index."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def of(cls, settings: Settings) -> "Place":
        """Return the place that this program's fingerprint has in the registry's folder."""
        return cls(folders(settings).search / fingerprint())

    def current(self) -> Path | None:
        """Return the folder of the present generation, if one is named."""
        try:
            name = (self.root / CURRENT).read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return None
        return self.root / name if name.isalnum() else None

    def begin(self) -> Path:
        """Make the folder of a new generation."""
        folder = self.root / secrets.token_hex(8)
        folder.mkdir(parents=True)
        return folder

    def point_to(self, generation: Path) -> None:
        """Let `generation` answer from now on. A kill leaves the old pointer or the new one."""
        beside = self.root / f"{CURRENT}.{generation.name}"
        with beside.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.root / CURRENT)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def sweep(self) -> None:
        """Remove what no longer answers. Whoever still reads it keeps its open files. Needs BUILDING."""
        current = self.current()
        for path in self.root.iterdir():
            if path.is_dir() and path != current:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"{CURRENT}."):
                path.unlink(missing_ok=True)

    def sweep_others(self) -> None:
        """Remove the indexes of other versions of the program that no process uses."""
        for other in self.root.parent.glob("*/"):
            if other == self.root:
                continue
            with held(other / USING, seconds=0) as unused:
                if unused:
                    shutil.rmtree(other, ignore_errors=True)

    def lock(self, name: str) -> Path:
        """Return the path of a lock."""
        return self.root / name


@contextmanager
def held(path: Path, *, seconds: float, shared: bool = False) -> Iterator[bool]:
    """Hold a lock for the length of the block; gives False when others kept it for `seconds`."""
    descriptor = _take(path, time.monotonic() + seconds, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _take(path: Path, deadline: float, kind: int) -> int | None:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            if _still_there(path, descriptor):
                return descriptor
        except BlockingIOError:
            pass
        os.close(descriptor)
        if time.monotonic() >= deadline:
            return None
        time.sleep(POLL_SECONDS)


def _still_there(path: Path, descriptor: int) -> bool:
    """Say whether the locked file is the one that others will meet: the folder may have been deleted."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
