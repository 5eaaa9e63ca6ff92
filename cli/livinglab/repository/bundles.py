"""The git bundle format, version 2: a small header of refs and prerequisites, then a pack."""

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from livinglab.language import Text
from livinglab.repository.errors import VerificationFailed
from livinglab.repository.names import safe_ref

SIGNATURE = b"# v2 git bundle\n"
LARGEST_HEADER = 64 << 10
_REF_LINE = re.compile(rb"([0-9a-f]{40}) (refs/[\x21-\x7e]{1,250})")
_PREREQUISITE = re.compile(rb"-([0-9a-f]{40})(?: [^\n]{0,200})?")


class Header(NamedTuple):
    """What a bundle says of itself: refs by name, and the commits that must be here already."""

    refs: Mapping[str, str]
    prerequisites: tuple[str, ...]


class BundleReader:
    """Takes a bundle in chunks of any size; gives the pack's bytes on and hashes everything.

    `header` is None until it is complete. `bytes` and `sha256` count all that was fed.
    """

    def __init__(self, *, max_bytes: int | None = None) -> None:
        self.header: Header | None = None
        self.bytes = 0
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self._start = bytearray()

    @property
    def sha256(self) -> str:
        """The digest of everything fed so far."""
        return self._hash.hexdigest()

    def feed(self, chunk: bytes) -> bytes:
        """Take the next bytes and return those of them that belong to the pack. Raises VerificationFailed."""
        self.bytes += len(chunk)
        if self._max_bytes is not None and self.bytes > self._max_bytes:
            raise failed(
                f"Unduhan lebih besar dari yang dijanjikan ({self._max_bytes} bita)",
                f"The download is larger than promised ({self._max_bytes} bytes)",
            )
        self._hash.update(chunk)
        return chunk if self.header is not None else self._begin(chunk)

    def finish(self) -> Header:
        """Return the header of a bundle that has ended. Raises VerificationFailed if it never came."""
        if self.header is None:
            raise failed("Unduhan terpotong", "The download was cut short")
        return self.header

    def _begin(self, chunk: bytes) -> bytes:
        self._start += chunk
        if not self._start.startswith(SIGNATURE[: len(self._start)]):
            raise failed("Ini bukan bundel git versi 2", "This is not a git bundle of version 2")
        end = self._start.find(b"\n\n", 0, LARGEST_HEADER)
        if end < 0 and len(self._start) >= LARGEST_HEADER:
            raise failed("Kepala bundel terlalu besar", "The head of the bundle is too large")
        if end < 0:
            return b""
        self.header = _parse(bytes(self._start[len(SIGNATURE) : end]))
        pack = bytes(self._start[end + 2 :])
        self._start.clear()
        return pack


def written(refs: Mapping[str, str], prerequisites: Mapping[str, str]) -> bytes:
    """Return the header of a bundle: refs by name, prerequisites with the comment that `git bundle` shows."""
    needs = [f"-{oid} {comment}\n" for oid, comment in prerequisites.items()]
    heads = [f"{oid} {name}\n" for name, oid in sorted(refs.items())]
    return SIGNATURE + "".join([*needs, *heads, "\n"]).encode("ascii")


def failed(id: str, en: str) -> VerificationFailed:
    """Make the error of this room from its sentence in both languages."""
    return VerificationFailed(Text(id=id, en=en))


def _parse(lines: bytes) -> Header:
    refs: dict[str, str] = {}
    prerequisites: list[str] = []
    for line in lines.split(b"\n"):
        needs, ref = _PREREQUISITE.fullmatch(line), _REF_LINE.fullmatch(line)
        if needs:
            prerequisites.append(needs[1].decode("ascii"))
        elif ref and safe_ref(ref[2].decode("ascii")) and ref[2].decode("ascii") not in refs:
            refs[ref[2].decode("ascii")] = ref[1].decode("ascii")
        else:
            raise failed("Kepala bundel rusak", "The head of the bundle is broken")
    return Header(refs, tuple(prerequisites))
