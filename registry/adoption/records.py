"""Records: one adoption, read whole, and what is written beside its events."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from livinglab.contract import adoptions as wire
from registry import clock, journal
from registry.adoption import derived, listing, statements, terms
from registry.adoption.filters import REGENCY
from registry.tables import (
    Adoption,
    AdoptionEvent,
    Application,
    Experience,
    FetchCount,
    Organisation,
    Release,
)

NEWEST = 200  # events that stand in an adoption; all of them are on pages of their own


def show(session: Session, adoption: Adoption, application: Application) -> wire.Adoption:
    """Return an adoption as it travels: with its newest events, what the donor says, and its terms."""
    summary = listing.summaries(session, [(adoption, application)], today=clock.date_in_jakarta())[0]
    return wire.Adoption(
        **summary.model_dump(),
        organisation=adoption.organisation_id,
        organisation_name=session.get_one(Organisation, adoption.organisation_id).name,
        commit=adoption.commit,
        fetched_on=adoption.fetched_on,
        events=[event(row, by) for row, by in _newest(session, adoption)],
        statements=statements.of(session, adoption),
        terms=terms.of(session, adoption),
        has_experience=_has_experience(session, adoption),
    )


def events(session: Session, adoption: Adoption, *, after: int, limit: int) -> list[wire.AdoptionEvent]:
    """Return events recorded after the number `after`, in the order of their recording."""
    query = _with_corrections(adoption).where(col(AdoptionEvent.id) > after)
    rows = session.exec(query.order_by(col(AdoptionEvent.id)).limit(limit)).all()
    return [event(row, by) for row, by in rows]


def event(row: AdoptionEvent, corrected_by: int | None) -> wire.AdoptionEvent:
    """Return an event as it travels."""
    return wire.AdoptionEvent(
        id=row.id or 0,
        stage=wire.Stage(row.stage),
        date=row.happened_on,
        version=row.version,
        commit=row.commit,
        document=_document(row),
        reason=wire.StopReason(row.reason) if row.reason else None,
        note=row.note,
        corrects=row.corrects_id,
        corrected_by=corrected_by,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        serial=row.serial,
    )


def first_fetch(session: Session, application_id: int, region_code: str) -> date | None:
    """Return the day of the first complete download of an application that named a region."""
    query = select(func.min(FetchCount.day)).join(Release, col(Release.id) == FetchCount.release_id)
    query = query.where(Release.application_id == application_id, _same_place(FetchCount, region_code))
    return session.exec(query).one()


def note_fetch(session: Session, application_id: int, region_code: str, day: date) -> None:
    """Let the adoptions of a region know of a download that named it, and the statistics with them.

    Call it in the transaction that counts the download: from here on nobody records until that ends, so that
    either this sees a new adoption, or that sees this download.
    """
    if not region_code:
        return
    journal.hold(session)
    query = select(Adoption).where(
        Adoption.application_id == application_id,
        _same_place(Adoption, region_code),
        col(Adoption.fetched_on).is_(None) | (col(Adoption.fetched_on) > day),
    )
    rows = session.exec(query.order_by(col(Adoption.id)).execution_options(populate_existing=True)).all()
    # The counts, not `day` alone: an adoption that began at the same moment may have missed an earlier one.
    day = min(day, first_fetch(session, application_id, region_code) or day) if rows else day
    for adoption in rows:
        before = derived.counted(adoption, derived.standing(session, adoption))
        adoption.fetched_on = day
        session.add(adoption)
        derived.refresh(session, adoption, before=before)


def _same_place(table: Any, region_code: str) -> ColumnElement[bool]:
    """Return what holds of a row of the same regency or city, or of the same province itself."""
    return func.substr(col(table.region_code), 1, REGENCY) == region_code[:REGENCY]


def _with_corrections(adoption: Adoption) -> Any:
    later = select(AdoptionEvent).where(AdoptionEvent.adoption_id == adoption.id).subquery()
    return (
        select(AdoptionEvent, later.c.id)
        .outerjoin(later, later.c.corrects_id == AdoptionEvent.id)
        .where(AdoptionEvent.adoption_id == adoption.id)
    )


def _newest(session: Session, adoption: Adoption) -> Sequence[tuple[AdoptionEvent, int | None]]:
    query = _with_corrections(adoption).order_by(col(AdoptionEvent.id).desc()).limit(NEWEST)
    return list(reversed(session.exec(query).all()))


def _document(row: AdoptionEvent) -> wire.Document | None:
    if row.document_kind is None:
        return None
    return wire.Document(
        kind=wire.DocumentKind(row.document_kind),
        number=row.document_number,
        date=row.document_date,
        sha256=row.document_sha256,
    )


def _has_experience(session: Session, adoption: Adoption) -> bool:
    public = select(Experience.id).where(
        Experience.adoption_id == adoption.id, col(Experience.published_number).is_not(None)
    )
    return session.exec(public).first() is not None
