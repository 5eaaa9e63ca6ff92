"""What is under examination: one repository at one commit, read as objects, never checked out, never run."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from livinglab.manifest import Manifest, Problem
from livinglab.repository import git, objects
from livinglab.repository.trees import Entry, Survey

Found = TypeVar("Found")
Scan = Callable[[str, bytes], Found]  # from a path and a blob's bytes
Describer = Literal["authors", "catalog"]
_BATCH = 64  # files read before the first of them is handed on


class Memory:
    """What earlier examinations of the same repository learned of its blobs and commits."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], Any] = {}

    def recall(self, key: tuple[Any, ...], reckon: Callable[[], Found]) -> Found:
        """Return what is known under a key, or find it out."""
        if key not in self.known:
            self.known[key] = reckon()
        found: Found = self.known[key]
        return found


class Subject:
    """One repository at one commit, with what every check may ask of it.

    `entries` are the files of the tree in git's order; `tags` the repository's tags, None where nobody knows.
    """

    def __init__(
        self,
        git_dir: Path,
        commit: str,
        *,
        survey: Survey,
        entries: Sequence[Entry],
        reader: objects.Reader,
        profile: git.Profile,
        tags: Collection[str] | None,
        memory: Memory,
    ) -> None:
        self.git_dir, self.commit, self.profile = git_dir, commit, profile
        self.survey, self.entries, self.tags, self.memory = survey, entries, tags, memory
        self.manifest: Manifest | None = None
        self.manifest_path: str | None = None
        self.manifest_problems: tuple[Problem, ...] = ()
        self.described_by: Describer | None = None
        self._reader = reader
        self._once: dict[Callable[[Subject], Any], Any] = {}

    @cached_property
    def files(self) -> list[Entry]:
        """The regular files: no links, no submodules."""
        return [entry for entry in self.entries if is_file(entry)]

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """Regular files by their path."""
        return {entry.path: entry for entry in self.files}

    def once(self, reckon: "Callable[[Subject], Found]") -> Found:
        """Return what a function makes of this subject, however many checks ask for it."""
        if reckon not in self._once:
            self._once[reckon] = reckon(self)
        found: Found = self._once[reckon]
        return found

    def content(self, path: str, *, most: int) -> bytes | None:
        """Return a regular file's bytes; None if it is not there or has more than `most`."""
        entry = self.by_path.get(path)
        if entry is None or (entry.size or 0) > most:
            return None
        return self._reader.content(entry.oid, max_bytes=most)

    def text(self, path: str, *, most: int = 256 << 10) -> str | None:
        """Return a regular file as text, with what is not UTF-8 replaced; None as `content`."""
        content = self.content(path, most=most)
        return None if content is None else content.decode("utf-8", "replace")

    def each(
        self, name: str, scan: Scan[Found], entries: Iterable[Entry], *, most: int
    ) -> Iterator[tuple[Entry, Found]]:
        """Yield each file of at most `most` bytes with what `scan` finds in it.

        The same path with the same blob is scanned once; `name` tells scans apart in the memory. `scan` must
        not ask the subject for anything: files are on their way to it.
        """
        chosen = [entry for entry in entries if is_file(entry) and (entry.size or 0) <= most]
        for start in range(0, len(chosen), _BATCH):
            batch = chosen[start : start + _BATCH]
            known = self.memory.known
            fresh = [entry for entry in batch if (name, entry.path, entry.oid) not in known]
            read = self._reader.contents([entry.oid for entry in fresh], max_bytes=most)
            for entry, (_, content) in zip(fresh, read, strict=True):
                known[name, entry.path, entry.oid] = scan(entry.path, content)
            yield from ((entry, known[name, entry.path, entry.oid]) for entry in batch)


def is_file(entry: Entry) -> bool:
    """Tell whether an entry is a regular file."""
    return entry.kind == "blob" and entry.mode.startswith("100")
