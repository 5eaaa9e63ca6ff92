"""The journal: a row for each change, in the change's own transaction, each covering the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, text
from sqlmodel import Session, select

from registry import clock
from registry.tables import JournalRow

BEGINNING = "0" * 64
# Two writers on PostgreSQL must not read the same last row. SQLite's write lock does the same by itself.
LOCK = text("SELECT pg_advisory_xact_lock(7401352)")


def append(session: Session, *, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> int:
    """Write one row and return its serial. Serials have no gaps and are in the order of commits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(LOCK)
    last = _last(session)
    row = JournalRow(
        serial=last.serial + 1 if last else 1,
        at=clock.stamp(clock.now()),
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        previous=last.hash if last else BEGINNING,
        hash="",
    )
    row.hash = digest(row)
    session.add(row)
    session.flush()
    return row.serial


def serial(session: Session) -> int:
    """Return the newest serial, 0 for an empty journal."""
    return session.exec(select(func.max(JournalRow.serial))).one() or 0


def digest(row: JournalRow) -> str:
    """Return the SHA-256 over a row's other columns as a JSON array: the link to the next row."""
    columns = [row.serial, row.at, row.actor, row.action, row.subject, row.detail, row.previous]
    return hashlib.sha256(json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def breaks(session: Session) -> Iterator[int]:
    """Yield each serial at which the chain is broken: a row edited, removed or put in."""
    previous, expected = BEGINNING, 1
    for row in session.exec(select(JournalRow).order_by(JournalRow.serial)).yield_per(1000):  # type: ignore[arg-type]  # SQLModel types columns as values
        if row.serial != expected or row.previous != previous or row.hash != digest(row):
            yield row.serial
        previous, expected = row.hash, row.serial + 1


def _last(session: Session) -> JournalRow | None:
    newest = select(JournalRow).order_by(JournalRow.serial.desc()).limit(1)  # type: ignore[attr-defined]  # SQLModel types columns as values
    return session.exec(newest).first()
