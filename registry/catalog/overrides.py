"""Overrides: a curator lets a finding pass that blocks, with a reason that everybody can read."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.checks.licensing import WITHHOLDING
from livinglab.contract import Level, ReleaseStatus
from livinglab.language import Text
from registry import clock, journal
from registry.access.callers import Caller
from registry.catalog import moderation, shelves, sources, submissions, visibility
from registry.catalog.found import NEVER, Pass
from registry.errors import Conflict, Invalid, NotFound
from registry.tables import Application, Check, Override, Release

MOST = 100  # of one application


class Change(NamedTuple):
    """What a row of the journal says happened to an override: digests of its row."""

    action: str
    before: str | None
    after: str | None


def put(
    session: Session, slug: str, request: contract.OverrideRequest, *, actor: str
) -> contract.OverrideInForce:
    """Let a finding pass from the next visit on, which is due at once. A second reason replaces the first.

    Raises NotFound for an unknown application, Conflict for too many, Invalid for a finding that nobody may
    let pass, or that no waiting release has.
    """
    application = _application(session, slug)
    _refuse_for_good(request.code)
    _refuse_without_finding(session, application, request)
    row = _same(session, application, request.code, request.version, request.path)
    if row is None and len(_rows(session, application)) >= MOST:
        raise Conflict(
            Text(
                id=f"{slug} sudah punya {MOST} pengecualian. Cabut dahulu yang tidak diperlukan lagi.",
                en=f"{slug} has {MOST} overrides already. Take back what is not needed any more.",
            )
        )
    before = journal.state_of(row) if row else None
    row = row or Override(application_id=application.id or 0, code=request.code, actor=actor)  # type: ignore[call-arg]  # the rest is filled below
    row.version, row.path, row.reason = request.version, request.path, request.reason.strip()
    row.actor, row.at = actor, clock.now()
    session.add(row)
    session.flush()
    change = Change("check.overridden", before, journal.state_of(row))
    _journal(session, application, change, row, actor=actor)
    submissions.make_due(session, sources.get(session, application))
    return _shown(row)


def remove(
    session: Session, slug: str, code: str, *, version: str | None, path: str | None, actor: str
) -> None:
    """Take an override back. What was published under it stays published. Raises NotFound."""
    application = _application(session, slug)
    row = _same(session, application, code, version, path)
    if row is None:
        raise NotFound(
            Text(
                id=f"{slug} tidak punya pengecualian {code} untuk {version or 'semua versi'}.",
                en=f"{slug} has no override of {code} for {version or 'every version'}.",
            )
        )
    change = Change("check.override-removed", journal.state_of(row), None)
    _journal(session, application, change, row, actor=actor)
    session.delete(row)


def shown(session: Session, slug: str, *, caller: Caller) -> list[contract.OverrideInForce]:
    """Return the overrides in force, oldest first, to those who may have the source that they name.

    Raises NotFound, Unauthenticated, Forbidden.
    """
    application = _application(session, slug)
    if application.standing in shelves.HIDDEN and not moderation.may_know(session, caller, application):
        raise _unknown(slug)
    visibility.require_source(session, caller, application)
    return [_shown(row) for row in _rows(session, application)]


def in_force(session: Session, application: Application) -> list[Pass]:
    """Return what a visit shall let pass."""
    return [
        Pass(
            row.code,
            row.version,
            row.path,
            contract.Override(reason=row.reason, actor=row.actor, at=row.at),
        )
        for row in _rows(session, application)
    ]


def _shown(row: Override) -> contract.OverrideInForce:
    return contract.OverrideInForce(
        id=row.id or 0,
        code=row.code,
        version=row.version,
        path=row.path,
        reason=row.reason,
        actor=row.actor,
        at=row.at,
    )


def _rows(session: Session, application: Application) -> Sequence[Override]:
    query = select(Override).where(Override.application_id == application.id)
    return session.exec(query.order_by(col(Override.id)).limit(MOST)).all()


def _refuse_for_good(code: str) -> None:
    if code in WITHHOLDING:
        raise Invalid(
            Text(
                id=f"{code} tidak dapat dikecualikan: kurator tidak dapat memberi hak yang belum diberikan "
                "pemegang hak cipta. Mintalah donor menambahkan lisensi, atau buatlah perjanjian dengannya.",
                en=f"{code} cannot be overridden: a curator cannot give rights that the holder of the "
                "copyright has not given. Ask the donor to add a licence, or make an agreement with it.",
            ),
            field="code",
        )
    if code in NEVER:
        raise Invalid(
            Text(
                id=f"{code} tidak dapat dikecualikan: pohon berkas itu berbahaya bagi komputer penerima. "
                "Donor harus membuat ulang rilisnya.",
                en=f"{code} cannot be overridden: such a tree would harm the machines of those who fetch it. "
                "The donor has to make the release again.",
            ),
            field="code",
        )


def _refuse_without_finding(
    session: Session, application: Application, request: contract.OverrideRequest
) -> None:
    """Refuse to let pass what nothing points at: most likely the code, version or path is misspelt."""
    query = (
        select(Check.code, Release.version, Check.path)
        .join(Release, col(Release.id) == Check.release_id)
        .where(
            Release.application_id == application.id,
            Release.status != ReleaseStatus.PUBLISHED,
            Check.level == Level.BLOCK,
            col(Check.code).not_in(NEVER),
        )
        .distinct()
    )
    found = session.exec(query).all()
    matching = [
        place
        for code, *place in found
        if code == request.code
        and request.version in (None, place[0])
        and (request.path is None or request.path == place[1])
    ]
    if not matching:
        known = ", ".join(sorted({f"{code} ({version})" for code, version, _ in found})) or "-"
        raise Invalid(
            Text(
                id=f"Tidak ada temuan {request.code} yang menghalangi rilis itu. Yang ada: {known}.",
                en=f"No finding {request.code} blocks such a release. What blocks: {known}.",
            ),
            field="code",
        )


def _same(
    session: Session, application: Application, code: str, version: str | None, path: str | None
) -> Override | None:
    rows = _rows(session, application)
    return next((row for row in rows if (row.code, row.version, row.path) == (code, version, path)), None)


def _journal(
    session: Session, application: Application, change: Change, row: Override, *, actor: str
) -> None:
    application.changed_serial = journal.append(
        session,
        actor=actor,
        subject=f"application:{application.slug}",
        detail={"code": row.code, "version": row.version, "path": row.path, "reason": row.reason},
        **change._asdict(),
    )


def _application(session: Session, slug: str) -> Application:
    found = session.exec(select(Application).where(Application.slug == slug)).first()
    if found is None:
        raise _unknown(slug)
    return found


def _unknown(slug: str) -> NotFound:
    return NotFound(
        Text(id=f"Tidak ada aplikasi bernama {slug}.", en=f"There is no application named {slug}.")
    )
