"""A tree as detection sees it: paths, and the first bytes of a few files, out of git's objects."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from livinglab.repository import git, objects

REGULAR = {"100644", "100755", "100664"}
LARGEST_READ = 8 * 1024 * 1024
LISTING_BYTES = 256 * 1024 * 1024


class Line(NamedTuple):
    """One file of a tree."""

    mode: str
    oid: str


class TreeListing:
    """Regular files of one tree. Symlinks and submodules have no content here."""

    def __init__(self, lines: dict[str, Line], reader: objects.Reader) -> None:
        self._lines = lines
        self._reader = reader

    @property
    def paths(self) -> Sequence[str]:
        """All paths of files in the tree, with forward slashes."""
        return list(self._lines)

    def read(self, path: str, max_bytes: int) -> bytes | None:
        """Return at most `max_bytes` from the start of a regular file."""
        line = self._lines.get(path)
        if line is None or line.mode not in REGULAR:
            return None
        info = next(self._reader.info([line.oid]))
        if info.size > LARGEST_READ:
            return None
        return self._reader.content(line.oid, max_bytes=LARGEST_READ)[:max_bytes]

    def oid(self, path: str) -> str | None:
        """Return the object id of a file."""
        line = self._lines.get(path)
        return line.oid if line else None


@contextmanager
def open_listing(git_dir: Path, tree: str) -> Iterator[TreeListing]:
    """List a tree and keep a reader of its objects open."""
    with objects.reader(git_dir) as reader:
        yield TreeListing(lines_of(git_dir, tree), reader)


def lines_of(git_dir: Path, tree: str, *, recursive: bool = True) -> dict[str, Line]:
    """Return mode and object id of every file by its path, or of what lies at the root."""
    deep = ["-r"] if recursive else []
    output = git.run(
        ["ls-tree", *deep, "-z", "--full-tree", "--end-of-options", tree],
        git_dir=git_dir,
        limits=git.Limits(output_bytes=LISTING_BYTES),
    )
    return dict(_line(line) for line in output.split(b"\0") if line)


def _line(line: bytes) -> tuple[str, Line]:
    facts, _, path = line.partition(b"\t")
    mode, _, oid = facts.decode("ascii").split()
    return path.decode("utf-8", "surrogateescape"), Line(mode, oid)
