"""Signed checkpoints: the registry's word that its journal had this hash at this serial."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from livinglab.contract.journal import CheckpointShown
from livinglab.contract.signed import CHECKPOINT, message
from registry import clock
from registry.journal import keyring
from registry.keys import Keys
from registry.tables import Checkpoint, JournalRow

EVERY = timedelta(minutes=1)


def make(session: Session, keys: Keys, *, origin: str) -> Checkpoint | None:
    """Sign where the journal stands now; None where that is signed already. Raises keyring.ForeignKey."""
    if newest_row(session) is None:
        return None
    keyring.confirm(session, keys)
    row = newest_row(session)
    last = newest(session)
    if row is None or (last and last.serial >= row[0]):
        return None
    made = Checkpoint(
        serial=row[0], hash=row[1], at=clock.stamp(clock.now()), origin=origin, key=keys.id, signature=""
    )
    statement = made.model_dump(include={"serial", "hash", "at", "origin"})
    made.signature = keys.sign(message(CHECKPOINT, statement))
    session.add(made)
    session.flush()
    return made


def is_due(session: Session) -> bool:
    """Say whether the journal has grown, and the last checkpoint is a minute old."""
    row, last = newest_row(session), newest(session)
    if row is None or (last and last.serial >= row[0]):
        return False
    return last is None or datetime.fromisoformat(last.at) <= clock.now() - EVERY


def newest(session: Session) -> Checkpoint | None:
    """Return the newest checkpoint."""
    return session.exec(select(Checkpoint).order_by(col(Checkpoint.serial).desc()).limit(1)).first()


def after(session: Session, serial: int, *, limit: int) -> Sequence[Checkpoint]:
    """Return checkpoints of later serials, in their order."""
    query = select(Checkpoint).where(col(Checkpoint.serial) > serial)
    return session.exec(query.order_by(col(Checkpoint.serial)).limit(limit)).all()


def show(row: Checkpoint) -> CheckpointShown:
    """Return a checkpoint as it travels."""
    return CheckpointShown.model_validate(row.model_dump())


def newest_row(session: Session) -> tuple[int, str] | None:
    """Return serial and hash of the journal's newest row."""
    query = select(JournalRow.serial, JournalRow.hash).order_by(col(JournalRow.serial).desc()).limit(1)
    return session.exec(query).first()
