"""Agreements: an owner lets an organisation have an application's source until a day they signed."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from livinglab.contract.agreements import Agreement as Shown
from livinglab.contract.agreements import AgreementRequest
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right
from registry.catalog import ownership
from registry.catalog.visibility import today
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.tables import Agreement, Application, Organisation

LONGEST_YEARS = 10  # beyond that a date is most likely mistyped


def require_owner(session: Session, caller: Caller, application: Application) -> None:
    """Let pass who may give away an application's source: a person of its owner's, not a machine."""
    rights.require(caller, Right.PUBLISH, ownership.of(session, application))
    if caller.person_id is None and not caller.own:
        raise Forbidden(
            Text(
                id="Siapa yang boleh memperoleh kode sumber ditentukan oleh orang, bukan oleh token "
                "organisasi. Masuklah sendiri: `livinglab login`.",
                en="Who may have source is decided by a person, not by an organisation's token. Sign in "
                "yourself: `livinglab login`.",
            )
        )


def record(session: Session, application: Application, request: AgreementRequest, *, actor: str) -> Agreement:
    """Record an agreement; it holds at once. Raises Invalid, Conflict for one that is there."""
    _refuse_days(request.signed_on, request.expires_on)
    organisation = _organisation(session, request.organisation)
    reference = _clean(request.reference)
    _refuse_second(session, application, organisation, reference)
    row = Agreement(
        application_id=application.id or 0,
        organisation_id=organisation.id or 0,
        reference=reference,
        signed_on=request.signed_on,
        expires_on=request.expires_on,
        recorded_by=actor,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _journal(session, application, "agreement.recorded", row, actor=actor, before=None)
    return row


def end(session: Session, application: Application, number: int, *, actor: str) -> None:
    """End an agreement now, before its day. Raises NotFound where none of this number is in force."""
    row = session.get(Agreement, number)
    if row is None or row.application_id != application.id or not in_force(row):
        raise NotFound(
            Text(
                id=f"{application.slug} tidak punya perjanjian nomor {number} yang masih berlaku.",
                en=f"{application.slug} has no agreement number {number} in force.",
            )
        )
    before = journal.state_of(row)
    row.ended_at = clock.now()
    session.add(row)
    session.flush()
    _journal(session, application, "agreement.ended", row, actor=actor, before=before)


def of(
    session: Session, application: Application, *, caller: Caller, after: int, limit: int
) -> Sequence[Agreement]:
    """Return agreements after a number: all to owner and auditors, their own to those named.

    Raises Unauthenticated for nobody, Forbidden for strangers.
    """
    query = select(Agreement).where(Agreement.application_id == application.id, col(Agreement.id) > after)
    if not _sees_all(session, application, caller):
        if not caller.roles:
            rights.require(caller, Right.AUDIT, ownership.of(session, application))
        query = query.where(col(Agreement.organisation_id).in_(caller.roles))
    return session.exec(query.order_by(col(Agreement.id)).limit(limit)).all()


def every(session: Session, application: Application) -> Sequence[Agreement]:
    """Return all agreements of an application, for its operator."""
    query = select(Agreement).where(Agreement.application_id == application.id)
    return session.exec(query.order_by(col(Agreement.id))).all()


def in_force(row: Agreement) -> bool:
    """Say whether an agreement holds today."""
    return row.ended_at is None and row.signed_on <= today() <= row.expires_on


def show(session: Session, row: Agreement) -> Shown:
    """Return an agreement as it travels."""
    return Shown(
        id=row.id or 0,
        organisation=row.organisation_id,
        organisation_name=session.get_one(Organisation, row.organisation_id).name,
        reference=row.reference,
        signed_on=row.signed_on,
        expires_on=row.expires_on,
        recorded_by=row.recorded_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
        in_force=in_force(row),
    )


def _sees_all(session: Session, application: Application, caller: Caller) -> bool:
    thing = ownership.of(session, application)
    ours = caller.has_role(thing.organisation_id, Role.READER) and caller.application_slug in (
        None,
        application.slug,
    )
    return ours or rights.allows(caller, Right.AUDIT, thing)


def _refuse_days(signed_on: date, expires_on: date) -> None:
    if signed_on > today():
        raise Invalid(
            Text(
                id="Tanggal penandatanganan belum tiba. Catat perjanjian setelah ditandatangani.",
                en="The day of signing has not come. Record the agreement once it is signed.",
            ),
            field="signed_on",
        )
    if expires_on < max(today(), signed_on) or expires_on.year - signed_on.year > LONGEST_YEARS:
        raise Invalid(
            Text(
                id=f"Tanggal berakhir harus hari ini atau sesudahnya, dan paling lama {LONGEST_YEARS} tahun "
                "setelah ditandatangani.",
                en=f"The last day must be today or later, at most {LONGEST_YEARS} years after the signing.",
            ),
            field="expires_on",
        )


def _organisation(session: Session, number: int) -> Organisation:
    found = session.get(Organisation, number)
    if found is None or found.verified_at is None or found.closed_at is not None:
        raise Invalid(
            Text(
                id=f"Tidak ada organisasi terverifikasi bernomor {number}. Lihat /api/v1/organisations.",
                en=f"No verified organisation has the number {number}. See /api/v1/organisations.",
            ),
            field="organisation",
        )
    return found


def _clean(reference: str) -> str:
    cleaned = " ".join(reference.split())
    if not cleaned or not cleaned.isprintable():
        raise Invalid(
            Text(
                id="Nomor dokumen kosong atau memuat karakter yang tidak terlihat.",
                en="The document's number is empty or holds invisible characters.",
            ),
            field="reference",
        )
    return cleaned


def _refuse_second(
    session: Session, application: Application, organisation: Organisation, reference: str
) -> None:
    same = select(Agreement).where(
        Agreement.application_id == application.id,
        Agreement.organisation_id == organisation.id,
        Agreement.reference == reference,
    )
    if any(in_force(row) for row in session.exec(same).all()):
        raise Conflict(
            Text(
                id=f"Perjanjian {reference} dengan {organisation.name} sudah tercatat dan masih berlaku.",
                en=f"The agreement {reference} with {organisation.name} is recorded already and in force.",
            )
        )


def _journal(
    session: Session,
    application: Application,
    action: str,
    row: Agreement,
    *,
    actor: str,
    before: str | None,
) -> None:
    # Everybody reads this row: the document's number is the parties' own, and only in the digests.
    detail = {
        "agreement": row.id,
        "organisation": row.organisation_id,
        "signed_on": row.signed_on.isoformat(),
        "expires_on": row.expires_on.isoformat(),
    }
    application.changed_serial = journal.append(
        session,
        actor=actor,
        action=action,
        subject=f"application:{application.slug}",
        detail=detail,
        before=before,
        after=journal.state_of(row),
    )
    session.add(application)
