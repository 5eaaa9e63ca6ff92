"""Record what a visit brought home: releases, their checks and archives, and the application's own entry."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

from sqlmodel import Session, col, delete, select

from livinglab import contract
from livinglab.contract import ReleaseStatus, SubmissionStatus
from livinglab.language import Text
from registry import clock, journal
from registry.catalog import summaries
from registry.catalog.found import MANIFEST_FACTS, IncidentFound, KnownRelease, ReleaseFound, VisitOutcome
from registry.tables import Application, Archive, Check, Incident, Release, Source, Submission

Recorded = Literal["published", "sent_back", "unchanged"]


def known(session: Session, source_id: int) -> list[KnownRelease]:
    """Return the releases that the catalog has of a source, oldest version first."""
    application = _application(session, source_id)
    return [
        KnownRelease(
            version=release.version,
            tag=release.tag,
            status=ReleaseStatus(release.status),
            commit=release.commit,
            tree=release.tree,
            snapshot_commit=release.snapshot_commit,
        )
        for release in _releases(session, application)
    ]


def record(session: Session, source_id: int, outcome: VisitOutcome, *, actor: str) -> Recorded:
    """Record a visit that read the source. What is published already is never changed by it.

    The answer speaks of the newest version: "published", "sent_back", or "unchanged" when it is published
    and the visit brought nothing new.
    """
    source, application = _source(session, source_id), _application(session, source_id)
    changes = [change for found in outcome.releases if (change := _put_release(session, application, found))]
    changes += [
        change for found in outcome.incidents if (change := _put_incident(session, application, found))
    ]
    if _order(session, application, outcome.order) and not changes:
        changes.append(("releases.reordered", {"order": outcome.order}))
    if source.reachable is not True:
        changes.append(("source.reachable", {}))
    source.reachable, source.canonical_url = True, outcome.canonical_url
    for action, detail in changes:
        _journal(session, application, action, detail, actor=actor)
    if changes:
        summaries.refresh(session, application)
    newest = _releases(session, application)[-1:]
    sent_back = not newest or newest[0].status != ReleaseStatus.PUBLISHED
    _close_submissions(
        session, source, SubmissionStatus.SENT_BACK if sent_back else SubmissionStatus.PUBLISHED
    )
    if sent_back:
        return "sent_back"
    return "published" if changes else "unchanged"


def record_failure(session: Session, source_id: int, text: Text, *, actor: str) -> None:
    """Record a visit that could not read the source. What is published stays."""
    source, application = _source(session, source_id), _application(session, source_id)
    if source.reachable is not False:
        source.reachable = False
        _journal(session, application, "source.unreachable", {"error": text.en}, actor=actor)
        summaries.refresh(session, application)
    _close_submissions(session, source, SubmissionStatus.FAILED, error=text)


def _put_release(
    session: Session, application: Application, found: ReleaseFound
) -> tuple[str, dict[str, Any]] | None:
    release = session.exec(
        select(Release).where(Release.application_id == application.id, Release.version == found.version)
    ).first()
    if release and release.status != ReleaseStatus.SENT_BACK:
        return None
    status = ReleaseStatus.SENT_BACK if found.blocked else ReleaseStatus.PUBLISHED
    if release and status is ReleaseStatus.SENT_BACK and _same_findings(session, release, found):
        return None
    release = release or Release(application_id=application.id or 0, version=found.version, position=0)  # type: ignore[call-arg]  # the rest is filled below
    _fill(release, found, status)
    session.add(release)
    session.flush()
    _put_checks(session, release, found.findings)
    _put_archives(session, release, found.archives)
    detail = {
        "version": found.version,
        "commit": found.commit,
        "tree": found.tree,
        "archives": [archive.sha256 for archive in found.archives],
    }
    return f"release.{status}", detail


def _fill(release: Release, found: ReleaseFound, status: ReleaseStatus) -> None:
    release.status = status
    release.tag = found.tag
    release.commit, release.tree = found.commit, found.tree
    release.snapshot_commit = found.snapshot_commit
    release.released_at = found.released_at
    release.published_at = clock.now() if status is ReleaseStatus.PUBLISHED else None
    release.bytes = found.bytes
    release.license = found.license.spdx
    release.manifest = MANIFEST_FACTS.dump_json(found.manifest).decode() if found.manifest else None
    release.body = contract.Release(
        version=found.version,
        tag=found.tag,
        status=status,
        released_at=found.released_at,
        bytes=found.bytes,
        commit=found.commit,
        tree=found.tree,
        snapshot_commit=found.snapshot_commit,
        files=found.files,
        published_at=release.published_at,
        license=found.license,
        risks=found.risks,
        archives=found.archives,
    ).model_dump_json()


def _same_findings(session: Session, release: Release, found: ReleaseFound) -> bool:
    if release.commit != found.commit:
        return False
    rows = session.exec(select(Check).where(Check.release_id == release.id).order_by(col(Check.id))).all()
    return [summaries.check(row) for row in rows] == list(found.findings)


def _put_checks(session: Session, release: Release, findings: Sequence[contract.Check]) -> None:
    session.exec(delete(Check).where(col(Check.release_id) == release.id))
    for finding in findings:
        session.add(
            Check(
                release_id=release.id or 0,
                code=finding.code,
                level=finding.level,
                message_id=finding.message.id,
                message_en=finding.message.en,
                path=finding.path,
                line=finding.line,
            )
        )


def _put_archives(session: Session, release: Release, archives: Sequence[contract.Archive]) -> None:
    for archive in archives:
        values = archive.model_dump(exclude={"path"})
        session.add(Archive(release_id=release.id or 0, **values))


def _put_incident(
    session: Session, application: Application, found: IncidentFound
) -> tuple[str, dict[str, Any]] | None:
    same = select(Incident).where(
        Incident.application_id == application.id,
        Incident.version == found.version,
        Incident.kind == found.kind,
        Incident.found == found.found,
    )
    if session.exec(same).first():
        return None
    session.add(Incident(application_id=application.id or 0, seen_at=clock.now(), **asdict(found)))
    return f"incident.{found.kind}", {"version": found.version, "found": found.found}


def _order(session: Session, application: Application, order: Sequence[str]) -> bool:
    """Number the releases by version order; return whether a number changed."""
    places = {version: place for place, version in enumerate(order, start=1)}
    moved = False
    for release in _releases(session, application):
        place = places.get(release.version, release.position)
        moved = moved or place != release.position
        release.position = place
    session.flush()
    return moved


def _journal(
    session: Session, application: Application, action: str, detail: dict[str, Any], *, actor: str
) -> None:
    subject = f"application:{application.slug}"
    application.changed_serial = journal.append(
        session, actor=actor, action=action, subject=subject, detail=detail
    )


def _close_submissions(
    session: Session, source: Source, status: SubmissionStatus, *, error: Text | None = None
) -> None:
    # One that came while the visit was running waits for the next: this one has not seen its manifest.
    visited = select(Submission).where(
        Submission.source_id == source.id, Submission.status == SubmissionStatus.VISITING
    )
    for submission in session.exec(visited).all():
        submission.status = status
        submission.updated_at = clock.now()
        submission.error_id = error.id if error else None
        submission.error_en = error.en if error else None


def _source(session: Session, source_id: int) -> Source:
    return session.exec(select(Source).where(Source.id == source_id)).one()


def _application(session: Session, source_id: int) -> Application:
    query = select(Application).join(Source, col(Source.application_id) == Application.id)
    return session.exec(query.where(Source.id == source_id)).one()


def _releases(session: Session, application: Application) -> Sequence[Release]:
    query = select(Release).where(Release.application_id == application.id)
    return session.exec(query.order_by(col(Release.position), col(Release.id))).all()
