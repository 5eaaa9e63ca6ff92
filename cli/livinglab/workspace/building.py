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

CLAIM = ".claim"
TRIES = 20  # Windows: virus scanners hold new files open for a moment


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a new directory next to `target`; on success it becomes `target`, on any failure it vanishes.

    What killed runs left for the same target is swept away first.
    """
    refuse_taken(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target)
    partial = target.parent / f".{target.name}.partial-{secrets.token_hex(6)}"
    claim = Claim(_claim_of(partial))
    try:
        partial.mkdir()
        yield partial
        _into_place(partial, target)
    except BaseException:
        remove(partial)
        raise
    finally:
        claim.release()


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
    """Remove what killed runs left beside `target`, but nothing that another run is building right now.

    A claim is made before its directory and released after it is gone: without a claim it is nobody's.
    """
    for leftover in target.parent.glob(f".{_literal(target.name)}.partial-*"):
        claim = leftover if leftover.suffix == CLAIM else _claim_of(leftover)
        if is_held(claim):
            continue
        remove(claim.with_suffix(""))
        claim.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Remove a tree; a git that outlived its killed parent may still be writing into it for a moment."""
    for attempt in range(TRIES):
        if folder.is_symlink() or not folder.exists():
            return
        if os.name == "nt":
            _make_writable(folder)
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.02 * attempt)


def _make_writable(folder: Path) -> None:
    """Git's object files are read-only, which stops Windows from deleting them."""
    for path in folder.rglob("*"):
        path.chmod(stat.S_IWRITE | stat.S_IREAD)


def _claim_of(partial: Path) -> Path:
    return partial.with_name(partial.name + CLAIM)


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
    refuse_taken(target)
    raise MachineLacks(
        Text(id=f"{target} tidak bisa dibuat.", en=f"{target} cannot be created."),
        Text(id="Periksa hak akses foldernya.", en="Check the permissions of the folder."),
    )


def _literal(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
