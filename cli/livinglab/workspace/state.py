"""How a fetched directory stands: what the region changed, what is not committed, whether a merge is open."""

from typing import NamedTuple

from livinglab.workspace.found import Workspace, run


class Changes(NamedTuple):
    """Paths by what the region did to them since the vendor commit, committed or not."""

    modified: list[str]
    added: list[str]
    deleted: list[str]


def changes(workspace: Workspace, vendor: str) -> Changes:
    """Compare the working tree with the vendor commit."""
    printed = run(workspace, "diff", "--no-ext-diff", "--no-renames", "--name-status", "-z", vendor, "--")
    words = printed.split("\0")
    found: dict[str, list[str]] = {"A": [], "D": []}
    modified: list[str] = []
    for kind, path in zip(words[0::2], words[1::2], strict=False):
        found.get(kind, modified).append(path)
    return Changes(modified, found["A"], found["D"])


def uncommitted(workspace: Workspace) -> list[str]:
    """Return tracked paths whose content is not committed."""
    printed = run(workspace, "status", "--porcelain", "-z", "--untracked-files=no", "--no-renames")
    return [line[3:] for line in printed.split("\0") if line]


def is_merging(workspace: Workspace) -> bool:
    """Tell whether a merge is open."""
    return (workspace.git_dir / "MERGE_HEAD").is_file()


def conflicts(workspace: Workspace) -> list[str]:
    """Return the paths that still conflict."""
    printed = run(workspace, "diff", "--name-only", "-z", "--diff-filter=U", "--")
    return sorted({path for path in printed.split("\0") if path})
