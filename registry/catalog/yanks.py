"""Yanks: a release is taken back with a reason. Only who names its version gets it, and is told why."""

from sqlmodel import Session, select

from livinglab.contract import ReleaseStatus, Visibility
from livinglab.contract.catalog import Yanked
from livinglab.language import Text
from registry import clock, journal
from registry.access.callers import Caller
from registry.catalog import bodies, moderation, shelves, summaries
from registry.errors import Conflict, NotFound
from registry.tables import Application, Release

YANKED, UNYANKED = "release.yanked", "release.unyanked"


def yank(session: Session, slug: str, version: str, reason: str, *, caller: Caller) -> Release:
    """Take a published release back; one that is yanked already stays as it is, with its first reason.

    Its own publisher may, and curators. Raises Unauthenticated, Forbidden, NotFound, Conflict for one that
    was never published, Invalid for a reason that says too little.
    """
    said = moderation.reason_of(reason)
    application, release = _held(session, slug, version, caller)
    if release.yanked_at is None:
        release.yanked_at, release.yank_reason = clock.now(), said
        _write(session, application, release, YANKED, said, caller=caller)
    return release


def take_back(session: Session, slug: str, version: str, reason: str, *, caller: Caller) -> Release:
    """Offer a yanked release again; one that is not yanked stays as it is. Raises as `yank` does."""
    said = moderation.reason_of(reason)
    application, release = _held(session, slug, version, caller)
    if release.yanked_at is not None:
        release.yanked_at = release.yank_reason = None
        _write(session, application, release, UNYANKED, said, caller=caller)
    return release


def _held(session: Session, slug: str, version: str, caller: Caller) -> tuple[Application, Release]:
    journal.hold(session)
    application = moderation.entrusted(session, slug, caller=caller, owner_may=True)
    query = select(Release).where(Release.application_id == application.id, Release.version == version)
    release = session.exec(query).first()
    if release is None:
        raise NotFound(
            Text(
                id=f"{slug} tidak mempunyai rilis {version}.",
                en=f"{slug} has no release {version}.",
            )
        )
    if release.status != ReleaseStatus.PUBLISHED:
        raise Conflict(
            Text(
                id=f"Rilis {version} dari {slug} tidak terbit, jadi tidak ada yang perlu ditarik.",
                en=f"Release {version} of {slug} is not published, so there is nothing to yank.",
            )
        )
    return application, release


def _write(
    session: Session, application: Application, release: Release, action: str, reason: str, *, caller: Caller
) -> None:
    """Write what everybody reads of the release and of its application, and one row of the journal."""
    yanked = None
    if release.yanked_at is not None:
        yanked = Yanked(at=release.yanked_at, reason=reason)
    whole = bodies.whole_release(release).model_copy(update={"yanked": yanked})
    bodies.write_release(release, whole, Visibility(application.visibility))
    session.add(release)
    was = journal.state_of(application)
    summaries.refresh(session, application)
    session.flush()
    application.changed_serial = journal.append(
        session,
        actor=caller.actor,
        action=action,
        subject=f"application:{application.slug}",
        detail={"version": release.version, "reason": reason},
        before=was,
        after=journal.state_of(application),
    )
    shelves.renew(session, application.slug)
    session.flush()
