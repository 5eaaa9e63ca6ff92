"""Where a draft goes: checked before anybody has answered anything, written whole or not at all."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from livinglab.drafting.model import Draft
from livinglab.drafting.paper import written
from livinglab.errors import MachineLacks, UsageError
from livinglab.language import Text
from livinglab.output import Output

NAMES = ("publiccode.yml", "publiccode.yaml")
_READABLE = 0o644


def folder(said: str | None) -> Path:
    """Return the folder to look at. Raises UsageError, MachineLacks."""
    found = Path(said or ".")
    if not found.is_dir():
        raise UsageError(Text(id=f"'{found}' bukan folder.", en=f"'{found}' is not a directory."))
    if not os.access(found, os.R_OK | os.X_OK):
        raise MachineLacks(Text(id=f"{found} tidak dapat dibaca.", en=f"{found} cannot be read."))
    return found


def target(folder: Path, said: str | None, *, force: bool) -> Path | None:
    """Return where to write, None for standard output. Raises MachineLacks where that is not free."""
    if said == "-":
        return None
    chosen = Path(said) if said else folder / NAMES[0]
    taken = [chosen] if said else [folder / name for name in NAMES]
    found = next((path for path in taken if os.path.lexists(path)), None)
    if found and not force:
        raise _exists(found)
    if chosen.is_dir() or not os.access(chosen.parent, os.W_OK | os.X_OK):
        raise MachineLacks(
            Text(id=f"{chosen} tidak dapat ditulis.", en=f"{chosen} cannot be written."),
            Text(id="Pilih tempat lain: --output BERKAS", en="Choose another place: --output FILE"),
        )
    return chosen


def deliver(draft: Draft, target: Path | None, output: Output, *, force: bool) -> None:
    """Write the draft, or print it. What cannot be written is printed, so that no answer is lost."""
    text = written(draft)
    if target is None:
        output.say(text.rstrip("\n"))
        return
    try:
        _write(target, text, force=force)
    except (OSError, MachineLacks):
        output.say(text)
        raise


def _write(target: Path, text: str, *, force: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        part.chmod(_READABLE)
        if force:
            part.replace(target)
            return
        _put(part, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def _put(part: Path, target: Path) -> None:
    """Give a finished file its name, unless somebody else took it while questions were answered."""
    try:
        if sys.platform == "win32":
            part.rename(target)  # which refuses there what it would overwrite elsewhere
        else:
            os.link(part, target)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError:  # a file system without links: a memory stick
        if os.path.lexists(target):
            raise _exists(target) from None
        part.replace(target)


def _exists(path: Path) -> MachineLacks:
    return MachineLacks(
        Text(id=f"{path} sudah ada.", en=f"{path} exists already."),
        Text(
            id="Periksa: livinglab check. Lihat draf baru: --output -. Timpa: --force.",
            en="Check it: livinglab check. See a new draft: --output -. Overwrite it: --force.",
        ),
    )
