"""The journal as files: rows in chunks, checkpoints, keys. What a stranger verifies without the registry."""

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from livinglab.language import Text
from registry.errors import Conflict, NotFound
from registry.journal import checkpoints, keyring, reading

ROWS, CHECKPOINTS, KEYS = "journal-*.jsonl", "checkpoints.jsonl", "key.json"
CHUNK = 10_000  # rows in a file


def write(session: Session, folder: Path, *, registry: str, whole: bool) -> int:
    """Write the journal into an empty folder, or over an earlier export; return the number of rows.

    Raises Conflict for a folder with anything else in it.
    """
    _claim(folder)
    count = 0
    lines = reading.lines(session, whole=whole)
    for number in range(1, 10**6):
        count += (written := _write(folder / f"journal-{number:06}.jsonl", islice(lines, CHUNK)))
        if written < CHUNK:
            break
    _write(folder / CHECKPOINTS, checkpoint_lines(session))
    shown = keyring.shown(session, registry=registry).model_dump()
    _write(folder / KEYS, iter([json.dumps({**shown, "whole": whole}, indent=1)]))
    return count


def checkpoint_lines(session: Session) -> Iterator[str]:
    """Yield all checkpoints as JSON Lines."""
    after = 0
    while batch := checkpoints.after(session, after, limit=reading.BATCH):
        yield from (checkpoints.show(row).model_dump_json() for row in batch)
        after = batch[-1].serial


def read(folder: Path) -> tuple[Iterator[str], Iterator[str], dict[str, object]]:
    """Return an export's rows, its checkpoints, and what key.json says. Raises NotFound."""
    try:
        said = json.loads((folder / KEYS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_export(folder) from error
    if not isinstance(said, dict) or not isinstance(said.get("keys"), list):
        raise _no_export(folder)
    rows = (line for path in sorted(folder.glob(ROWS)) for line in _lines(path))
    return rows, _lines(folder / CHECKPOINTS), said


def _lines(path: Path) -> Iterator[str]:
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from (line for line in file if line.strip())


def _write(path: Path, lines: Iterator[str]) -> int:
    partial = path.with_name(f".{path.name}")
    with partial.open("w", encoding="utf-8") as file:
        count = sum(1 for line in lines if file.write(line + "\n"))
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    return count


def _claim(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / KEYS).is_file():
        raise Conflict(
            Text(
                id=f"{folder} tidak kosong dan bukan ekspor jurnal. Pilih folder lain.",
                en=f"{folder} is not empty and no export of a journal. Choose another folder.",
            )
        )
    for path in folder.glob(ROWS):
        path.unlink()


def _no_export(folder: Path) -> NotFound:
    return NotFound(
        Text(
            id=f"{folder} bukan ekspor jurnal: {KEYS} tidak ada atau tidak terbaca.",
            en=f"{folder} is no export of a journal: {KEYS} is absent or cannot be read.",
        )
    )
