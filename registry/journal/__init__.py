"""The journal: a row for each change, in the change's own transaction, each covering the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, inspect, text
from sqlmodel import Session, SQLModel, select

from registry import clock
from registry.tables import JournalRow

BEGINNING = "0" * 64
# Two writers on PostgreSQL must not read the same last row. SQLite's write lock does the same by itself.
LOCK = text("SELECT pg_advisory_xact_lock(7401352)")
# Columns that say when a row was used or reflected, not what it is.
PASSING = frozenset({"changed_serial", "used_at", "position"})


def append(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    before: str | None = None,
    after: str | None = None,
) -> int:
    """Write one row and return its serial. Serials have no gaps and are in the order of commits.

    `before` and `after` are digests (`state_of`) of what was changed: None where it began or ended.
    """
    hold(session)
    last = _last(session)
    row = JournalRow(
        serial=last.serial + 1 if last else 1,
        at=clock.stamp(clock.now()),
        actor=actor,
        action=action,
        subject=subject,
        before=before,
        after=after,
        detail=_canonical(detail),
        previous=last.hash if last else BEGINNING,
        hash="",
    )
    row.hash = digest(row)
    session.add(row)
    session.flush()
    return row.serial


def hold(session: Session) -> None:
    """Let nobody else append before this transaction ends: for changes that rest on what they have read."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(LOCK)


def serial(session: Session) -> int:
    """Return the newest serial, 0 for an empty journal."""
    return session.exec(select(func.max(JournalRow.serial))).one() or 0


def state_of(row: SQLModel) -> str:
    """Return the SHA-256 over a table row's columns in canonical JSON, without those that only pass."""
    columns = {
        column.key: _plain(getattr(row, column.key))
        for column in inspect(type(row)).columns
        if column.key not in PASSING and column.computed is None
    }
    return hashlib.sha256(_canonical(columns).encode()).hexdigest()


def digest(row: JournalRow) -> str:
    """Return the SHA-256 over a row's other columns as a JSON array: the link to the next row.

    Rows without digests of their subject have seven items, as all had before there were any; others nine.
    """
    columns: list[object] = [row.serial, row.at, row.actor, row.action, row.subject, row.detail, row.previous]
    if row.before is not None or row.after is not None:
        columns += [row.before, row.after]
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


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.stamp(value)
    return value.isoformat() if isinstance(value, date) else value
