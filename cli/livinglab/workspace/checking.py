"""Whether a fetched directory is what it says: recomputed from its own objects, one claim at a time."""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import GitError, RepositoryError
from livinglab.workspace import lock
from livinglab.workspace.composing import OWN_PATHS
from livinglab.workspace.found import Workspace, run, show
from livinglab.workspace.listing import lines_of
from livinglab.workspace.lock import Lock

SNAPSHOT = "tree {tree}\nauthor {who}\ncommitter {who}\n\nlivinglab snapshot\n"
WHO = "livinglab <snapshot@livinglab.invalid> 0 +0000"


class Finding(NamedTuple):
    """One claim and whether it holds."""

    code: str
    holds: bool
    text: Text


class Subject(NamedTuple):
    """What is checked: a directory, its vendor commit, and the lock inside that commit."""

    workspace: Workspace
    vendor: str
    installed: Lock


def check(subject: Subject) -> list[Finding]:
    """Check every claim that can be checked without the registry."""
    return [_looked(each, subject) for each in CHECKS]


def _looked(claim: Callable[[Subject], Finding], subject: Subject) -> Finding:
    """Look at one claim; what cannot even be read does not hold."""
    try:
        return claim(subject)
    except RepositoryError as error:
        return Finding(claim.__name__.removeprefix("_"), False, error.text)


def _objects(subject: Subject) -> Finding:
    """Hash every object again: a flipped bit shows here."""
    try:
        run_patiently(subject.workspace, "fsck", "--no-dangling", "--no-progress", subject.vendor)
        holds = True
    except GitError:
        holds = False
    return Finding("objects", holds, Text(id="objek git utuh", en="git objects are intact"))


def _snapshot(subject: Subject) -> Finding:
    """The snapshot's id follows from the tree alone, so anybody can compute it."""
    content = SNAPSHOT.format(tree=subject.installed.tree, who=WHO).encode()
    header = f"commit {len(content)}\0".encode()
    computed = hashlib.sha1(header + content, usedforsecurity=False).hexdigest()
    text = Text(
        id="commit snapshot sesuai pohon donor", en="the snapshot commit follows from the donor's tree"
    )
    return Finding("snapshot", computed == subject.installed.snapshot, text)


def _tree(subject: Subject) -> Finding:
    """The vendor commit differs from the donor's tree only where the overlay may stand."""
    printed = run(
        subject.workspace,
        "diff-tree",
        "-r",
        "-z",
        "--name-only",
        "--no-renames",
        subject.installed.tree,
        subject.vendor,
    )
    changed = {path for path in printed.split("\0") if path}
    allowed = {*subject.installed.overlay_files, lock.PATH}
    strangers = sorted(path for path in changed if path not in allowed or not path.startswith(OWN_PATHS))
    text = Text(
        id="berkas donor persis seperti dirilis" + _named(strangers),
        en="the donor's files are exactly as released" + _named(strangers),
    )
    return Finding("tree", not strangers, text)


def _overlay(subject: Subject) -> Finding:
    """The overlay is what was rendered."""
    broken = [
        path
        for path, digest in subject.installed.overlay_files.items()
        if hashlib.sha256(show(subject.workspace, subject.vendor, path) or b"").hexdigest() != digest
    ]
    text = Text(
        id="berkas overlay sesuai kunci" + _named(broken),
        en="the overlay's files match the lock" + _named(broken),
    )
    return Finding("overlay", not broken, text)


def _license(subject: Subject) -> Finding:
    """The licence file is the one that the catalog judged."""
    text = Text(id="berkas lisensi sesuai catatan", en="the licence file is as recorded")
    if not subject.installed.license_file or not subject.installed.license_blob:
        return Finding("license", True, text)
    line = lines_of(subject.workspace.git_dir, subject.installed.tree).get(subject.installed.license_file)
    return Finding("license", line is not None and line.oid == subject.installed.license_blob, text)


def _lock(subject: Subject) -> Finding:
    """The lock on the disk is the one of the vendor commit."""
    text = Text(id="lock.json di folder tidak diubah", en="lock.json in the directory is unchanged")
    return Finding("lock", subject.workspace.lock.whole == subject.installed.whole, text)


def _trailers(subject: Subject) -> Finding:
    """The commit's message and the lock tell the same story."""
    printed = run(subject.workspace, "log", "-1", "--format=%B", subject.vendor, "--")
    wanted = (
        f"Donor-Release: {subject.installed.version}",
        f"Donor-Commit: {subject.installed.commit}",
        f"Donor-Tree: {subject.installed.tree}",
    )
    holds = all(line in printed.splitlines() for line in wanted)
    text = Text(id="pesan commit vendor sesuai kunci", en="the vendor commit's message matches the lock")
    return Finding("trailers", holds, text)


CHECKS: tuple[Callable[[Subject], Finding], ...] = (
    _objects,
    _snapshot,
    _tree,
    _overlay,
    _license,
    _lock,
    _trailers,
)


def run_patiently(workspace: Workspace, *arguments: str) -> None:
    """Run a git command that reads everything."""
    git.run(arguments, git_dir=workspace.git_dir, limits=git.Limits(seconds=3600))


def _named(paths: list[str]) -> str:
    more = " …" if len(paths) > 3 else ""
    return f": {', '.join(paths[:3])}{more}" if paths else ""
