"""A donor's tree as detection sees it: without what an earlier overlay left in it."""

import json
import re
from typing import Any

from livinglab.scaffold.stacks import Listing

SMALL_FILE = 262_144
OURS = re.compile(r"\.livinglab/|compose\.(livinglab|lokal)\.yaml$|README\.daerah\.md$|\.env$")


class Tree:
    """Paths to ask about and small files to read, all as text."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.paths = [path for path in listing.paths if not OURS.match(path)]
        self.known = set(self.paths)
        self.roots = {path.partition("/")[0] for path in self.paths}

    def has(self, *paths: str) -> bool:
        """Whether one of the paths is a file of the tree."""
        return any(path in self.known for path in paths)

    def first(self, *paths: str) -> str | None:
        """The first of the paths that is a file of the tree."""
        return next((path for path in paths if path in self.known), None)

    def folder(self, path: str) -> bool:
        """Whether something lies under that folder."""
        return any(each.startswith(f"{path}/") for each in self.paths)

    def at_root(self, suffix: str) -> list[str]:
        """Files at the root with that suffix, in order."""
        return sorted(path for path in self.paths if "/" not in path and path.endswith(suffix))

    def data(self, path: str | None) -> bytes:
        """The start of a file; empty when there is none."""
        if path is None or path not in self.known:
            return b""
        return (self.listing.read(path, SMALL_FILE) or b"")[:SMALL_FILE]

    def text(self, path: str | None) -> str:
        """The same as text; broken characters are replaced."""
        return self.data(path).decode("utf-8", "replace").removeprefix("\ufeff")

    def json(self, path: str) -> dict[str, Any]:
        """A JSON object, or an empty one when the file is absent, broken or something else."""
        try:
            found = json.loads(self.text(path))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def table(value: object) -> dict[str, Any]:
    """`value` when it is a table; JSON from outside may hold anything anywhere."""
    return value if isinstance(value, dict) else {}
