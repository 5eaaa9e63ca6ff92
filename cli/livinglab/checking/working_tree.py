"""The working tree as `git add -A` would commit it, without touching the user's index, refs or objects."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from livinglab.checking import filters
from livinglab.checking.place import Place, find
from livinglab.errors import MachineLacks, SentBack
from livinglab.language import Text
from livinglab.output import size
from livinglab.repository import git
from livinglab.repository.errors import GitError, GitOutputTooLarge
from livinglab.repository.names import printable
from livinglab.repository.trees import TreeLimits

PATIENT = git.Limits(seconds=1800, output_bytes=256 << 20)
SPARE_BYTES = 64 << 20
MOST_TAGS_BYTES = 16 << 20
MOST_NESTED = 100  # repositories inside the directory that are not its submodules
_IDENTITY = tuple(
    (f"GIT_{who}_{what}", value)
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "livinglab"), ("EMAIL", "check@livinglab.invalid"))
)
_OPTIONS = (
    "core.splitIndex=false",  # would write a shared index beside the user's own
    "core.fsync=none",  # what is written here lives for seconds
    "core.looseCompression=0",
    "core.safecrlf=false",
    "diff.ignoreSubmodules=dirty",  # no git is started inside of nested repositories
    "advice.addEmbeddedRepo=false",
)


class Looked(NamedTuple):
    """A directory ready for the checks.

    `git_dir` is a repository of its own that borrows the user's objects. `commit` is the one to examine:
    HEAD where nothing differs from it, else one that only exists here. `head` is None where nothing is
    committed; `changed` are the printable paths that differ from it; `tags` None where there is no repository
    to have any, `tag` the newest that names HEAD.
    """

    git_dir: Path
    commit: str
    tree: str
    head: str | None
    changed: frozenset[str]
    tags: list[str] | None
    tag: str | None
    notes: Sequence[Text]


@contextlib.contextmanager
def looked_at(directory: Path) -> Iterator[Looked]:
    """Give a directory's content as it would be committed now; all that is written goes with the block.

    In the user's own repository git renews the time of objects that it finds there already, and no more.

    Raises UsageError, SentBack or MachineLacks with what to do about it.
    """
    place = find(directory)
    with tempfile.TemporaryDirectory(prefix="livinglab-check-") as folder:
        ours = Path(folder) / "repository.git"
        git.init(ours)
        if place is not None:
            _borrow(ours, place)
        yield _plain(ours, directory) if place is None else _repository(ours, place, directory)


def _plain(ours: Path, directory: Path) -> Looked:
    """Look at a folder without git, such as an unpacked archive."""
    tree, notes = _written(ours, ours, directory)
    note = Text(
        id="Folder ini bukan repositori git: riwayat dan tag versinya tidak dapat diperiksa.",
        en="This directory is no git repository: its history and version tags could not be looked at.",
    )
    return _looked(ours, tree, None, None, (note, *notes))


def _repository(ours: Path, place: Place, directory: Path) -> Looked:
    """Look at a repository: at its work tree, or at HEAD where it has none."""
    head = _resolve(place.git_dir, "HEAD^{commit}")
    notes = list(_notes(place, directory))
    if place.top is not None:
        tree, further = _written(ours, place.git_dir, place.top)
        return _looked(ours, tree, head, place, (*notes, *further))
    if head is None:
        raise SentBack(Text(id="Repositori ini belum punya commit.", en="This repository has no commit yet."))
    return _looked(ours, str(_resolve(ours, f"{head}^{{tree}}")), head, place, notes)


def _looked(ours: Path, tree: str, head: str | None, place: Place | None, notes: Sequence[Text]) -> Looked:
    before = _resolve(ours, f"{head}^{{tree}}") if head else _empty(ours)
    changed = git.run(
        ["diff-tree", "-r", "-z", "--name-only", "--no-renames", str(before), tree],
        git_dir=ours,
        limits=PATIENT,
    )
    paths = frozenset(printable(os.fsdecode(path)) for path in changed.split(b"\0") if path)
    commit = head if head and before == tree else _commit(ours, tree, head)
    tags = _tags(place) if place else None
    tag = next(iter(_tags(place, "--points-at", head)), None) if place and head else None
    return Looked(ours, commit, tree, head, paths, tags, tag, notes)


def _borrow(ours: Path, place: Place) -> None:
    """Let our repository read the user's objects, and end its history where theirs ends."""
    quoted = str(place.objects.absolute()).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    (ours / "objects" / "info").mkdir(exist_ok=True)
    (ours / "objects" / "info" / "alternates").write_bytes(os.fsencode(f'"{quoted}"\n'))
    if place.shallow.is_file():
        shutil.copyfile(place.shallow, ours / "shallow")


def _written(ours: Path, git_dir: Path, top: Path) -> tuple[str, list[Text]]:
    """Write the tree of a directory into our objects. `git_dir` has its index, settings and exclusions."""
    index = ours / "index"
    if git_dir != ours and (git_dir / "index").is_file():
        shutil.copy2(git_dir / "index", index)  # with its time: git compares it with those of the files
    silenced, notes = filters.silenced(git_dir)
    ours_only = (("GIT_INDEX_FILE", str(index)), ("GIT_OBJECT_DIRECTORY", str(ours / "objects")), *silenced)

    def ask(*arguments: str) -> bytes:
        return git.run(
            arguments, git_dir=git_dir, work_tree=top, limits=PATIENT, options=_OPTIONS, environment=ours_only
        )

    try:
        unready = _refuse_too_much(top, ask("ls-files", "-z", "--others", "--modified", "--exclude-standard"))
        ask("add", "--all", "--sparse", "--", ".", *(f":(exclude,top,literal){path}" for path in unready))
        tree = ask("write-tree").decode().strip()
    except GitOutputTooLarge as error:
        raise _too_much(top) from error
    except GitError as error:
        raise MachineLacks(
            Text(id=f"Folder ini tidak terbaca: {error.stderr}", en=f"Cannot read all of it: {error.stderr}")
        ) from error
    return tree, [*notes, *(_unready(path) for path in unready)]


def _refuse_too_much(top: Path, listed: bytes) -> list[str]:
    """Weigh what git would have to copy; return nested repositories without a commit, which it cannot."""
    limits = TreeLimits()
    paths = [os.fsdecode(path) for path in listed.split(b"\0") if path]
    total = 0
    for path in paths:
        with contextlib.suppress(OSError):
            total += os.lstat(top / path).st_size
    nested = [path for path in paths if path.endswith("/")]
    if len(paths) > limits.files or total > limits.bytes or len(nested) > MOST_NESTED:
        raise _too_much(top)
    _refuse_full_disk(total)
    return [path for path in nested if _resolve(top / path / ".git", "HEAD") is None]


def _refuse_full_disk(needed: int) -> None:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise MachineLacks(
            Text(
                id=f"Ruang disk kurang di {folder}: perlu {size(needed + SPARE_BYTES, 'id')}.",
                en=f"Too little disk in {folder}: {size(needed + SPARE_BYTES, 'en')} needed.",
            )
        )


def _notes(place: Place, directory: Path) -> Iterator[Text]:
    if place.top is None:
        yield Text(
            id="Ini repositori tanpa berkas kerja; yang diperiksa adalah HEAD.",
            en="This repository has no working files; what was looked at is HEAD.",
        )
    elif not place.top.samefile(directory):
        yield Text(
            id=f"Yang diperiksa adalah seluruh repositori: {place.top}",
            en=f"What was looked at is the whole repository: {place.top}",
        )
    if place.shallow.is_file():
        yield Text(
            id="Klon ini dangkal: riwayat yang lebih tua tidak diperiksa (git fetch --unshallow).",
            en="This clone is shallow: older history was not looked at (git fetch --unshallow).",
        )


def _tags(place: Place, *which: str) -> list[str]:
    """Return the names of tags, the highest version first."""
    printed = git.run(
        ["for-each-ref", "--sort=-version:refname", "--format=%(refname:lstrip=2)", *which, "refs/tags"],
        git_dir=place.git_dir,
        limits=git.Limits(output_bytes=MOST_TAGS_BYTES),
    )
    return printed.decode("utf-8", "replace").splitlines()


def _resolve(git_dir: Path, name: str) -> str | None:
    try:
        return git.run(["rev-parse", "--quiet", "--verify", name], git_dir=git_dir).decode().strip()
    except GitError:
        return None


def _empty(ours: Path) -> str:
    return git.run(["hash-object", "-t", "tree", "-w", "--stdin"], git_dir=ours, input=b"").decode().strip()


def _commit(ours: Path, tree: str, head: str | None) -> str:
    """Make what would be the next commit: history is then looked through as it will be."""
    parents = ["-p", head] if head else []
    return (
        git.run(["commit-tree", tree, *parents, "-m", "check"], git_dir=ours, environment=_IDENTITY)
        .decode()
        .strip()
    )


def _unready(path: str) -> Text:
    return Text(
        id=f"{path} adalah repositori git tanpa commit; isinya tidak ikut diperiksa.",
        en=f"{path} is a git repository without a commit; it was not looked at.",
    )


def _too_much(top: Path) -> SentBack:
    limits = TreeLimits()
    return SentBack(
        Text(
            id=f"{top} terlalu besar untuk dibagikan: lebih dari {limits.files} berkas "
            f"atau {size(limits.bytes, 'id')}.",
            en=f"{top} is too large to be shared: more than {limits.files} files "
            f"or {size(limits.bytes, 'en')}.",
        ),
        Text(
            id="Sebutkan vendor/, node_modules/ dan unggahan di .gitignore, lalu periksa lagi.",
            en="Name vendor/, node_modules/ and uploads in .gitignore, then look again.",
        ),
    )
