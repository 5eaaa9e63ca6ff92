"""Where a symbolic link of a tree leads, judged from its target alone."""

import re

from livinglab.repository import names

BEYOND = 1 << 20  # more levels up than any tree has
_DRIVE = re.compile(r"[A-Za-z]:")


def climb(target: bytes) -> int:
    """Return how many levels above its own folder a link goes; BEYOND where it leaves the tree in any place.

    A `..` after a name is BEYOND as well: behind a link to a folder it leads elsewhere than it reads.
    """
    text = target.decode("utf-8", "surrogateescape")
    if not text or "\0" in text or "\\" in text or text.startswith("/") or _DRIVE.match(text):
        return BEYOND
    parts = [part for part in text.split("/") if part not in {"", "."}]
    up = 0
    while up < len(parts) and parts[up] == "..":
        up += 1
    rest = parts[up:]
    return BEYOND if any(names.attack(part) for part in rest) else up
