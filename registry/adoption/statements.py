"""Statements: the donor says that an adoption is so, or that it is not. Both words stand side by side."""

from sqlmodel import Session, col, select

from livinglab.contract import adoptions as wire
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.adoption import naming
from registry.adoption.telling import tell
from registry.catalog import ownership, plain_text
from registry.errors import Conflict, Forbidden
from registry.tables import Adoption, AdoptionStatement, Application, Organisation

NEWEST = 50


def state(
    session: Session, number: int, request: wire.StatementRequest, *, caller: Caller
) -> tuple[Adoption, Application, bool]:
    """Record the donor's word on an adoption, and whether it is a new one: the same again changes nothing.

    Raises NotFound, Unauthenticated, Forbidden for all but the donor, Conflict where the donor is the
    adopter itself or has said nothing that could be withdrawn, Invalid.
    """
    journal.hold(session)
    adoption, application = naming.find(session, number, caller)
    organisation_id = _donor(session, adoption, application, caller)
    note = plain_text.note(request.note, field="note")
    last = _newest(session, adoption)
    if last and (last.verdict, last.note, last.organisation_id) == (request.verdict, note, organisation_id):
        return adoption, application, False
    if request.verdict == "withdrawn" and adoption.donor_says is None:
        raise Conflict(
            Text(
                id="Belum ada pernyataan donor yang dapat ditarik.",
                en="The donor has said nothing that could be withdrawn.",
            )
        )
    row = AdoptionStatement(
        adoption_id=number,
        verdict=request.verdict,
        note=note,
        organisation_id=organisation_id,
        recorded_by=caller.actor,
        recorded_at=clock.now(),
        serial=journal.serial(session) + 1,
    )
    session.add(row)
    adoption.donor_says = None if row.verdict == "withdrawn" else row.verdict
    told = {"verdict": row.verdict}
    tell(session, adoption, application, "adoption.stated", row=row, detail=told, actor=caller.actor)
    return adoption, application, True


def of(session: Session, adoption: Adoption) -> list[wire.Statement]:
    """Return the newest statements on an adoption, oldest of them first."""
    query = (
        select(AdoptionStatement, Organisation.name)
        .join(Organisation, col(Organisation.id) == AdoptionStatement.organisation_id)
        .where(AdoptionStatement.adoption_id == adoption.id)
    )
    rows = session.exec(query.order_by(col(AdoptionStatement.id).desc()).limit(NEWEST)).all()
    return [_show(row, name) for row, name in reversed(rows)]


def _donor(session: Session, adoption: Adoption, application: Application, caller: Caller) -> int:
    thing = ownership.of(session, application)
    rights.require(caller, Right.PUBLISH, thing)
    if thing.organisation_id is None:
        raise Forbidden(
            Text(
                id=f"Belum ada organisasi terverifikasi yang mewakili donor {application.slug}.",
                en=f"No verified organisation speaks for the donor of {application.slug} yet.",
            )
        )
    if thing.organisation_id == adoption.organisation_id:
        raise Conflict(
            Text(
                id="Donor dan pengadopsi di sini organisasi yang sama: pernyataannya tidak menambah bukti.",
                en="Donor and adopter are the same organisation here: its own word would prove nothing.",
            )
        )
    return thing.organisation_id


def _newest(session: Session, adoption: Adoption) -> AdoptionStatement | None:
    query = select(AdoptionStatement).where(AdoptionStatement.adoption_id == adoption.id)
    return session.exec(query.order_by(col(AdoptionStatement.id).desc()).limit(1)).first()


def _show(row: AdoptionStatement, name: str) -> wire.Statement:
    return wire.Statement.model_validate({**row.model_dump(), "organisation_name": name})
