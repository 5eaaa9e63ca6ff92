"""The frontier: which source is due, who holds it and until when. All times are the database's own."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, text
from sqlmodel import Session, col, select, update

from livinglab.contract import SubmissionStatus
from registry.settings import Settings
from registry.tables import Frontier, Source, Submission

FIRST_RETRY = 300.0  # seconds after the first failure; doubled at each further one
LONGEST_RETRY = 86_400.0
JITTER = 0.25  # part of a wait that is left to chance, so that a crowd that failed together comes apart
MOST_LOSSES = 3  # workers that may vanish with a source before it has to wait like any other failure
VANISHED = "the worker vanished during the visit"
_LEASING = 0x6C6C_6672  # the key of PostgreSQL's advisory lock


@dataclass(frozen=True)
class Lease:
    """One source, held by one worker until a moment of the database's clock."""

    source_id: int
    owner: str
    until: datetime
    attempts: int


def moment(session: Session) -> datetime:
    """Return the present moment by the database's clock: the workers' own may disagree."""
    if session.get_bind().dialect.name == "sqlite":
        stamp = (
            session.connection().exec_driver_sql("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')").scalar_one()
        )
        return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    now: datetime = session.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return now.astimezone(UTC)


def lease(session: Session, owner: str, *, seconds: float, source_id: int | None = None) -> Lease | None:
    """Take the source that has been due for longest, or `source_id` due or not; None if none can be had.

    Needs a writing session. A donor's host is held by one worker at a time; a lease that ran out is taken
    over.
    """
    _one_at_a_time(session)
    now = moment(session)
    while place := _next(session, now, source_id):
        if place.lease_owner is not None:  # ran out: its worker vanished without a word
            place.attempts += 1
            place.last_error = VANISHED
            if place.attempts >= MOST_LOSSES and source_id is None:
                _put_back(place, now + timedelta(seconds=_backoff(place.attempts)))
                session.add(place)
                session.flush()
                continue
        place.lease_owner, place.lease_until = owner, now + timedelta(seconds=seconds)
        session.add(place)
        session.flush()
        return Lease(place.source_id, owner, place.lease_until, place.attempts)
    return None


def extend(session: Session, source_id: int, owner: str, *, seconds: float) -> bool:
    """Hold a source for longer. False: it is not ours any more, so the visit must end."""
    now = moment(session)
    changed = session.exec(
        update(Frontier)
        .where(_ours(source_id, owner), col(Frontier.lease_until) > now)
        .values(lease_until=now + timedelta(seconds=seconds))
    )
    return bool(changed.rowcount)


def is_held(session: Session, source_id: int, owner: str) -> bool:
    """Say whether this worker still holds the source; locks its row until the transaction ends."""
    now = moment(session)
    query = select(Frontier.source_id).where(_ours(source_id, owner), col(Frontier.lease_until) > now)
    return session.exec(query.with_for_update()).first() is not None


def succeed(session: Session, source_id: int, owner: str, *, interval: float) -> bool:
    """Give a source back after a visit that read it, due again after `interval` seconds or when asked for."""
    wait = 0 if _asked_meanwhile(session, source_id) else interval
    return _release(session, source_id, owner, wait, attempts=0, error=None)


def fail(session: Session, source_id: int, owner: str, *, error: str) -> bool:
    """Give a source back after a visit that could not read it, due again after a growing wait."""
    place = session.get(Frontier, source_id)
    attempts = (place.attempts if place else 0) + 1
    return _release(session, source_id, owner, _backoff(attempts), attempts=attempts, error=error[:500])


def abandon(session: Session, source_id: int, owner: str) -> bool:
    """Give a source back unvisited, due at once: this worker is going home."""
    place = session.get(Frontier, source_id)
    if place is None:
        return False
    return _release(session, source_id, owner, 0, attempts=place.attempts, error=place.last_error)


def next_interval(settings: Settings) -> float:
    """Return the seconds until a visited source is due again, a little by chance."""
    return _jittered(settings.visit_interval)


def _next(session: Session, now: datetime, source_id: int | None) -> Frontier | None:
    query = select(Frontier).join(Source, col(Source.id) == Frontier.source_id).where(_free(now))
    if source_id is not None:
        query = query.where(Frontier.source_id == source_id)
    else:
        query = query.where(col(Frontier.due_at) <= now)
    for origin in _busy_origins(session, now):
        query = query.where(not_(_place().startswith(f"{origin}/", autoescape=True)))
    query = query.order_by(col(Frontier.due_at), col(Frontier.source_id)).limit(1)
    return session.exec(query.with_for_update(skip_locked=True, of=Frontier)).first()


def _busy_origins(session: Session, now: datetime) -> list[str]:
    """Return the scheme and host of every source that is being visited: as many as there are workers."""
    held = select(_place()).join(Frontier, col(Frontier.source_id) == Source.id).where(not_(_free(now)))
    return sorted({origin for url in session.exec(held) if (origin := _origin(url))})


def _origin(url: str) -> str | None:
    scheme, separator, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if separator else None


def _place() -> ColumnElement[str]:
    return func.coalesce(Source.canonical_url, Source.url)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(col(Frontier.lease_until).is_(None), col(Frontier.lease_until) <= now)


def _ours(source_id: int, owner: str) -> ColumnElement[bool]:
    return and_(col(Frontier.source_id) == source_id, col(Frontier.lease_owner) == owner)


def _release(
    session: Session, source_id: int, owner: str, wait: float, *, attempts: int, error: str | None
) -> bool:
    due = moment(session) + timedelta(seconds=wait)
    changed = session.exec(
        update(Frontier)
        .where(_ours(source_id, owner))
        .values(due_at=due, lease_owner=None, lease_until=None, attempts=attempts, last_error=error)
    )
    return bool(changed.rowcount)


def _asked_meanwhile(session: Session, source_id: int) -> bool:
    """Whether somebody submitted the source again while it was being visited."""
    queued = select(Submission.id).where(
        Submission.source_id == source_id, Submission.status == SubmissionStatus.QUEUED
    )
    return session.exec(queued.limit(1)).first() is not None


def _put_back(place: Frontier, due: datetime) -> None:
    place.due_at, place.lease_owner, place.lease_until = due, None, None


def _backoff(attempts: int) -> float:
    return _jittered(min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(attempts - 1, 20)))


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


def _one_at_a_time(session: Session) -> None:
    """Let workers lease one after the other: two that look at once could both take one host's sources."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEASING})
