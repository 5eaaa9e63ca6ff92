"""The queue of deliveries: leased one by one, and given back. All times are the database's own."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, text
from sqlmodel import Session, and_, col, or_, select

from registry.crawl.frontier import moment
from registry.settings import Settings
from registry.tables import Delivery, OutboxRow, Webhook
from registry.webhooks import notices, records

# Seconds until the next try, after each that failed: given up after the last, a day and a half later.
WAITS = (30, 120, 600, 3600, 21_600, 86_400)
JITTER = 0.25  # part of a wait that is left to chance, so that a crowd that failed together comes apart
LEASE = 60.0  # seconds: over twice what one sending may take
HIDDEN_FOR = 3600.0  # seconds until we look again whether an application may be named
MOST_OF_PLACE = 2  # deliveries at once to one host
MOST_OF_OWNER = 4  # and of one organisation, however many hosts it names
MOST_GIVEN_UP = 10  # deliveries in a row, before the webhook is disabled
GIVEN_UP = "given-up"  # why it is disabled
_LEASING = 0x6C6C_7768  # the key of PostgreSQL's advisory lock


@dataclass(frozen=True)
class Errand:
    """One delivery to make now. It is ours until `until`."""

    id: str
    webhook_id: int
    url: str = field(repr=False)  # its path may be a secret
    secret: str = field(repr=False)  # sealed
    body: bytes
    until: datetime


@dataclass(frozen=True)
class Outcome:
    """How a sending ended: the receiver's status, or a word for why there is none."""

    status: int | None = None
    error: str | None = None
    milliseconds: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver said that it has it."""
        return self.status is not None and 200 <= self.status < 300


def is_due(session: Session) -> bool:
    """Say whether a delivery is due and nobody makes it."""
    return session.exec(select(Delivery.id).where(_is_free(moment(session))).limit(1)).first() is not None


def lease(session: Session, settings: Settings) -> Errand | None:
    """Take the delivery that has been due for longest; None if none can be had. Needs a writing session.

    A lease that ran out is taken over: its process vanished, perhaps after the receiver had it.
    """
    _one_at_a_time(session)
    now = moment(session)
    while (found := _next(session, now)) is not None:
        delivery, webhook, row = found
        if not notices.is_shown(session, row):
            delivery.next_at = now + timedelta(seconds=HIDDEN_FOR)
        elif not _may_be_told(session, row, webhook):
            session.delete(delivery)
        else:
            return _take(session, delivery, webhook, notices.write(row, delivery.id, settings), now)
        session.flush()
    return None


def give_back(session: Session, errand: Errand, outcome: Outcome) -> None:
    """Record how a sending ended. What somebody else has taken over meanwhile only a success can end."""
    # The webhook first, here and wherever both are locked: else two could wait for one another.
    webhook = session.get(Webhook, errand.webhook_id, with_for_update=True)
    delivery = session.get(Delivery, errand.id, with_for_update=True)
    if webhook is None or delivery is None or delivery.status != "waiting":
        return  # taken away, or ended by who took it over
    if delivery.leased_until != errand.until and not outcome.is_taken:
        return
    delivery.leased_until, delivery.last_at = None, moment(session)
    delivery.last_status, delivery.last_error = outcome.status, outcome.error
    delivery.milliseconds = outcome.milliseconds
    delivery.attempts += 1  # a try that nobody lived to record is no fault of the receiver's
    if outcome.is_taken:
        delivery.status, webhook.failures = "delivered", 0
    elif delivery.attempts > len(WAITS):
        _give_up(session, delivery, webhook)
    else:
        delivery.next_at = moment(session) + timedelta(seconds=_jittered(WAITS[delivery.attempts - 1]))
    session.add_all([delivery, webhook])


def _next(session: Session, now: datetime) -> tuple[Delivery, Webhook, OutboxRow] | None:
    query = (
        select(Delivery, Webhook, OutboxRow)
        .join(Webhook, col(Webhook.id) == Delivery.webhook_id)
        .join(OutboxRow, col(OutboxRow.id) == Delivery.outbox_id)
        .where(_is_free(now), col(Webhook.disabled_at).is_(None), *_not_busy(session, now))
        .order_by(col(Delivery.next_at), col(Delivery.id))
        .limit(1)
    )
    return session.exec(query.with_for_update(skip_locked=True, of=Delivery)).first()


def _not_busy(session: Session, now: datetime) -> list[ColumnElement[bool]]:
    """Leave out hosts and organisations that have their share of what is being sent: as many as threads."""
    sent = select(Webhook.place, Webhook.organisation_id).join(
        Delivery, col(Delivery.webhook_id) == Webhook.id
    )
    held = session.exec(sent.where(Delivery.status == "waiting", col(Delivery.leased_until) > now)).all()
    places = Counter(place for place, _ in held)
    owners = Counter(owner for _, owner in held if owner is not None)
    busy_places = [place for place, count in places.items() if count >= MOST_OF_PLACE]
    busy_owners = [owner for owner, count in owners.items() if count >= MOST_OF_OWNER]
    return [
        col(Webhook.place).not_in(busy_places),
        or_(col(Webhook.organisation_id).is_(None), col(Webhook.organisation_id).not_in(busy_owners)),
    ]


def _is_free(now: datetime) -> ColumnElement[bool]:
    free = or_(col(Delivery.leased_until).is_(None), col(Delivery.leased_until) <= now)
    return and_(col(Delivery.status) == "waiting", col(Delivery.next_at) <= now, free)


def _may_be_told(session: Session, row: OutboxRow, webhook: Webhook) -> bool:
    audience = notices.audience(session, row)
    return audience is notices.EVERYBODY or webhook.organisation_id in audience


def _take(session: Session, delivery: Delivery, webhook: Webhook, body: bytes, now: datetime) -> Errand:
    delivery.leased_until = now + timedelta(seconds=LEASE)
    session.add(delivery)
    session.flush()
    return Errand(
        id=delivery.id,
        webhook_id=delivery.webhook_id,
        url=webhook.url,
        secret=webhook.secret,
        body=body,
        until=delivery.leased_until,
    )


def _give_up(session: Session, delivery: Delivery, webhook: Webhook) -> None:
    delivery.status, delivery.leased_until = "failed", None
    webhook.failures += 1
    session.add_all([delivery, webhook])
    if webhook.failures >= MOST_GIVEN_UP and webhook.disabled_at is None:
        session.flush()
        records.disable(session, webhook, GIVEN_UP, actor="registry")


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


def _one_at_a_time(session: Session) -> None:
    """Let processes lease one after the other: two that count at once could both send to one host."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEASING})
