"""The nightly dump: everything public at one moment, as files that anybody may copy."""

import errno
import hashlib
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, select

from livinglab.contract.dump import Dump
from registry import clock, journal
from registry.database import Database
from registry.errors import Full
from registry.exchange.dump import files, package, shelf
from registry.exchange.dump.shelf import PACKAGE, README, Shelved
from registry.exchange.dump.tables import TABLES, unnamed
from registry.settings import Settings
from registry.tables import JournalRow

KEEP = 7  # dumps of as many days
MAKING = ".making-"
ABANDONED = 24 * 3600  # seconds after which a folder that is being made in is nobody's any more


@dataclass(frozen=True)
class DumpReport:
    """How a dump went. `is_new` is false where the same one was there already."""

    date: date
    serial: int
    files: int
    rows: int
    bytes: int
    unnamed: int
    is_new: bool


def dump(database: Database, settings: Settings, *, keep: int = KEEP) -> DumpReport:
    """Write a dump of everything public and shelve it; keep those of the newest `keep` days.

    It sees one moment of the database. The same content gives the same bytes. Raises Full where the disk is,
    StoreUnavailable where the bucket is away: then everything is as it was.
    """
    root = shelf.root(settings)
    root.mkdir(exist_ok=True)
    _sweep(root)
    try:
        with tempfile.TemporaryDirectory(dir=root, prefix=MAKING) as name:
            made = _make(database, Path(name), origin=settings.origin)
            is_new = shelf.put(shelf.open_dumps(settings), made, Path(name), keep=keep)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Full from error
        raise
    _remove_empty(root)
    return _report(made.dump, is_new=is_new)


def _make(database: Database, folder: Path, *, origin: str) -> Shelved:
    today = clock.date_in_jakarta()
    with database.read() as session:
        serial, at = _newest(session)
        tables = [
            file
            for table in TABLES
            for file in files.write(folder, table.name, table.model, table.rows(session, today))
        ]
        made = Dump(date=today, serial=serial, at=at, unnamed=unnamed(session, today), files=tables)
    readme = files.put(folder, README, package.readme(made, origin=origin))
    described = files.put(folder, PACKAGE, package.datapackage(made, origin=origin))
    whole = made.model_copy(update={"files": [readme, described, *tables]})
    name = hashlib.sha256(f"{readme.sha256}{described.sha256}".encode()).hexdigest()[:12]
    return Shelved(folder=f"{today}-{name}", dump=whole)


def _newest(session: Session) -> tuple[int, datetime | None]:
    serial = journal.serial(session)
    at = session.exec(select(JournalRow.at).where(JournalRow.serial == serial)).first()
    return serial, datetime.fromisoformat(at) if at else None


def _report(made: Dump, *, is_new: bool) -> DumpReport:
    return DumpReport(
        date=made.date,
        serial=made.serial,
        files=len(made.files),
        rows=sum(file.rows or 0 for file in made.files if file.name.endswith(".jsonl")),
        bytes=sum(file.bytes for file in made.files),
        unnamed=made.unnamed,
        is_new=is_new,
    )


def _sweep(root: Path) -> None:
    """Remove what a process that was killed left behind while making a dump."""
    for folder in root.glob(f"{MAKING}*"):
        if time.time() - folder.stat().st_mtime > ABANDONED:
            for file in folder.iterdir():
                file.unlink(missing_ok=True)
            folder.rmdir()


def _remove_empty(root: Path) -> None:
    """Remove the folders of dumps whose files are gone."""
    for folder in root.iterdir():
        with suppress(OSError):  # it is not empty
            folder.rmdir()
