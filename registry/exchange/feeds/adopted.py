"""What feeds tell of adoptions: who began or stopped using what, and which confirmations run out."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from livinglab.contract.adoption_words import REASONS
from livinglab.contract.adoptions import Stage, State, StopReason
from livinglab.language import Text
from registry import clock
from registry.adoption import filters, naming
from registry.adoption.reminder_letters import Expiry
from registry.exchange.feeds.atom import Entry
from registry.tables import Adoption, AdoptionEvent, AdoptionPeriod, Application, Region

CONFIRM = Text(
    id="Bila masih dipakai, pemerintah daerahnya mengonfirmasi: `livinglab adopt confirm`. Bila tidak, "
    "catat `livinglab adopt stopped`.",
    en="If it is in use still, the region's own people confirm that: `livinglab adopt confirm`. If not, "
    "they record `livinglab adopt stopped`.",
)
LATELY = 300  # adoptions changed last, whose events are looked at: a province has too many in all
# The stages with which an adoption comes to these states.
LEADING = {
    State.IN_USE: (Stage.GO_LIVE, Stage.CONFIRMATION, Stage.EVALUATION),
    State.STOPPED: (Stage.STOPPED,),
}
within = filters.within


def changes(session: Session, *conditions: ColumnElement[bool], limit: int) -> list[Entry]:
    """Return adoptions that reached use or stopped, last recorded first; only what everybody may be told."""
    corrected = aliased(AdoptionEvent)
    recorded = func.max(AdoptionEvent.recorded_at).label("recorded_at")
    columns: tuple[Any, ...] = (
        Adoption.id,
        Application.name,
        Application.slug,
        Region.name,
        Adoption.unit,
        AdoptionPeriod.state,
        AdoptionPeriod.since,
        func.max(AdoptionEvent.reason),
        recorded,
    )
    leading = [
        (col(AdoptionPeriod.state) == state) & col(AdoptionEvent.stage).in_(stages)
        for state, stages in LEADING.items()
    ]
    lately = (
        select(Adoption.id)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(naming.named(), *conditions)
        .order_by(col(Adoption.changed_serial).desc())
        .limit(LATELY)
    )
    query = (
        select(*columns)
        .join(AdoptionPeriod, col(AdoptionPeriod.adoption_id) == Adoption.id)
        .join(AdoptionEvent, col(AdoptionEvent.adoption_id) == Adoption.id)
        .join(Application, col(Application.id) == Adoption.application_id)
        .join(Region, col(Region.code) == Adoption.region_code)
        .where(col(AdoptionEvent.happened_on) == AdoptionPeriod.since, leading[0] | leading[1])
        .where(~exists().where(col(corrected.corrects_id) == AdoptionEvent.id))
        .where(col(Adoption.id).in_(lately.correlate(None)))
        .group_by(*columns[:7])
        .order_by(recorded.desc(), col(Adoption.id))
    )
    return [_changed(*row) for row in session.execute(query.limit(limit)).all()]


def lapses(session: Session, *conditions: ColumnElement[bool], limit: int) -> list[Entry]:
    """Return adoptions that nobody confirmed in time, last lapsed first."""
    columns: tuple[Any, ...] = (
        Adoption.id,
        Application.name,
        Region.name,
        Adoption.unit,
        Adoption.expires_on,
    )
    query = (
        select(*columns)
        .join(Application, col(Application.id) == Adoption.application_id)
        .join(Region, col(Region.code) == Adoption.region_code)
        .where(filters.in_state(State.LAPSED, today=clock.date_in_jakarta()), naming.named(), *conditions)
        .order_by(col(Adoption.expires_on).desc(), col(Adoption.id))
    )
    return [_lapsed(*row) for row in session.execute(query.limit(limit)).all()]


def reminder(due: Expiry) -> Entry:
    """Tell that a confirmation is about to run out."""
    who, until = _who(due.region_name, due.unit), due.expires_on
    return Entry(
        key=f"adoptions/{due.adoption_id}/expires/{until}/{due.days}",
        updated=_begin(due.told_on),
        title=Text(
            id=f"Konfirmasi {who} atas {due.application_name} habis {until}",
            en=f"The confirmation of {who} for {due.application_name} runs out on {until}",
        ),
        summary=CONFIRM,
        link=f"/api/v1/adoptions/{due.adoption_id}",
        category="reminder",
    )


def _changed(
    number: int,
    name: str,
    slug: str,
    region: str,
    unit: str,
    state: str,
    since: date,
    reason: str | None,
    recorded_at: datetime | str,
) -> Entry:
    who = _who(region, unit)
    if state == State.IN_USE:
        title = Text(id=f"{who} memakai {name}", en=f"{who} uses {name}")
        summary = Text(id=f"Dipakai sejak {since}.", en=f"In use since {since}.")
    else:
        why = REASONS[StopReason(reason)] if reason else REASONS[StopReason.OTHER]
        title = Text(id=f"{who} berhenti memakai {name}", en=f"{who} stopped using {name}")
        summary = Text(id=f"Dihentikan {since}: {why.id}.", en=f"Stopped on {since}: {why.en}.")
    return Entry(
        key=f"adoptions/{number}/{state}/{since}",
        updated=_moment(recorded_at),
        title=title,
        summary=summary,
        link=f"/applications/{slug}",
        category="adoption",
    )


def _lapsed(number: int, name: str, region: str, unit: str, expires_on: date) -> Entry:
    who = _who(region, unit)
    return Entry(
        key=f"adoptions/{number}/lapsed/{expires_on}",
        updated=_begin(expires_on + timedelta(days=1)),
        title=Text(
            id=f"{who} lama tidak mengonfirmasi {name}", en=f"{who} has not confirmed {name} for long"
        ),
        summary=CONFIRM,
        link=f"/api/v1/adoptions/{number}",
        category="lapse",
    )


def _begin(day: date) -> datetime:
    """Return the moment at which a day begins in Jakarta."""
    return datetime.combine(day, time(), clock.JAKARTA)


def _who(region: str, unit: str) -> str:
    return f"{region} ({unit})" if unit else region


def _moment(value: datetime | str) -> datetime:
    """Return a moment that went through an aggregate, by which SQLite forgets its type."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
