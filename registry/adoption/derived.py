"""What follows from an adoption's events, kept beside them in one transaction: state, periods, counts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from livinglab.contract.adoptions import Stage, State
from registry.adoption import rollups, states
from registry.adoption.states import Event, Period
from registry.adoption.tallies import STEP_NAMES, Tally, tally
from registry.tables import Adoption, AdoptionEvent, AdoptionPeriod


def standing(session: Session, adoption: Adoption) -> list[AdoptionEvent]:
    """Return an adoption's effective events in their order."""
    rows = session.exec(select(AdoptionEvent).where(AdoptionEvent.adoption_id == adoption.id)).all()
    left = {event.id for event in states.effective(rows)}
    return sorted((row for row in rows if row.id in left), key=lambda row: (row.happened_on, row.id or 0))


def counted(adoption: Adoption, events: Sequence[AdoptionEvent]) -> Tally:
    """Return what an adoption adds to the statistics."""
    return tally(events, version=version(events)[0], fetched_on=adoption.fetched_on)


def refresh(session: Session, adoption: Adoption, *, before: Tally) -> None:
    """Write what follows from the events now, and add to the roll-ups what changed since `before`."""
    events = standing(session, adoption)
    found = states.periods(events)
    _describe(adoption, events, found)
    _put_periods(session, adoption, found)
    rollups.add(session, adoption, counted(adoption, events).minus(before))
    session.flush()


def version(events: Sequence[AdoptionEvent]) -> tuple[str | None, str | None]:
    """Return the version and commit that the last event which names a version names."""
    named = [event for event in events if event.version]
    return (named[-1].version, named[-1].commit) if named else (None, None)


def _describe(adoption: Adoption, events: Sequence[AdoptionEvent], found: Sequence[Period]) -> None:
    last = _last_recorded(found)
    adoption.state = last.state if last else State.NONE
    adoption.since = last.since if last else None
    adoption.expires_on = _last_day(last) if last and last.state is State.IN_USE else None
    adoption.first_on = events[0].happened_on if events else None
    adoption.last_on = events[-1].happened_on if events else None
    adoption.in_use_on = next((one.since for one in found if one.state is State.IN_USE), None)
    reached: Sequence[Event] = events
    steps = states.first_reached(reached)
    adoption.furthest = max((STEP_NAMES.index(step) + 1 for step in steps), default=0)
    adoption.version, adoption.commit = version(events)
    stops = [event for event in events if event.stage == Stage.STOPPED]
    adoption.reason = stops[-1].reason if stops and adoption.state == State.STOPPED else None


def _last_recorded(found: Sequence[Period]) -> Period | None:
    """Return the state after the last event: the lapse that follows it is up to the day of the reader."""
    if not found:
        return None
    return found[-2] if found[-1].state is State.LAPSED and len(found) > 1 else found[-1]


def _last_day(period: Period) -> date | None:
    return date.fromordinal(period.until.toordinal() - 1) if period.until else None


def _put_periods(session: Session, adoption: Adoption, found: Sequence[Period]) -> None:
    session.execute(delete(AdoptionPeriod).where(col(AdoptionPeriod.adoption_id) == adoption.id))
    for position, period in enumerate(found, start=1):
        session.add(
            AdoptionPeriod(
                adoption_id=adoption.id or 0,
                position=position,
                state=period.state,
                since=period.since,
                until=period.until,
                first=period.first,
            )
        )
