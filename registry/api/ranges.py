"""One byte range of a file (RFC 9110, section 14)."""

import re
from typing import NamedTuple

_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


class Range(NamedTuple):
    """Bytes from `start` up to, not including, `end`. `partial`: the client asked for a part."""

    start: int
    end: int
    partial: bool


def read_range(header: str | None, if_range: str | None, *, etag: str, size: int) -> Range | None:
    """Read a Range header; None if it can't be met (416).

    A header that is malformed, names several ranges, or comes with an If-Range that is not ours is passed
    over, as the RFC allows: the answer is then the whole file.
    """
    whole = Range(0, size, partial=False)
    asked = _RANGE.fullmatch(header.strip()) if header else None
    if (
        asked is None
        or asked.groups() == ("", "")
        or (if_range is not None and if_range.strip() != f'"{etag}"')
    ):
        return whole
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
        return Range(start, end, partial=True) if int(last) and size else None
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return whole
    return Range(start, end, partial=True) if start < size else None
