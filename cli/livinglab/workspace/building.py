"""A directory that is built beside its place and renamed into it: at any moment it is absent or complete."""

import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from livinglab.errors import MachineLacks
from livinglab.language import Text
from livinglab.workspace.claim import Claim, is_held

TRIES = 20  # Windows: virus scanners hold new files open for a moment


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a new directory next to `target`; on success it becomes `target`, on any failure it vanishes.

    What killed runs left for the same target is swept away first. The new directory has an empty `.git`.
    """
    refuse_taken(target)
    sweep(target)
    partial, claim = _claimed(target)
    try:
        yield partial
    except BaseException:
        claim.release()
        remove(partial)
        raise
    claim.release()
    _into_place(partial, target)


def refuse_taken(target: Path) -> None:
    """Raise MachineLacks where something is in the place already; an empty directory is fine."""
    try:
        taken = target.is_symlink() or any(target.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        taken = True
    if taken:
        raise MachineLacks(
            Text(id=f"{target} sudah ada dan tidak kosong.", en=f"{target} exists and is not empty."),
            Text(
                id="Sebutkan folder lain; yang sudah ada diperbarui dengan 'livinglab update'.",
                en="Name another directory; what is there already is updated by 'livinglab update'.",
            ),
        )


def sweep(target: Path) -> None:
    """Remove what killed runs left beside `target`, but nothing that another run is building right now."""
    for leftover in target.parent.glob(f".{_literal(target.name)}.partial-*"):
        if leftover.is_symlink() or not leftover.is_dir():
            continue
        claim = _claim_file(leftover)
        if claim.exists() and not is_held(claim):
            remove(leftover)
        elif not claim.exists():
            _remove_unclaimed(leftover)


def remove(folder: Path) -> None:
    """Remove a tree; git's read-only files need a word first on Windows."""
    if os.name == "nt":
        for path in folder.rglob("*"):
            path.chmod(stat.S_IWRITE | stat.S_IREAD)
    shutil.rmtree(folder, ignore_errors=True)


def _claimed(target: Path) -> tuple[Path, Claim]:
    target.parent.mkdir(parents=True, exist_ok=True)
    while True:
        partial = target.parent / f".{target.name}.partial-{secrets.token_hex(6)}"
        try:
            (partial / ".git").mkdir(parents=True)
            return partial, Claim(_claim_file(partial))
        except FileNotFoundError:
            continue  # another run swept it in the moment before it was claimed


def _claim_file(partial: Path) -> Path:
    return partial / ".git" / "livinglab-claim"


def _remove_unclaimed(leftover: Path) -> None:
    """Killed between the first mkdir and the claim: only empty directories can be there."""
    try:
        if (leftover / ".git").exists():
            (leftover / ".git").rmdir()
        leftover.rmdir()
    except OSError:
        return  # it has just been claimed, or it is none of ours


def _into_place(partial: Path, target: Path) -> None:
    for attempt in range(TRIES):
        try:
            if os.name == "nt" and target.is_dir():
                target.rmdir()
            os.rename(partial, target)
            return
        except PermissionError:
            time.sleep(0.05 * attempt)
        except OSError:
            break  # somebody put something there meanwhile
    remove(partial)
    refuse_taken(target)
    raise MachineLacks(
        Text(id=f"{target} tidak bisa dibuat.", en=f"{target} cannot be created."),
        Text(id="Periksa hak akses foldernya.", en="Check the permissions of the folder."),
    )


def _literal(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
