"""Trees of strangers: how large they would be, what in them is dangerous, what lies in them."""

from pathlib import Path
from typing import NamedTuple

from livinglab.repository import git, objects
from livinglab.repository.survey import Survey, TreeLimits, survey

__all__ = ["Entry", "Survey", "TreeLimits", "blob", "listing", "survey"]

_LISTING_BYTES = 256 << 20


class Entry(NamedTuple):
    """One file of a tree. `size` is None for a submodule; `path` holds non-UTF-8 bytes as surrogates."""

    mode: str
    kind: str
    oid: str
    size: int | None
    path: str


def listing(git_dir: Path, tree: str, *, profile: git.Profile = git.LAPTOP) -> list[Entry]:
    """List every file of a tree that `survey` has let pass, with its full path, in git's order."""
    output = git.run(
        ["ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options", tree],
        git_dir=git_dir,
        profile=profile,
        limits=git.Limits(output_bytes=_LISTING_BYTES),
    )
    return [_entry(line) for line in output.split(b"\0") if line]


def _entry(line: bytes) -> Entry:
    facts, _, path = line.partition(b"\t")
    mode, kind, oid, size = facts.decode("ascii").split()
    return Entry(mode, kind, oid, None if size == "-" else int(size), path.decode("utf-8", "surrogateescape"))


def blob(git_dir: Path, oid: str, max_bytes: int, *, profile: git.Profile = git.LAPTOP) -> bytes:
    """Return the bytes of one blob. Raises TreeRefused over `max_bytes`, ObjectMissing, before reading it."""
    with objects.reader(git_dir, profile=profile) as reader:
        return reader.content(oid, max_bytes=max_bytes)
