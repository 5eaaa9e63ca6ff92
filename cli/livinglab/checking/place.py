"""Which repository a directory belongs to, whatever kind it is: ordinary, worktree, submodule, bare, none."""

import os
from pathlib import Path
from typing import NamedTuple

from livinglab.errors import MachineLacks, SentBack, UsageError
from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import GitError


class Place(NamedTuple):
    """A repository on this machine. `top` is the work tree's topmost directory, None where there is none."""

    git_dir: Path
    top: Path | None
    objects: Path
    shallow: Path


def find(directory: Path) -> Place | None:
    """Return the repository around a directory, None for a plain folder.

    Raises UsageError if there is no such directory, SentBack for what the catalog cannot take, MachineLacks
    if git refuses to look.
    """
    if not directory.is_dir():
        raise _no_directory(directory)
    try:
        bare, inside, kind, git_dir = _ask(
            directory,
            "--is-bare-repository",
            "--is-inside-git-dir",
            "--show-object-format",
            "--absolute-git-dir",
        ).split("\n", 3)
    except GitError as error:
        if "not a git repository" in error.stderr:
            return None
        raise MachineLacks(
            Text(id=f"git menolak: {error.stderr}", en=f"git refuses: {error.stderr}")
        ) from error
    if kind != "sha1":
        raise _other_hash(kind)
    top = None if "true" in (bare, inside) else Path(_ask(directory, "--show-toplevel"))
    objects, shallow = (directory / _ask(directory, "--git-path", name) for name in ("objects", "shallow"))
    return Place(Path(git_dir), top, objects, shallow)


def _ask(directory: Path, *questions: str) -> str:
    """Ask git about the repository around a directory; it must not be told a work tree, it shall find one."""
    printed = git.run(["-C", str(directory), "rev-parse", *questions])
    return os.fsdecode(printed).removesuffix("\n")


def _no_directory(directory: Path) -> UsageError:
    hint = Text(
        id="Untuk satu publiccode.yml: livinglab check --manifest BERKAS",
        en="For one publiccode.yml: livinglab check --manifest FILE",
    )
    text = Text(id=f"{directory} bukan folder.", en=f"{directory} is not a directory.")
    return UsageError(text, hint if directory.is_file() else None)


def _other_hash(kind: str) -> SentBack:
    return SentBack(
        Text(
            id=f"Repositori ini memakai {kind}; katalog hanya mengenal repositori SHA-1.",
            en=f"This repository uses {kind}; the catalog only knows SHA-1 repositories.",
        )
    )
