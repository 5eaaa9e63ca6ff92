"""Whether an index's files are what tantivy wrote: it keeps a checksum in each but does not look at it."""

import json
import mmap
import struct
import zlib
from pathlib import Path

FOOTER = struct.Struct("<II")  # length of the footer's JSON, magic number
MAGIC = 1337
PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")


class Broken(Exception):
    """The index cannot be used. It is derived data: build it again."""


def meta(generation: Path) -> bytes:
    """Return tantivy's list of the segments of the newest commit. Raises Broken."""
    try:
        return (generation / "meta.json").read_bytes()
    except OSError as error:
        raise Broken(str(error)) from error


def verify(generation: Path, meta: bytes, seen: dict[Path, int]) -> None:
    """Check every file that `meta` names. Raises Broken.

    `seen` remembers the files already checked, by modification time: segments never change.
    """
    try:
        for segment in json.loads(meta)["segments"]:
            for name in _files(segment):
                _verify(generation / name, seen)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise Broken(str(error)) from error


def _files(segment: dict[str, object]) -> list[str]:
    stem = str(segment["segment_id"]).replace("-", "")
    names = [f"{stem}.{part}" for part in PARTS]
    deletes = segment["deletes"]
    if isinstance(deletes, dict):
        names.append(f"{stem}.{deletes['opstamp']}.del")
    return names


def _verify(path: Path, seen: dict[Path, int]) -> None:
    modified = path.stat().st_mtime_ns
    if seen.get(path) == modified:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        length, magic = FOOTER.unpack(content[-FOOTER.size :])
        end = len(content) - FOOTER.size - length
        if magic != MAGIC or end < 0:
            raise Broken(f"{path.name} has no footer")
        footer = json.loads(content[end : end + length])
        with memoryview(content) as whole, whole[:end] as body:
            checksum = zlib.crc32(body)
    if checksum != footer["crc"]:
        raise Broken(f"{path.name} is damaged")
    seen[path] = modified
