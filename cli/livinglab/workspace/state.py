"""How a fetched directory stands: its release, what the region changed, what is not committed, merges."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from livinglab.workspace import lock
from livinglab.workspace.found import Workspace, last_vendor, lock_of, run
from livinglab.workspace.lock import Lock

VENDOR = Path("refs") / "heads" / "livinglab" / "vendor"


class State(NamedTuple):
    """One look at a directory."""

    vendor: str
    installed: Lock
    modified: list[str]
    """Since the vendor commit, committed or not; so are `added` and `deleted`."""
    added: list[str]
    deleted: list[str]
    uncommitted: list[str]
    merging: bool


def look(workspace: Workspace) -> State:
    """Look at the directory with as few processes as the answer needs: two, if the vendor branch is here."""
    not_committed = dict(_uncommitted(workspace))
    vendor = _vendor_branch(workspace)
    committed = _since(workspace, vendor) if vendor else {lock.PATH: "M"}
    installed = workspace.lock
    if lock.PATH in committed or lock.PATH in not_committed or vendor is None:
        vendor = last_vendor(workspace)  # the branch is missing, or an update stopped before its merge
        committed = _since(workspace, vendor)
        installed = lock_of(workspace, vendor)
    kinds = _together(committed, not_committed)
    listed = {kind: sorted(path for path, each in kinds.items() if each == kind) for kind in "MAD"}
    return State(
        vendor, installed, listed["M"], listed["A"], listed["D"], sorted(not_committed), is_merging(workspace)
    )


def uncommitted(workspace: Workspace) -> list[str]:
    """Return tracked paths whose content is not committed."""
    return [path for path, _ in _uncommitted(workspace)]


def is_merging(workspace: Workspace) -> bool:
    """Tell whether a merge is open."""
    return (workspace.git_dir / "MERGE_HEAD").is_file()


def conflicts(workspace: Workspace) -> list[str]:
    """Return the paths that still conflict."""
    printed = run(workspace, "diff", "--name-only", "-z", "--diff-filter=U", "--")
    return sorted({path for path in printed.split("\0") if path})


def _uncommitted(workspace: Workspace) -> Iterable[tuple[str, str]]:
    printed = run(workspace, "status", "--porcelain", "-z", "--untracked-files=no", "--no-renames")
    for line in printed.split("\0"):
        if line:
            yield line[3:], line[:2].strip()[-1]


def _since(workspace: Workspace, vendor: str) -> dict[str, str]:
    """Compare the vendor commit with HEAD: kinds of change by path."""
    printed = run(workspace, "diff-tree", "-r", "-z", "--no-renames", "--name-status", vendor, "HEAD")
    words = printed.split("\0")
    return {path: kind for kind, path in zip(words[0::2], words[1::2], strict=False)}


def _together(committed: dict[str, str], not_committed: dict[str, str]) -> dict[str, str]:
    kinds = {path: kind if kind in "AD" else "M" for path, kind in committed.items()}
    for path, kind in not_committed.items():
        if kind == "D":
            kinds[path] = "D"
        elif kinds.get(path) != "A":
            kinds[path] = "A" if kind == "A" else "M"
    return kinds


def _vendor_branch(workspace: Workspace) -> str | None:
    """Read the vendor branch without asking git: another clone may lack it, or git may have packed it."""
    try:
        return (workspace.git_dir / VENDOR).read_text("ascii").strip() or None
    except OSError:
        return None
