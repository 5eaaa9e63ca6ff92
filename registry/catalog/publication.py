"""Record what a visit brought home: releases, their checks and archives, and the application's own entry."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlmodel import Session, col, delete, select

from livinglab import contract
from livinglab.contract import ReleaseStatus, SubmissionStatus, Visibility
from livinglab.language import Text
from registry import clock, journal, outbox
from registry.catalog import bodies, presentations, shelves, summaries
from registry.catalog.found import (
    MANIFEST_FACTS,
    SIGNS,
    UNSETTLED,
    Curated,
    IncidentFound,
    KnownRelease,
    ManifestFacts,
    Refreshed,
    ReleaseFound,
    VisitOutcome,
)
from registry.catalog.presentations import Presented
from registry.catalog.signed_links import RESTRICTED
from registry.tables import Application, Archive, Check, Incident, Release, Source, Submission

Recorded = Literal["published", "sent_back", "unchanged"]
APPLICATION_PUBLISHED, RELEASE_PUBLISHED = "application.published", "release.published"
MOST_PROBLEMS = 10  # of a curator's manifest that a submission repeats


class Change(NamedTuple):
    """A row for the journal; the digests are of the release that it speaks of."""

    action: str
    detail: dict[str, Any]
    before: str | None = None
    after: str | None = None


def known(session: Session, source_id: int) -> list[KnownRelease]:
    """Return the releases that the catalog has of a source, oldest version first."""
    application = _application(session, source_id)
    releases = _releases(session, application)
    presented = presentations.fresh(session, application)
    told = summaries.told(releases)
    return [
        KnownRelease(
            version=release.version,
            tag=release.tag,
            status=ReleaseStatus(release.status),
            commit=release.commit,
            tree=release.tree,
            snapshot_commit=release.snapshot_commit,
            is_presented=release.id in presented,
            is_told=release is told,
        )
        for release in releases
    ]


def record(session: Session, source_id: int, outcome: VisitOutcome, *, actor: str) -> Recorded:
    """Record a visit that read the source. What is published already is never changed by it.

    The answer speaks of the newest version: "published", "sent_back", or "unchanged" when it is published
    and the visit brought nothing new.
    """
    journal.hold(session)  # what a curator decided meanwhile must not be undone by what we have read
    source, application = _source(session, source_id), _application(session, source_id)
    is_first = not _has_published(session, application)
    changes = [change for found in outcome.releases if (change := _put_release(session, application, found))]
    changes += [
        change for found in outcome.incidents if (change := _put_incident(session, application, found))
    ]
    if _order(session, application, outcome.order) and not changes:
        changes.append(Change("releases.reordered", {"order": outcome.order}))
    if outcome.refreshed and (change := _present_anew(session, application, outcome.refreshed)):
        changes.append(change)
    refused = _put_description(session, application, outcome.curated, changes)
    if source.reachable is not True:
        changes.append(Change("source.reachable", {}))
    source.reachable, source.canonical_url = True, outcome.canonical_url
    source.signs = SIGNS.dump_json(outcome.signs).decode() if outcome.signs else source.signs
    for change in changes:
        serial = _journal(session, application, change, actor=actor)
        if change.action == RELEASE_PUBLISHED:
            _tell(session, application, change, serial, is_first=is_first)
            is_first = False
    if changes:
        summaries.refresh(session, application)
        _shelve(session, application, outcome)
    newest = _releases(session, application)[-1:]
    sent_back = not newest or newest[0].status != ReleaseStatus.PUBLISHED or refused is not None
    good = SubmissionStatus.IN_REVIEW if application.standing == "review" else SubmissionStatus.PUBLISHED
    _close_submissions(session, source, SubmissionStatus.SENT_BACK if sent_back else good, error=refused)
    if sent_back:
        return "sent_back"
    return "published" if changes else "unchanged"


def _shelve(session: Session, application: Application, outcome: VisitOutcome) -> None:
    """Have what a visit brought lie where the application's visibility and standing want it by now."""
    brought = [found.version for found in outcome.releases]
    restricted = application.visibility != Visibility.PUBLIC
    if _lies_elsewhere(outcome, restricted=restricted):
        shelves.reshelve(session, application, brought, restricted=restricted, hidden=outcome.hidden)
    shelves.settle(session, application, brought, hidden_yet=outcome.hidden)


def _lies_elsewhere(outcome: VisitOutcome, *, restricted: bool) -> bool:
    """Say whether a visit has put its archives by a visibility that was changed meanwhile."""
    paths = [archive.path for found in outcome.releases for archive in found.archives]
    return any(path.startswith(RESTRICTED) is not restricted for path in paths)


def record_failure(session: Session, source_id: int, text: Text, *, actor: str) -> None:
    """Record a visit that could not read the source. What is published stays."""
    journal.hold(session)
    source, application = _source(session, source_id), _application(session, source_id)
    if source.reachable is not False:
        source.reachable = False
        _journal(session, application, Change("source.unreachable", {"error": text.en}), actor=actor)
        summaries.refresh(session, application)
    _close_submissions(session, source, SubmissionStatus.FAILED, error=text)


def _put_release(session: Session, application: Application, found: ReleaseFound) -> Change | None:
    release = session.exec(
        select(Release).where(Release.application_id == application.id, Release.version == found.version)
    ).first()
    if release and release.status not in UNSETTLED:
        return None
    if release and found.blocked and _is_known(session, release, found):
        return _present(session, release, found.presented) if found.presented else None
    before = journal.state_of(release) if release else None
    release = release or Release(application_id=application.id or 0, version=found.version, position=0)  # type: ignore[call-arg]  # the rest is filled below
    _fill(release, found, Visibility(application.visibility))
    session.add(release)
    session.flush()
    _put_checks(session, release, found.findings)
    _put_archives(session, release, found.archives)
    if found.presented and found.status in presentations.SHOWN:
        presentations.put(session, release, found.presented)
    detail = {
        "version": found.version,
        "commit": found.commit,
        "tree": found.tree,
        "archives": [archive.sha256 for archive in found.archives],
    }
    return Change(f"release.{found.status}", detail, before, journal.state_of(release))


def _fill(release: Release, found: ReleaseFound, visibility: Visibility) -> None:
    release.status = found.status
    release.tag = found.tag
    release.commit, release.tree = found.commit, found.tree
    release.snapshot_commit = found.snapshot_commit
    release.released_at = found.released_at
    release.published_at = clock.now() if found.status is ReleaseStatus.PUBLISHED else None
    release.bytes = found.bytes
    release.license = found.license.spdx
    release.manifest = _written(found.manifest)
    bodies.write_release(release, _whole(found, release.published_at), visibility)


def _written(facts: ManifestFacts | None) -> str | None:
    return MANIFEST_FACTS.dump_json(facts).decode() if facts else None


def _whole(found: ReleaseFound, published_at: datetime | None) -> contract.Release:
    return contract.Release(
        version=found.version,
        tag=found.tag,
        status=found.status,
        released_at=found.released_at,
        bytes=found.bytes,
        commit=found.commit,
        tree=found.tree,
        snapshot_commit=found.snapshot_commit,
        files=found.files,
        published_at=published_at,
        license=found.license,
        risks=found.risks,
        archives=found.archives,
        sbom=found.sbom,
        overridden=found.overridden,
    )


def _is_known(session: Session, release: Release, found: ReleaseFound) -> bool:
    """Say whether a release that cannot be fetched is found just as it was."""
    was = release.full_body or release.body
    if was != _whole(found, None).model_dump_json() or release.manifest != _written(found.manifest):
        return False
    rows = session.exec(select(Check).where(Check.release_id == release.id).order_by(col(Check.id))).all()
    return [summaries.check(row) for row in rows] == list(found.findings)


def _put_description(
    session: Session, application: Application, curated: Curated | None, changes: list[Change]
) -> Text | None:
    """Let a curator's newer manifest describe what is published; the authors' own is never touched.

    Returns why the manifest is refused, if it is and somebody would have been described by it.
    """
    newest = _releases(session, application)[-1:]
    if curated is None or not newest or newest[0].status != ReleaseStatus.PUBLISHED:
        return None  # a release that is not published says in its own findings what is wrong
    before = MANIFEST_FACTS.validate_json(newest[0].manifest) if newest[0].manifest else None
    if before is None or before.described_by == "authors":
        return None
    if curated.facts is None:
        return _refusal(curated)
    if curated.facts != before:
        was = journal.state_of(newest[0])
        newest[0].manifest = _written(curated.facts)
        now = journal.state_of(newest[0])
        changes.append(Change("description.replaced", {"version": newest[0].version}, was, now))
    return None


def _present_anew(session: Session, application: Application, found: Refreshed) -> Change | None:
    """Fill in what a release of before has not: how it is presented, and what its own manifest says."""
    query = select(Release).where(Release.application_id == application.id, Release.version == found.version)
    release = session.exec(query).first()
    if release is None or release.id in presentations.fresh(session, application):
        return None
    before = journal.state_of(release)
    kept = MANIFEST_FACTS.validate_json(release.manifest) if release.manifest else None
    if found.manifest and kept and found.manifest.described_by == kept.described_by == "authors":
        release.manifest = _written(found.manifest)
    return _present(session, release, found.presented, before=before)


def _present(
    session: Session, release: Release, presented: Presented, *, before: str | None = None
) -> Change:
    presentations.put(session, release, presented)
    now = journal.state_of(release)
    return Change("release.presented", {"version": release.version}, before or now, now)


def _refusal(curated: Curated) -> Text:
    said = [(one.line, one.message) for one in curated.problems[:MOST_PROBLEMS]]
    return Text(
        id="publiccode.yml kurator tidak sah. " + " ".join(f"Baris {line}: {one.id}" for line, one in said),
        en="The curator's publiccode.yml is not valid. "
        + " ".join(f"Line {line}: {one.en}" for line, one in said),
    )


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
                mend_id=finding.mend.id if finding.mend else None,
                mend_en=finding.mend.en if finding.mend else None,
                override_reason=finding.override.reason if finding.override else None,
                override_actor=finding.override.actor if finding.override else None,
                override_at=finding.override.at if finding.override else None,
            )
        )


def _put_archives(session: Session, release: Release, archives: Sequence[contract.Archive]) -> None:
    for archive in archives:
        values = archive.model_dump(exclude={"path"})
        session.add(Archive(release_id=release.id or 0, **values))


def _put_incident(session: Session, application: Application, found: IncidentFound) -> Change | None:
    same = select(Incident).where(
        Incident.application_id == application.id,
        Incident.version == found.version,
        Incident.kind == found.kind,
        Incident.found == found.found,
    )
    if session.exec(same).first():
        return None
    session.add(Incident(application_id=application.id or 0, seen_at=clock.now(), **asdict(found)))
    return Change(f"incident.{found.kind}", {"version": found.version, "found": found.found})


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


def _journal(session: Session, application: Application, change: Change, *, actor: str) -> int:
    subject = f"application:{application.slug}"
    application.changed_serial = journal.append(session, actor=actor, subject=subject, **change._asdict())
    return application.changed_serial


def _tell(session: Session, application: Application, change: Change, serial: int, *, is_first: bool) -> None:
    """Put out what webhooks are told: nothing that the public list of releases does not show."""
    for event in (APPLICATION_PUBLISHED, RELEASE_PUBLISHED) if is_first else (RELEASE_PUBLISHED,):
        outbox.put(
            session,
            event,
            serial=serial,
            application_slug=application.slug,
            region_code=application.region_code,
            detail={"version": change.detail["version"]},
        )


def _has_published(session: Session, application: Application) -> bool:
    query = select(Release.id).where(
        Release.application_id == application.id, col(Release.published_at).is_not(None)
    )
    return session.exec(query.limit(1)).first() is not None


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
