"""What is over: deliveries and rows of the outbox that were told a month ago."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from registry.crawl.frontier import moment
from registry.database import Database
from registry.settings import Settings
from registry.tables import Delivery, OutboxRow

KEPT_FOR = timedelta(days=30)
AT_ONCE = 1000  # rows of the outbox in one transaction: nobody waits long for the write lock


def purge(database: Database, _settings: Settings) -> None:
    """Remove deliveries and rows of the outbox 30 days after they were spread.

    What was not spread yet, because its application is in review or quarantine, stays.
    """
    while True:
        with database.write() as session:
            if not _purge(session):
                return


def _purge(session: Session) -> bool:
    old = select(OutboxRow.id).where(col(OutboxRow.fanned_at) < moment(session) - KEPT_FOR)
    numbers = session.exec(old.order_by(col(OutboxRow.fanned_at)).limit(AT_ONCE)).all()
    if not numbers:
        return False
    session.exec(delete(Delivery).where(col(Delivery.outbox_id).in_(numbers)))
    session.exec(delete(OutboxRow).where(col(OutboxRow.id).in_(numbers)))
    return True
