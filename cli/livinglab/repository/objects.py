"""Objects of a repository, read by one long `git cat-file` for any number of them."""

import contextlib
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import ObjectMissing, RepositoryError, TreeRefused
from livinglab.repository.process import Running

_ID = re.compile(r"[0-9a-f]{40}")
_WINDOW = 64  # requests on their way: fits the smallest pipe (4 KiB on Windows), so neither side can block


class Info(NamedTuple):
    """What git knows of an object without reading it."""

    oid: str
    kind: str
    size: int


class Reader:
    """Asks one `git cat-file --batch-command` about objects, many at a time."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def info(self, oids: Iterable[str]) -> Iterator[Info]:
        """Yield kind and size of each object, in order. Raises ObjectMissing."""
        for window in _windows(oids):
            self._ask("info", window)
            for _ in window:
                yield self._header()

    def contents(self, oids: Iterable[str], *, max_bytes: int) -> Iterator[tuple[Info, bytes]]:
        """Yield each object with its bytes, in order. Raises TreeRefused for one over `max_bytes`."""
        for window in _windows(oids):
            self._ask("contents", window)
            for _ in window:
                info = self._header()
                if info.size > max_bytes:
                    raise _too_large(info, max_bytes)
                yield info, self._body(info.size)

    def content(self, oid: str, *, max_bytes: int) -> bytes:
        """Return the bytes of one object, whose size is known before it is read."""
        info = next(self.info([oid]))
        if info.size > max_bytes:
            raise _too_large(info, max_bytes)
        return next(self.contents([oid], max_bytes=max_bytes))[1]

    def _ask(self, command: str, oids: Sequence[str]) -> None:
        lines = "".join(f"{command} {oid}\n" for oid in oids)
        self._running.stdin.write(f"{lines}flush\n".encode("ascii"))
        self._running.stdin.flush()

    def _header(self) -> Info:
        words = self._running.stdout.readline().decode("ascii", "replace").split()
        if len(words) != 3:
            raise _missing(words[0] if words else "")
        return Info(words[0], words[1], int(words[2]))

    def _body(self, size: int) -> bytes:
        content = self._running.stdout.read(size + 1)
        if len(content) != size + 1:
            raise _missing("")
        return content[:-1]


@contextlib.contextmanager
def reader(
    git_dir: Path, *, profile: git.Profile = git.LAPTOP, limits: git.Limits = git.USUAL
) -> Generator[Reader, None, None]:
    """Open a repository for reading objects by their ids."""
    with git.start(
        ["cat-file", "--batch-command", "--buffer"], git_dir=git_dir, profile=profile, limits=limits
    ) as running:
        yield Reader(running)


def _windows(oids: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(oids)
    while window := list(islice(waiting, _WINDOW)):
        for oid in window:
            if not _ID.fullmatch(oid):  # a line break would be one more command
                raise RepositoryError(
                    Text(id=f"Bukan id objek git: {oid!r}", en=f"Not a git object id: {oid!r}")
                )
        yield window


def _missing(oid: str) -> ObjectMissing:
    return ObjectMissing(
        Text(
            id=f"Objek {oid} tidak ada di repositori ini",
            en=f"The object {oid} is not in this repository",
        )
    )


def _too_large(info: Info, most: int) -> TreeRefused:
    return TreeRefused(
        Text(
            id=f"Objek {info.oid} sebesar {info.size} bita; batasnya {most}",
            en=f"The object {info.oid} has {info.size} bytes; the limit is {most}",
        )
    )
