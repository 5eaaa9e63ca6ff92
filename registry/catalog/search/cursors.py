"""Cursors: where the next page of one search begins."""

import base64
import binascii
import hashlib
import struct
from collections.abc import Hashable

from registry.errors import BadCursor

DEEPEST = 1_000  # hits that can be paged through; who needs more narrows the search
_FORM = struct.Struct(">H6s")
_LONGEST = 16


def write(offset: int, search: Hashable) -> str:
    """Write the cursor of a page of this search."""
    return base64.urlsafe_b64encode(_FORM.pack(offset, _mark(search))).decode().rstrip("=")


def read(cursor: str | None, search: Hashable) -> int:
    """Return the offset that a cursor stands for. Raises BadCursor for one that another search gave."""
    if cursor is None:
        return 0
    try:
        packed = base64.b64decode(cursor[:_LONGEST] + "=", altchars=b"-_", validate=True)
        offset, mark = _FORM.unpack(packed)
    except (binascii.Error, ValueError, struct.error) as error:
        raise BadCursor from error
    if mark != _mark(search) or not 0 < offset < DEEPEST:
        raise BadCursor
    return int(offset)


def _mark(search: Hashable) -> bytes:
    return hashlib.sha256(repr(search).encode(errors="replace")).digest()[:6]
