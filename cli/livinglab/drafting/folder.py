"""A repository's files as they lie in a folder: listed and read within bounds, links never followed."""

import json
import os
import stat
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from livinglab.language import Text
from livinglab.repository.names import printable

MOST_FILES = 200_000
DEEPEST = 32
LARGEST_TEXT = 256 << 10  # bytes of a README or a licence
LARGEST_JSON = 1 << 20
NOT_OURS = {
    ".git",
    ".hg",
    ".svn",
    "vendor",
    "node_modules",
    "bower_components",
    ".venv",
    "venv",
    ".livinglab",
}


class Folder:
    """Regular files below `root` by their path with `/`; `notes` gathers what could not be read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notes: list[Text] = []

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every file's path in order, without what others made: vendor, node_modules, .git."""
        found: list[str] = []
        for path in _walk(self.root, "", 0):
            found.append(path)
            if len(found) >= MOST_FILES:
                self._note("Terlalu banyak berkas; sisanya tidak dilihat", "Too many files; not all are seen")
                break
        return tuple(sorted(found))

    @cached_property
    def known(self) -> frozenset[str]:
        """The same paths, to ask about."""
        return frozenset(self.paths)

    @cached_property
    def at_root(self) -> tuple[str, ...]:
        """The files that lie in the folder itself."""
        return tuple(path for path in self.paths if "/" not in path)

    def first(self, *names: str) -> str | None:
        """Return the first of these files at the root that is there, whatever its case."""
        by_name = {path.lower(): path for path in reversed(self.at_root)}
        return next((by_name[name] for name in names if name in by_name), None)

    def bytes(self, path: str | None, *, most: int = LARGEST_TEXT) -> bytes:
        """Return the first `most` bytes of a file, nothing if it is not there or cannot be read."""
        if path is None or path not in self.known:
            return b""
        try:
            return _start(self.root / path, most)
        except OSError as error:
            shown = f"{printable(path)}: {error.strerror}"
            self._note(f"Tidak terbaca: {shown}", f"Cannot be read: {shown}")
            return b""

    def text(self, path: str | None, *, most: int = LARGEST_TEXT) -> str:
        """Return the same as text; what is not UTF-8 is taken for Windows-1252, as old editors write."""
        content = self.bytes(path, most=most).removeprefix(b"\xef\xbb\xbf")
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16", "replace")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            cut = len(content) == most and error.start > most - 4
            return content.decode("utf-8", "ignore") if cut else content.decode("cp1252", "replace")

    def json(self, path: str) -> dict[str, Any]:
        """Return a JSON object; an empty one, and a note, if the file is broken or too large."""
        return self._parsed(path, json.loads)

    def toml(self, path: str) -> dict[str, Any]:
        """Return a TOML table; an empty one, and a note, if the file is broken or too large."""
        return self._parsed(path, tomllib.loads)

    def _parsed(self, path: str, parse: Any) -> dict[str, Any]:
        if path not in self.known:
            return {}
        content = self.bytes(path, most=LARGEST_JSON + 1)
        try:
            if len(content) > LARGEST_JSON:
                raise ValueError("too large")
            found = parse(content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            self._note(
                f"{path} rusak atau terlalu besar, jadi tidak dipakai",
                f"{path} is broken or too large and was not used",
            )
            return {}
        return found if isinstance(found, dict) else {}

    def _note(self, id: str, en: str) -> None:
        note = Text(id=f"{id}.", en=f"{en}.")
        if note not in self.notes:
            self.notes.append(note)


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    below = []
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield prefix + entry.name
        elif entry.name not in NOT_OURS and entry.is_dir(follow_symlinks=False):
            below.append(entry)
    for entry in below if depth < DEEPEST else ():
        yield from _walk(Path(entry.path), f"{prefix}{entry.name}/", depth + 1)


def _start(path: Path, most: int) -> bytes:
    """Read the start of a regular file; what took its place meanwhile must not hang us or lead off."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    handle = os.open(path, flags)
    with os.fdopen(handle, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
