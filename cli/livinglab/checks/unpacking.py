"""What lies inside compressed files, a bounded part of it: archives from strangers may be bombs."""

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

MOST_UNPACKED = 32 << 20  # bytes of one file
MOST_MEMBERS = 200
_MEMBERS = (".sql", ".csv", ".tsv", ".txt", ".json", ".xml", ".dump", ".env", ".php")
_DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


def texts(content: bytes) -> Iterator[bytes]:
    """Yield a file's own bytes, or of a compressed one (zip, gzip, bzip2, xz) what it holds, up to the limit.

    Of an archive only members that may be text. What is damaged or has a password yields nothing more.
    """
    try:
        if content.startswith(b"PK\x03\x04"):
            yield from _zipped(content)
        elif content.startswith(b"\x1f\x8b"):
            yield _stream(zlib.decompressobj(wbits=31), content)
        elif content.startswith(b"BZh"):
            yield bz2.BZ2Decompressor().decompress(content, MOST_UNPACKED)
        elif content.startswith(b"\xfd7zXZ\0"):
            yield lzma.LZMADecompressor(memlimit=256 << 20).decompress(content, MOST_UNPACKED)
        else:
            yield content
    except _DAMAGED:
        return


def _stream(unpacker: "zlib._Decompress", content: bytes) -> bytes:
    return unpacker.decompress(content, MOST_UNPACKED)


def _zipped(content: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist()[:MOST_MEMBERS]:
            if left <= 0:
                return
            if member.filename.lower().endswith(_MEMBERS):
                with archive.open(member) as stream:
                    text = stream.read(left)
                left -= len(text)
                yield text
