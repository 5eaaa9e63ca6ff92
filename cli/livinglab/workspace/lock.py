"""The lock: what was fetched, from whom, under which licence, with which overlay. One canonical form.

It lies in the vendor commit, so it holds nothing that differs between two operators who fetch the same
release from the same registry: no local path, and no time of fetching (main's first commit has that date).
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from livinglab import __version__
from livinglab.errors import NotVerified
from livinglab.language import Text

PATH = ".livinglab/lock.json"
SCHEMA = 1
MAX_BYTES = 1024 * 1024
OBJECT_ID = re.compile(r"[0-9a-f]{40}")


class Lock(NamedTuple):
    """What a lock says, as far as commands need it; `whole` is all of it."""

    slug: str
    name: str
    catalog: str | None
    donor_name: str
    donor_url: str
    version: str
    tag: str | None
    commit: str
    tree: str
    snapshot: str
    license: str | None
    license_file: str | None
    license_blob: str | None
    region_code: str
    region_name: str
    overlay_id: str | None
    overlay_files: Mapping[str, str]
    whole: Mapping[str, Any]


def compose(facts: Mapping[str, Any], overlay: Mapping[str, Any]) -> bytes:
    """Return the lock's bytes: sorted keys, two spaces, one newline at the end."""
    whole = {"schema": SCHEMA, "tool": f"livinglab {__version__}", **facts, "overlay": dict(overlay)}
    return (json.dumps(whole, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def parse(content: bytes) -> Lock:
    """Read a lock; raises NotVerified where it is not one."""
    try:
        whole = json.loads(content)
        if whole["schema"] != SCHEMA:
            raise ValueError(whole["schema"])
        lock = _from(whole)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken() from error
    if not all(OBJECT_ID.fullmatch(each) for each in (lock.commit, lock.tree, lock.snapshot)):
        raise _broken()
    return lock


def read(root: Path) -> Lock:
    """Read the lock of a fetched directory."""
    try:
        with (root / PATH).open("rb") as file:
            return parse(file.read(MAX_BYTES))
    except OSError as error:
        raise _broken() from error


def _from(whole: Mapping[str, Any]) -> Lock:
    donor, license_found = whole["donor"], whole["license"]
    return Lock(
        slug=str(whole["app"]["id"]),
        name=str(whole["app"]["name"]),
        catalog=whole["app"]["catalog"],
        donor_name=str(donor["name"]),
        donor_url=str(donor["url"]),
        version=str(donor["version"]),
        tag=donor["tag"],
        commit=str(donor["commit"]),
        tree=str(donor["tree"]),
        snapshot=str(whole["snapshot"]["commit"]),
        license=license_found["spdx"],
        license_file=license_found["file"],
        license_blob=license_found["blob"],
        region_code=str(whole["region"]["code"]),
        region_name=str(whole["region"]["name"]),
        overlay_id=str(whole["overlay"]["id"]) if whole["overlay"].get("id") else None,
        overlay_files={str(path): str(digest) for path, digest in whole["overlay"]["files"].items()},
        whole=whole,
    )


def _broken() -> NotVerified:
    return NotVerified(
        Text(id=f"{PATH} tidak ada atau rusak.", en=f"{PATH} is missing or broken."),
        Text(
            id=f"Kembalikan dengan: git checkout livinglab/vendor -- {PATH}",
            en=f"Bring it back with: git checkout livinglab/vendor -- {PATH}",
        ),
    )
