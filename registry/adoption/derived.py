"""What follows from an adoption's events, kept beside them in one transaction: state, periods, counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import delete
from sqlmodel import Session, col, select

from livinglab.contract.adoptions import Stage, State
from registry.adoption import rollups, states
from registry.adoption.states import Event, Period
from registry.adoption.tallies import STEP_NAMES, Tally, first_use, kept_years, tally
from registry.tables import Adoption, AdoptionEvent, AdoptionPeriod


class Told(Event, Protocol):
    """What is shown of an event, besides what the derivation reads."""

    version: str | None
    commit: str | None
    reason: str | None


def standing(session: Session, adoption: Adoption) -> list[AdoptionEvent]:
    """Return an adoption's effective events in their order."""
    rows = session.exec(select(AdoptionEvent).where(AdoptionEvent.adoption_id == adoption.id)).all()
    return states.effective(rows)


def counted(adoption: Adoption, events: Sequence[AdoptionEvent]) -> Tally:
    """Return what an adoption adds to the statistics."""
    return tally(events, version=version(events)[0], fetched_on=adoption.fetched_on)


def refresh(session: Session, adoption: Adoption, *, before: Tally) -> None:
    """Write what follows from the events now, and add to the roll-ups what changed since `before`."""
    events = standing(session, adoption)
    found = states.periods(events)
    for name, value in columns(events, found).items():
        setattr(adoption, name, value)
    session.add(adoption)
    _put_periods(session, adoption, found)
    now = tally(events, version=adoption.version, fetched_on=adoption.fetched_on, found=found)
    rollups.add(session, adoption, now.minus(before))
    session.flush()


def version(events: Sequence[Told]) -> tuple[str | None, str | None]:
    """Return the version and commit that the last event which names a version names."""
    named = [event for event in events if event.version]
    return (named[-1].version, named[-1].commit) if named else (None, None)


def columns(events: Sequence[Told], found: Sequence[Period]) -> dict[str, Any]:
    """Return the columns of an adoption that follow from its effective events and their periods."""
    last = _last_recorded(found)
    steps = states.first_reached(events)
    stops = [event for event in events if event.stage == Stage.STOPPED]
    told, commit = version(events)
    return {
        "state": str(last.state) if last else str(State.NONE),
        "since": last.since if last else None,
        "expires_on": _last_day(last) if last and last.state is State.IN_USE else None,
        "first_on": events[0].happened_on if events else None,
        "last_on": events[-1].happened_on if events else None,
        "in_use_on": first_use(found),
        "furthest": max((STEP_NAMES.index(step) + 1 for step in steps), default=0),
        "stages": states.bits(event.stage for event in events),
        "kept_years": sum(1 << years for years in kept_years(found)),
        "version": told,
        "commit": commit,
        "reason": stops[-1].reason if last and last.state is State.STOPPED else None,
    }


def _last_recorded(found: Sequence[Period]) -> Period | None:
    """Return the state after the last event: the lapse that follows it is up to the day of the reader."""
    if not found:
        return None
    return found[-2] if found[-1].state is State.LAPSED and len(found) > 1 else found[-1]


def _last_day(period: Period) -> date | None:
    return date.fromordinal(period.until.toordinal() - 1) if period.until else None


def _put_periods(session: Session, adoption: Adoption, found: Sequence[Period]) -> None:
    session.execute(delete(AdoptionPeriod).where(col(AdoptionPeriod.adoption_id) == adoption.id))
    session.add_all(AdoptionPeriod(**row) for row in period_rows(adoption.id or 0, found))


def period_rows(number: int, found: Sequence[Period]) -> list[dict[str, Any]]:
    """Return periods as rows of an adoption, counted from 1."""
    return [
        {
            "adoption_id": number,
            "position": position,
            "state": str(period.state),
            "since": period.since,
            "until": period.until,
            "first": period.first,
        }
        for position, period in enumerate(found, start=1)
    ]
