"""Who runs an application, in which versions, and what it took them: as far as the reader may be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from livinglab.contract.adoptions import AdoptionSummary, Document, DocumentKind, State
from livinglab.contract.experiences import Experience
from livinglab.contract.statistics import ByVersion, Figure
from registry.access.callers import Caller
from registry.adoption import listing, published_experiences
from registry.adoption.filters import AdoptionFilters
from registry.adoption.published_experiences import ExperienceFilters
from registry.statistics import figures, reading, selection, versions
from registry.tables import AdoptionEvent

SHOWN = 10  # adopters
MOST_EXPERIENCES = 20
MOST_EVENTS = 500  # with a document, of the adopters that are shown
RUNNING = (State.IN_USE, State.PILOTING, State.PREPARING)
# Those who can tell most of it come first.
ORDER = (*RUNNING, State.INTERESTED, State.LAPSED, State.STOPPED)


@dataclass(frozen=True)
class Took:
    """What experiences say of one measure: the median, from the least to the most, of how many."""

    middle: float
    least: float
    most: float
    count: int


@dataclass(frozen=True)
class Adopters:
    """Adoptions of one application that the reader may be told of; `complete` where that is all of them."""

    items: Sequence[AdoptionSummary]
    adoptions: Figure
    states: Mapping[State, Figure]
    versions: Sequence[ByVersion]
    complete: bool
    proofs: Mapping[int, Document]

    @property
    def counted(self) -> Sequence[tuple[State, Figure]]:
        """The states that anybody is in, those in use first."""
        return [(state, self.states[state]) for state in ORDER if self.states[state].count]

    @property
    def in_use(self) -> int:
        """How many use it today."""
        return self.states[State.IN_USE].count


@dataclass(frozen=True)
class Experiences:
    """Published experiences, the first ones of `total`, and what they say it took."""

    items: Sequence[Experience] = ()
    total: int = 0
    person_days: Took | None = None
    rupiah: Took | None = None
    months: Took | None = None


def adopters(session: Session, slug: str, *, caller: Caller, today: date) -> Adopters:
    """Return who runs an application that everybody may see: the first ones, and counts of all."""
    chosen = selection.choose(session, today=today, caller=caller, application=slug)
    counted = reading.standing(session, chosen)
    states = [state for state in ORDER if counted[state]]
    items = first(session, AdoptionFilters(application=slug), states, caller=caller, today=today)
    return Adopters(
        items=items,
        **figures.states(chosen, counted),
        versions=versions.of_application(session, chosen).versions if counted[State.IN_USE] else (),
        complete=not chosen.is_partial,
        proofs=proofs(session, items),
    )


def first(
    session: Session,
    filters: AdoptionFilters,
    states: Sequence[State] = ORDER,
    *,
    caller: Caller,
    today: date,
) -> Sequence[AdoptionSummary]:
    """Return the first adoptions that match and are in one of `states`, in the order of these."""
    rows: list[listing.Row] = []
    for state in states:
        if len(rows) < SHOWN:
            asked = AdoptionFilters(application=filters.application, version=filters.version, state=state)
            limit = SHOWN - len(rows)
            rows += listing.page(session, asked, caller=caller, today=today, after=0, limit=limit)
    return listing.summaries(session, rows, today=today) if rows else []


def proofs(session: Session, items: Sequence[AdoptionSummary]) -> Mapping[int, Document]:
    """Return the newest document that each of these adoptions is recorded with, by its number."""
    if not items:
        return {}
    later = aliased(AdoptionEvent)
    query = select(AdoptionEvent).where(
        col(AdoptionEvent.adoption_id).in_([one.id for one in items]),
        col(AdoptionEvent.document_kind).is_not(None),
        ~exists().where(col(later.corrects_id) == AdoptionEvent.id).correlate(AdoptionEvent),
    )
    newest_first = query.order_by(col(AdoptionEvent.happened_on).desc(), col(AdoptionEvent.id).desc())
    rows = session.exec(newest_first.limit(MOST_EVENTS)).all()
    return {
        row.adoption_id: Document(kind=DocumentKind(row.document_kind or ""), number=row.document_number)
        for row in reversed(rows)
    }


def experiences(session: Session, slug: str, *, caller: Caller, today: date) -> Experiences:
    """Return what adopters of an application wrote, as far as it is published."""
    filters = ExperienceFilters(application=slug)
    read = published_experiences.page(
        session, filters, caller=caller, today=today, after=0, limit=MOST_EXPERIENCES
    )
    items = [one for _, one in read]
    total = len(items)
    if total == MOST_EXPERIENCES:
        total = published_experiences.count(session, filters, caller=caller, today=today).total
    return Experiences(
        items=items,
        total=total,
        person_days=_took(items, "person_days"),
        rupiah=_took(items, "rupiah"),
        months=_took(items, "months"),
    )


def _took(items: Sequence[Experience], name: str) -> Took | None:
    said = sorted(_said(items, name))
    return Took(median(said), said[0], said[-1], len(said)) if said else None


def _said(items: Sequence[Experience], name: str) -> Iterator[float]:
    for one in items:
        value = getattr(one.published, name)
        if value is not None:
            yield value
