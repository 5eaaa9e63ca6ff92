"""A vendor commit into the region's branch: seen beforehand, then one ordinary merge that git can abort."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from livinglab.errors import LocalChanges, UsageError
from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import GitError
from livinglab.repository.receiving import SNAPSHOT_REFS
from livinglab.workspace import found, state
from livinglab.workspace.found import Workspace, run
from livinglab.workspace.vendor import BRANCH

PLAIN_MERGES = "* !merge"
"""Donors ship `merge=ours` and `merge=union`: under those a merge drops or garbles lines without a word."""
PATIENT = git.Limits(seconds=1800)


@contextmanager
def aside(workspace: Workspace) -> Iterator[Path]:
    """Give a repository that sees the directory's objects, and whose own do not touch the directory."""
    with tempfile.TemporaryDirectory(prefix="livinglab-", ignore_cleanup_errors=True) as folder:
        git_dir = Path(folder) / "aside.git"
        git.init(git_dir)
        objects = _path_of(workspace, "objects")
        for name in ("objects/info", "info"):
            (git_dir / name).mkdir(exist_ok=True)
        alternates = git_dir / "objects" / "info" / "alternates"
        alternates.write_text(f"{objects}\n", encoding="utf-8", newline="\n")
        (git_dir / "info" / "attributes").write_text(f"{PLAIN_MERGES}\n", encoding="utf-8", newline="\n")
        yield git_dir


def conflicts_ahead(workspace: Workspace, git_dir: Path, commit: str) -> list[str]:
    """Merge in memory, in a repository that sees both sides; return the paths that would conflict."""
    head = run(workspace, "rev-parse", "--verify", "HEAD^{commit}")
    printed = b""
    try:
        with git.start(
            ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", head, commit],
            git_dir=git_dir,
            limits=PATIENT,
            stdin=subprocess.DEVNULL,
        ) as running:
            printed = running.stdout.read()
    except GitError as error:
        if error.returncode != 1:
            raise
        names = printed.decode("utf-8", "surrogateescape").split("\0")[1:]
        return sorted({name for name in names if name})
    return []


def in_the_way(workspace: Workspace, git_dir: Path, old: str, new: str) -> list[str]:
    """Return new files of the release that lie in the directory already, without being tracked."""
    printed = git.run(
        ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", old, new], git_dir=git_dir
    )
    added = [path for path in printed.decode("utf-8", "surrogateescape").split("\0") if path]
    present = [path for path in added if _exists(workspace.root / path)]
    if not present:
        return []
    tracked = set(run(workspace, "ls-files", "-z").split("\0"))
    return sorted(path for path in present if path not in tracked)


def refuse_unready(workspace: Workspace) -> None:
    """Raise LocalChanges unless the directory is on the region's branch, with no open merge or work."""
    if state.is_merging(workspace):
        raise LocalChanges(
            Text(id="Penggabungan sebelumnya belum selesai.", en="The merge before this one is still open."),
            FINISH,
        )
    branch = run(workspace, "symbolic-ref", "--quiet", "HEAD") if _on_branch(workspace) else None
    if branch is None or branch == BRANCH:
        raise LocalChanges(
            Text(id="Anda tidak berada di cabang daerah.", en="You are not on the region's branch."),
            Text(id="Pindah dulu: git switch main", en="Switch first: git switch main"),
        )
    dirty = state.uncommitted(workspace)
    if dirty:
        raise LocalChanges(
            Text(
                id=f"Ada perubahan yang belum di-commit: {', '.join(dirty[:5])}",
                en=f"There are changes that are not committed: {', '.join(dirty[:5])}",
            ),
            Text(id="Commit dulu: git commit -am 'pesan'", en="Commit first: git commit -am 'message'"),
        )


def merge(workspace: Workspace, commit: str, message: str) -> list[str]:
    """Merge for real; return the conflicting paths, which are then in the directory with their markers.

    Raises LocalChanges where git refuses to begin; then nothing has changed.
    """
    with _plain_merges(workspace):
        try:
            run(workspace, *_merge_arguments(message, commit), options=_identity(workspace))
        except GitError as error:
            if not state.is_merging(workspace):
                raise LocalChanges(
                    Text(id=f"git menolak: {error.stderr}", en=f"git refuses: {error.stderr}"),
                    Text(id="Pindahkan berkas itu, lalu ulangi.", en="Move those files away, then repeat."),
                ) from error
            return state.conflicts(workspace)
    return []


def abort(workspace: Workspace) -> None:
    """Take an open update back: files, index and vendor branch are as before."""
    head = workspace.git_dir / "MERGE_HEAD"
    merging = head.read_text("ascii").split() if head.is_file() else []
    if not merging or not found.is_vendor(workspace, merging[0]):
        raise UsageError(
            Text(id="Tidak ada pembaruan yang sedang berjalan.", en="No update is under way."),
            Text(id="Lihat: livinglab status", en="See: livinglab status"),
        )
    run(workspace, "merge", "--abort")
    forget(workspace, merging[0])


def forget(workspace: Workspace, commit: str) -> None:
    """Point the vendor branch at what is really merged, and drop the ref of a snapshot that is not."""
    merged = found.last_vendor(workspace)
    run(workspace, "update-ref", BRANCH, merged)
    tried, installed = found.lock_of(workspace, commit), found.lock_of(workspace, merged)
    if tried.version != installed.version:
        run(workspace, "update-ref", "-d", f"{SNAPSHOT_REFS}{tried.version}")


FINISH = Text(
    id="Selesaikan (perbaiki berkas, 'git add', 'git commit') atau batalkan: livinglab update --abort",
    en="Finish it (mend the files, 'git add', 'git commit') or take it back: livinglab update --abort",
)


def _merge_arguments(message: str, commit: str) -> list[str]:
    options = [
        "--no-ff",
        "--no-edit",
        "--no-verify",
        "--no-gpg-sign",
        "--no-verify-signatures",
        "--no-autostash",
    ]
    return ["merge", *options, "--quiet", "-m", message, commit]


def _identity(workspace: Workspace) -> tuple[str, ...]:
    """Lend git a name where the person has set none: a merge should not fail for that."""
    try:
        run(workspace, "config", "user.email")
        return ()
    except GitError:
        return ("user.name=livinglab", "user.email=operator@livinglab.invalid")


@contextmanager
def _plain_merges(workspace: Workspace) -> Iterator[None]:
    """Hold donors' merge drivers off while we merge: what `fetch` made does so already, a clone does not."""
    path = Path(_path_of(workspace, "info/attributes"))
    before = path.read_bytes() if path.is_file() else None
    if before is not None and b"!merge" in before:
        yield
        return
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((before or b"") + f"\n{PLAIN_MERGES}\n".encode())
    try:
        yield
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


def _path_of(workspace: Workspace, name: str) -> str:
    return run(workspace, "rev-parse", "--path-format=absolute", "--git-path", name)


def _on_branch(workspace: Workspace) -> bool:
    return (workspace.git_dir / "HEAD").read_text("utf-8").startswith("ref:")


def _exists(path: Path) -> bool:
    return path.is_symlink() or path.exists()
