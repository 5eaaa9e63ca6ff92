"""Describing: the catalog lists an application that it cannot or does not visit, so that it is found."""

from sqlmodel import Session, col, select

from livinglab.contract import ReleaseStatus
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.catalog import publishers, summaries
from registry.catalog.described import Entry
from registry.errors import Conflict
from registry.tables import Application, Described, Publisher, Release


def describe(session: Session, entry: Entry, *, caller: Caller) -> Application:
    """List an application by description, or describe it anew; what a visit published speaks for itself.

    Only curators and the operator may. Raises Forbidden; Conflict for a name that another publisher has,
    or that has a release.
    """
    rights.require(caller, Right.CURATE)
    journal.hold(session)
    publisher = publishers.named(session, entry.publisher, entry.region)
    application = session.exec(select(Application).where(Application.slug == entry.slug)).first()
    before = journal.state_of(application) if application else None
    if application is None:
        application = _begin(session, entry, publisher)
    _require_own(session, application, publisher)
    row = session.get(Described, application.id)
    if row is not None and row.entry == entry.model_dump_json():
        return application
    application.visibility = entry.visibility
    session.merge(
        Described(application_id=application.id or 0, entry=entry.model_dump_json(), described_at=clock.now())
    )
    session.flush()
    summaries.refresh(session, application)
    application.changed_serial = journal.append(
        session,
        actor=caller.actor,
        action="application.described",
        subject=f"application:{entry.slug}",
        detail={"publisher": publisher.name, "seen_on": entry.seen_on.isoformat()},
        before=before,
        after=journal.state_of(application),
    )
    session.flush()
    return application


def _begin(session: Session, entry: Entry, publisher: Publisher) -> Application:
    application = Application(
        slug=entry.slug,
        publisher_id=publisher.id or 0,
        visibility=entry.visibility,
        name=entry.name,
        region_code=publisher.region_code,
        summary="{}",
        body="{}",
        created_at=clock.now(),
        changed_serial=0,
    )
    session.add(application)
    session.flush()
    return application


def _require_own(session: Session, application: Application, publisher: Publisher) -> None:
    if application.publisher_id != publisher.id:
        raise Conflict(
            Text(
                id=f"Nama {application.slug} sudah dipakai oleh penerbit lain. Pilihlah nama lain.",
                en=f"The name {application.slug} belongs to another publisher. Choose another name.",
            )
        )
    shown = select(Release.id).where(
        Release.application_id == application.id,
        col(Release.status).in_([ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD]),
    )
    if session.exec(shown.limit(1)).first() is not None:
        raise Conflict(
            Text(
                id=f"{application.slug} sudah punya rilis; publiccode.yml-nya yang menerangkannya.",
                en=f"{application.slug} has a release; its own publiccode.yml describes it.",
            )
        )
