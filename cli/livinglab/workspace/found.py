"""A fetched directory as later commands find it, also in the clone of a second operator."""

from pathlib import Path
from typing import NamedTuple

from livinglab.errors import UnknownName, UsageError
from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import GitError
from livinglab.workspace import lock
from livinglab.workspace.lock import Lock

MACHINE_ADDRESS = "snapshot@livinglab.invalid"
TRAILER_LINE = "^Donor-Tree: [0-9a-f]{40}$"


class Workspace(NamedTuple):
    """One fetched directory."""

    root: Path
    git_dir: Path
    lock: Lock
    """What the files on the disk say; the lock inside the vendor commit is the one that counts for merges."""


def find_here() -> Workspace:
    """Return the fetched directory around us; raises UsageError outside of one."""
    found = find_around()
    if found is not None:
        return found
    raise UsageError(
        Text(
            id="Folder ini tidak diambil dengan livinglab.",
            en="This directory was not fetched by livinglab.",
        ),
        Text(
            id="Masuk dulu ke folder aplikasinya (yang berisi .livinglab/lock.json).",
            en="Go into the application's directory first (the one with .livinglab/lock.json).",
        ),
    )


def find_around() -> Workspace | None:
    """Walk up from the current directory to the fetched one around it; None outside of one."""
    here = Path.cwd()
    for root in (here, *here.parents):
        if (root / ".git").exists() and (root / lock.PATH).is_file():
            return Workspace(root, _git_dir(root), lock.read(root))
    return None


def last_vendor(workspace: Workspace) -> str:
    """Return the newest vendor commit in HEAD's ancestry, known by its trailer: no extra ref is needed."""
    printed = run(
        workspace,
        "log", "-1", "--format=%H", "--extended-regexp",
        f"--grep={TRAILER_LINE}", f"--committer={MACHINE_ADDRESS}", "HEAD", "--",
    )  # fmt: skip
    if not printed:
        raise UnknownName(
            Text(
                id="Riwayat cabang ini tidak berisi commit livinglab: tidak ada titik awal untuk pembaruan.",
                en="This branch's history holds no commit of livinglab: an update has nothing to start from.",
            ),
            Text(
                id="Klon lengkap (tanpa --depth), dan gabungkan tanpa squash.",
                en="Clone in full (without --depth), and merge without squashing.",
            ),
        )
    return printed


def is_vendor(workspace: Workspace, commit: str) -> bool:
    """Tell whether a commit is one of ours."""
    printed = run(workspace, "log", "-1", "--format=%ce%n%(trailers:key=Donor-Tree,valueonly)", commit, "--")
    address, _, tree = printed.partition("\n")
    return address == MACHINE_ADDRESS and bool(tree.strip())


def lock_of(workspace: Workspace, vendor: str) -> Lock:
    """Return the lock inside a vendor commit."""
    return lock.parse(show(workspace, vendor, lock.PATH) or b"")


def show(workspace: Workspace, commit: str, path: str) -> bytes | None:
    """Return a file of a commit; None where it has none."""
    try:
        return git.run(["cat-file", "blob", f"{commit}:{path}"], git_dir=workspace.git_dir)
    except GitError:
        return None


def run(workspace: Workspace, *arguments: str, options: tuple[str, ...] = ()) -> str:
    """Run git in the directory and return what it printed, without the last line break."""
    printed = git.run(arguments, git_dir=workspace.git_dir, work_tree=workspace.root, options=options)
    return printed.decode("utf-8", "surrogateescape").rstrip("\n")


def _git_dir(root: Path) -> Path:
    """Return the git directory: `.git` is a file in linked worktrees."""
    place = root / ".git"
    if place.is_dir():
        return place
    printed = git.run(["rev-parse", "--absolute-git-dir"], work_tree=root)
    return Path(printed.decode("utf-8", "surrogateescape").rstrip("\n"))
