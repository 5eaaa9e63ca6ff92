"""From the outbox to deliveries: one for each webhook that asked and may be told."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.catalog import applications
from registry.crawl.frontier import moment
from registry.tables import Application, Delivery, Organisation, OutboxRow, Webhook
from registry.webhooks import notices

AT_ONCE = 100  # rows of the outbox in one transaction


def is_due(session: Session) -> bool:
    """Say whether the outbox holds something that may be told and was not spread yet."""
    return session.exec(_due().limit(1)).first() is not None


def spread(session: Session) -> int:
    """Make the deliveries of the oldest rows, and return how many rows it was. Needs a writing session.

    What speaks of an application in review or in quarantine waits until that is over.
    """
    query = _due().order_by(col(OutboxRow.id)).limit(AT_ONCE)
    rows = session.exec(query.with_for_update(skip_locked=True, of=OutboxRow)).all()
    if not rows:
        return 0
    webhooks, now = _active(session), moment(session)
    for row in rows:
        _spread(session, row, webhooks, now)
    session.flush()
    return len(rows)


def deliver(session: Session, row: OutboxRow, webhook: Webhook, now: datetime) -> Delivery:
    """Put one delivery into the queue, due now."""
    made = Delivery(
        id=str(uuid.uuid4()),
        webhook_id=webhook.id or 0,
        outbox_id=row.id or 0,
        status="waiting",
        next_at=now,
    )
    session.add(made)
    return made


def _spread(session: Session, row: OutboxRow, webhooks: Sequence[Webhook], now: datetime) -> None:
    wanting = [webhook for webhook in webhooks if notices.wants(webhook, row)]
    audience = notices.audience(session, row) if wanting else notices.EVERYBODY
    for webhook in wanting:
        if audience is notices.EVERYBODY or webhook.organisation_id in audience:
            deliver(session, row, webhook, now)
    row.fanned_at = now
    session.add(row)


def _due() -> SelectOfScalar[OutboxRow]:
    """Return the rows that are due. Nothing else is ever spread, so no row is spread twice."""
    named = select(OutboxRow).outerjoin(Application, col(Application.slug) == col(OutboxRow.application_slug))
    told = or_(col(OutboxRow.application_slug).is_(None), applications.shown())
    return named.where(col(OutboxRow.fanned_at).is_(None), told)


def _active(session: Session) -> Sequence[Webhook]:
    """Return all webhooks that are told: each organisation has at most `records.MOST`."""
    query = select(Webhook).outerjoin(Organisation, col(Organisation.id) == col(Webhook.organisation_id))
    counts = col(Organisation.verified_at).is_not(None) & col(Organisation.closed_at).is_(None)
    query = query.where(
        col(Webhook.disabled_at).is_(None), or_(col(Webhook.organisation_id).is_(None), counts)
    )
    return session.exec(query.order_by(col(Webhook.id))).all()
