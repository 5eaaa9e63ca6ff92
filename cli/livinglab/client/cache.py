"""What was downloaded before: archives named by their SHA-256 and read with suspicion, and catalog entries.

Nothing here is named by the network: folders and files carry digests that were checked to be digests.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from livinglab.client.catalog import Source
from livinglab.client.folder import FileSource
from livinglab.contract import Archive

KEPT_BYTES = 2 * 1024**3
STALE_SECONDS = 7 * 24 * 3600
CHUNK = 1024 * 1024


class Cache:
    """A content-addressed folder. Losing it costs time and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._archives = folder / "archives"

    def source(self, archive: Archive) -> Source | None:
        """Return the archive if it is here and still hashes to its name; a spoilt one is thrown away."""
        path = self._path(archive)
        if not path.is_file():
            return None
        if _digest(path) != archive.sha256:
            path.unlink(missing_ok=True)
            return None
        os.utime(path)
        return FileSource(path)

    def partial(self, archive: Archive) -> "Partial":
        """Open a place to keep the archive while it comes in."""
        folder = self._path(archive).parent
        folder.mkdir(parents=True, exist_ok=True)
        return Partial(folder, archive.sha256)

    def forget(self, archive: Archive) -> None:
        """Throw away what earlier tries left of this archive."""
        folder = self._path(archive).parent
        for path in folder.glob(f"{archive.sha256}*"):
            _remove(path)

    def trim(self) -> None:
        """Keep the youngest archives up to KEPT_BYTES, and no stale partial files."""
        room = KEPT_BYTES
        files = [(path.stat().st_mtime, path) for path in self._archives.glob("*/*") if path.is_file()]
        for modified, path in sorted(files, reverse=True):
            room -= path.stat().st_size
            if room < 0 or (path.suffix == ".partial" and modified < time.time() - STALE_SECONDS):
                _remove(path)

    def _path(self, archive: Archive) -> Path:
        return self._archives / archive.sha256[:2] / f"{archive.sha256}.bundle"


class Partial:
    """An archive that is still coming in. Files are only ever appended to, so that another run may copy
    whatever prefix it finds, even of one that is being written right now."""

    def __init__(self, folder: Path, sha256: str) -> None:
        self._folder = folder
        self._sha256 = sha256
        self._path = folder / f"{sha256}.{secrets.token_hex(8)}.partial"
        self._file = self._path.open("xb")
        self._complete = False
        self.reused = False
        """Whether anything of an earlier try went into this one."""

    def __enter__(self) -> "Partial":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._complete and self._path.stat().st_size == 0:
            _remove(self._path)

    def kept(self, most: int) -> Iterator[bytes]:
        """Yield what earlier tries kept, copying it into this one."""
        longest = self._longest()
        if longest is None:
            return
        self.reused = True
        with longest.open("rb") as file:
            left = most
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                self.keep(chunk)
                yield chunk

    def keep(self, chunk: bytes) -> None:
        """Append what has just come in."""
        self._file.write(chunk)

    def spoilt(self) -> None:
        """Close it without keeping anything."""
        self._complete = True
        self._file.close()

    def complete(self) -> None:
        """Make it an archive of the cache: it was verified. Other tries of the same one are swept away."""
        self._complete = True
        self._file.close()
        try:
            os.replace(self._path, self._folder / f"{self._sha256}.bundle")
        except OSError:
            return  # another run was quicker, or Windows holds it open: the cache is only a convenience
        for path in self._folder.glob(f"{self._sha256}.*.partial"):
            _remove(path)

    def _longest(self) -> Path | None:
        others = [path for path in self._folder.glob(f"{self._sha256}.*.partial") if path != self._path]
        return max(others, key=lambda path: path.stat().st_size, default=None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # Windows refuses while another run has it open; the next trim gets it
