"""The files beside a manifest: what a reader may ask of them, and pictures told by their first bytes."""

import posixpath
import re
import struct
import zlib
from pathlib import Path
from typing import Protocol

MOST_READ = 256 << 10  # bytes of one picture's start: a photograph's header stands behind its camera's notes
MOST_UNPACKED = 64 << 10  # bytes of an SVGZ

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}  # by colour type
_JPEG = b"\xff\xd8\xff"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SVG = re.compile(rb"<(\w+:)?svg[\s>/]")


class Files(Protocol):
    """Regular files by their path from the repository's top, with `/`. None where there is none."""

    def size(self, path: str) -> int | None:
        """Return a file's bytes, counted."""

    def start(self, path: str, *, most: int) -> bytes | None:
        """Return a file's first bytes, at most so many; None if it is too large to be looked into."""


class Folder:
    """The files of a folder on disk. Links are not followed out of it."""

    def __init__(self, top: Path) -> None:
        self._top = top.resolve()

    def size(self, path: str) -> int | None:
        """Return a file's bytes, counted; None if it is not there."""
        found = self._file(path)
        return None if found is None else found.stat().st_size

    def start(self, path: str, *, most: int) -> bytes | None:
        """Return a file's first bytes, at most so many; None if it is not there."""
        found = self._file(path)
        if found is None:
            return None
        with found.open("rb") as opened:
            return opened.read(most)

    def _file(self, path: str) -> Path | None:
        try:
            found = (self._top / path).resolve(strict=True)
        except (OSError, ValueError):
            return None
        return found if found.is_file() and found.is_relative_to(self._top) else None


def normalised(path: str) -> str | None:
    """Return a path from the repository's top without `.`, `..` and `//`; None if it leads out of it."""
    found = posixpath.normpath(path or ".")
    return None if found == ".." or found.startswith(("../", "/")) else found


def is_png(content: bytes) -> bool:
    """Tell whether bytes start as a PNG does: its signature and a sound header (PNG, 11.2.2)."""
    if content[:8] != _PNG or content[12:16] != b"IHDR" or len(content) < 33:
        return False
    length, width, height, depth, colour, packed, filtered, woven = struct.unpack(
        ">I4xIIBBBBB", content[8:29]
    )
    (checksum,) = struct.unpack(">I", content[29:33])
    return bool(
        length == 13
        and 0 < width < 1 << 31
        and 0 < height < 1 << 31
        and depth in _PNG_DEPTHS.get(colour, ())
        and (packed, filtered) == (0, 0)
        and woven in {0, 1}
        and checksum == zlib.crc32(content[12:29])
    )


def is_jpeg(content: bytes) -> bool:
    """Tell whether bytes are a JPEG whose frame header gives its width and height (ITU T.81, B.2.2)."""
    position = 2
    while content.startswith(_JPEG) and position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker in _JPEG_FRAMES:
            return content[position + 7 : position + 9] != bytes(2)  # a width that is not 0
        length = int.from_bytes(content[position + 2 : position + 4], "big")
        position += 1 if marker == 0xFF else 2 + max(length, 2)
    return False


def is_svg(content: bytes) -> bool:
    """Tell whether bytes look like an SVG: its root element stands near their start."""
    return _SVG.search(content[:MOST_UNPACKED]) is not None


def is_svgz(content: bytes) -> bool:
    """Tell whether bytes are a gzipped SVG. Never unpacks more than its first MOST_UNPACKED bytes."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return is_svg(unpacker.decompress(content, MOST_UNPACKED))
    except zlib.error:
        return False
