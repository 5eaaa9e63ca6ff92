"""One visit of one source, from the lease in hand to the catalog's record of it."""

import resource
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select, update

from livinglab.contract import Check, SubmissionStatus, Visibility
from livinglab.language import Text
from livinglab.repository.errors import GitMissing, RepositoryError
from registry import journal
from registry.catalog import overrides, publication, shelves
from registry.catalog.found import VisitOutcome
from registry.catalog.store import Store, open_store
from registry.crawl import frontier
from registry.crawl.bounds import Allowance, Bounds
from registry.crawl.connector import Connector
from registry.crawl.errors import OurFault, VisitFailed
from registry.crawl.harvest import Errand, Harvest, bring
from registry.crawl.quarantine import check_room, open_quarantine
from registry.database import Database
from registry.errors import RegistryError
from registry.folders import folders
from registry.settings import Settings
from registry.tables import Application, Source, Submission, Visit

_Failure = VisitFailed | RepositoryError | RegistryError
Outcome = Literal["published", "sent_back", "unchanged", "failed"]


class LeaseLost(Exception):
    """Another worker holds the source now: nothing of this visit may be recorded."""


@dataclass(frozen=True)
class VisitReport:
    """How a visit ended. `findings` are of the newest release that it looked at; `text` says why it failed.

    `git_seconds` is processor time that git took, `bytes` what the donor's objects took on disk.
    """

    outcome: Outcome
    findings: list[Check] = field(default_factory=list)
    text: Text | None = None
    seconds: float = 0.0
    git_seconds: float = 0.0
    bytes: int = 0


@dataclass(frozen=True)
class _Begun:
    """What the end of a visit must know of its beginning."""

    source_id: int
    worker: str
    at: datetime
    seconds: float
    git_seconds: float


def visit(
    database: Database,
    settings: Settings,
    source_id: int,
    *,
    worker: str,
    connector: Connector | None = None,
    bounds: Bounds | None = None,
) -> VisitReport:
    """Visit a source whose lease `worker` holds, record it, and give the lease back in the same transaction.

    A crash before that transaction leaves unreferenced archives at most. Raises LeaseLost.
    """
    begun, errand = _begin(database, source_id, worker)
    store = open_store(settings)
    try:
        harvest = _bring(settings, errand, store, connector, bounds or Bounds.of(settings))
    except (VisitFailed, RepositoryError, RegistryError) as error:
        report = _fail(database, begun, error)
    else:
        report = _record(database, settings, begun, harvest)
    with suppress(RegistryError):  # the next visit writes the entry again
        refresh_entries(database, store, [errand.slug])
    return report


def refresh_entries(database: Database, store: Store, slugs: Sequence[str]) -> None:
    """Write static entries, or remove them, as the catalog has them now. Safe to repeat."""
    with database.write() as session:
        for slug in slugs:
            shelves.renew(session, slug)
    shelves.carry_out(database, store)


def _begin(database: Database, source_id: int, worker: str) -> tuple[_Begun, Errand]:
    with database.write() as session:
        source = session.exec(select(Source).where(Source.id == source_id)).one()
        application = session.exec(select(Application).where(Application.id == source.application_id)).one()
        now = frontier.moment(session)
        queued = update(Submission).where(
            col(Submission.source_id) == source_id, col(Submission.status) == SubmissionStatus.QUEUED
        )
        session.exec(queued.values(status=SubmissionStatus.VISITING, updated_at=now))
        errand = Errand(
            source_id=source_id,
            url=source.url,
            visibility=Visibility(application.visibility),
            slug=application.slug,
            manifest=source.manifest,
            known=publication.known(session, source_id),
            now=now,
            passes=overrides.in_force(session, application),
            hidden=application.standing in shelves.HIDDEN,
        )
    return _Begun(source_id, worker, now, time.monotonic(), _git_seconds()), errand


def _bring(
    settings: Settings, errand: Errand, store: Store, connector: Connector | None, bounds: Bounds
) -> Harvest:
    allowance = Allowance(bounds)
    places = folders(settings)
    check_room(places, allowance)
    connector = connector or Connector(private_donors=settings.private_donors)
    try:
        with open_quarantine(places, errand.source_id) as place:
            return bring(errand, place, connector=connector, allowance=allowance, store=store)
    except OSError as error:
        raise OurFault(_disk_failed(error)) from error


def _disk_failed(error: OSError) -> Text:
    return Text(
        id=f"Registri tidak dapat menulis ke disknya ({error.strerror}). Kunjungan akan diulang.",
        en=f"The registry cannot write to its disk ({error.strerror}). The visit will be repeated.",
    )


def _record(database: Database, settings: Settings, begun: _Begun, harvest: Harvest) -> VisitReport:
    with database.write() as session:
        _hold(session, begun)
        actor = f"worker:{begun.worker}"
        outcome = publication.record(session, begun.source_id, harvest.outcome, actor=actor)
        report = _report(begun, outcome, _decisive(harvest.outcome), harvest.bytes)
        _keep(session, begun, report)
        interval = frontier.next_interval(settings)
        frontier.succeed(session, begun.source_id, begun.worker, interval=interval)
    return report


def _fail(database: Database, begun: _Begun, error: _Failure) -> VisitReport:
    """Record a visit that could not read its source. Our own faults are not laid at the donor's door."""
    ours = isinstance(error, OurFault | GitMissing | RegistryError)
    report = _report(begun, "failed", [], 0, error.text)
    with database.write() as session:
        _hold(session, begun)
        if not ours:
            publication.record_failure(session, begun.source_id, error.text, actor=f"worker:{begun.worker}")
        _keep(session, begun, report)
        frontier.fail(session, begun.source_id, begun.worker, error=error.text.en)
    return report


def _hold(session: Session, begun: _Begun) -> None:
    journal.hold(session)  # before the source's row: everybody takes the two in this order
    if not frontier.is_held(session, begun.source_id, begun.worker):
        raise LeaseLost


def record_ended(session: Session, source_id: int, worker: str, text: Text) -> None:
    """Write the row of a visit that was ended from outside, and could not say itself how long it took."""
    now = frontier.moment(session)
    begun = _Begun(source_id, worker, now, time.monotonic(), _git_seconds())
    _keep(session, begun, VisitReport("failed", text=text))


def _keep(session: Session, begun: _Begun, report: VisitReport) -> None:
    session.add(
        Visit(
            source_id=begun.source_id,
            worker=begun.worker,
            started_at=begun.at,
            ended_at=frontier.moment(session),
            outcome=report.outcome,
            error_id=report.text.id if report.text else None,
            error_en=report.text.en if report.text else None,
            seconds=report.seconds,
            git_seconds=report.git_seconds,
            bytes=report.bytes,
        )
    )


def _report(
    begun: _Begun, outcome: Outcome, findings: list[Check], taken: int, text: Text | None = None
) -> VisitReport:
    return VisitReport(
        outcome=outcome,
        findings=findings,
        text=text,
        seconds=round(time.monotonic() - begun.seconds, 3),
        git_seconds=round(_git_seconds() - begun.git_seconds, 3),
        bytes=taken,
    )


def _decisive(outcome: VisitOutcome) -> list[Check]:
    """Return the findings that decide whether the visit sends back.

    They are those of the newest release; without one, of the curator's manifest.
    """
    if outcome.releases:
        return list(outcome.releases[-1].findings)
    return outcome.curated.problems if outcome.curated else []


def _git_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
