"""Terms under which an adopter uses an application. New ones take the place of earlier ones, which stay."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from livinglab.contract import adoptions as wire
from livinglab.language import Text
from registry import clock, journal
from registry.access.callers import Caller
from registry.adoption import adopters, naming
from registry.adoption.telling import tell
from registry.catalog import plain_text
from registry.errors import Invalid
from registry.tables import Adoption, AdoptionTerms, Agreement, Application

NEWEST = 50
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)  # beyond these a date is most likely mistyped


def put(
    session: Session, number: int, request: wire.TermsRequest, *, caller: Caller
) -> tuple[Adoption, Application, bool]:
    """Record the terms of an adoption, and whether they are new ones: the same again changes nothing.

    Raises NotFound, Unauthenticated, Forbidden for all but the adopter, Invalid.
    """
    journal.hold(session)
    adoption, application = naming.find(session, number, caller)
    organisation = adopters.choose(session, caller, application, adoption.region_code)
    _refuse_days(request)
    _refuse_agreement(session, request.agreement, application, organisation.id or 0)
    values = _values(request)
    last = _rows(session, adoption, limit=1)
    if last and all(getattr(last[0], name) == value for name, value in values.items()):
        return adoption, application, False
    row = AdoptionTerms(
        **values,
        adoption_id=number,
        recorded_by=caller.actor,
        recorded_at=clock.now(),
        serial=journal.serial(session) + 1,
    )
    session.add(row)
    told = {"basis": row.basis}
    tell(session, adoption, application, "adoption.terms", row=row, detail=told, actor=caller.actor)
    return adoption, application, True


def of(session: Session, adoption: Adoption) -> list[wire.Terms]:
    """Return the terms of an adoption, newest first. Only the newest can be in force."""
    rows = _rows(session, adoption, limit=NEWEST)
    return [_show(row, newest=number == 0) for number, row in enumerate(rows)]


def _rows(session: Session, adoption: Adoption, *, limit: int) -> Sequence[AdoptionTerms]:
    query = select(AdoptionTerms).where(AdoptionTerms.adoption_id == adoption.id)
    return session.exec(query.order_by(col(AdoptionTerms.id).desc()).limit(limit)).all()


def _refuse_days(request: wire.TermsRequest) -> None:
    for field in ("support_until", "expires_on"):
        day: date | None = getattr(request, field)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Invalid(
                Text(
                    id=f"`{field}` harus di antara {EARLIEST} dan {LATEST}.",
                    en=f"`{field}` must lie between {EARLIEST} and {LATEST}.",
                ),
                field=field,
            )


def _refuse_agreement(
    session: Session, number: int | None, application: Application, organisation_id: int
) -> None:
    found = session.get(Agreement, number) if number is not None else None
    ours = (application.id, organisation_id)
    if number is None or (found and (found.application_id, found.organisation_id) == ours):
        return
    raise Invalid(
        Text(
            id=f"Tidak ada perjanjian nomor {number} atas {application.slug} dengan organisasi Anda. Lihat "
            f"/api/v1/applications/{application.slug}/agreements, atau tulis nomornya di `reference`.",
            en=f"There is no agreement number {number} on {application.slug} with your organisation. See "
            f"/api/v1/applications/{application.slug}/agreements, or write the document's number into "
            "`reference`.",
        ),
        field="agreement",
    )


def _values(request: wire.TermsRequest) -> dict[str, Any]:
    return {
        "basis": str(request.basis),
        "agreement_id": request.agreement,
        "reference": plain_text.line(request.reference, field="reference"),
        "redistribution": request.redistribution,
        "publication": request.publication,
        "commercial_use": request.commercial_use,
        "attribution": plain_text.note(request.attribution, field="attribution"),
        "improvements": request.improvements,
        "support_until": request.support_until,
        "expires_on": request.expires_on,
    }


def _show(row: AdoptionTerms, *, newest: bool) -> wire.Terms:
    in_force = newest and (row.expires_on is None or row.expires_on >= clock.date_in_jakarta())
    kept = row.model_dump(exclude={"id", "adoption_id", "agreement_id"})
    return wire.Terms.model_validate({**kept, "agreement": row.agreement_id, "in_force": in_force})
