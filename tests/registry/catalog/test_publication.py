"""Publication: what is published never changes, what was sent back may come again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from livinglab import contract
from livinglab.language import Text
from registry import journal
from registry.catalog import entries, publication, submissions
from registry.catalog.found import IncidentFound, VisitOutcome
from registry.database import Database
from registry.errors import Conflict
from registry.tables import Application, Release, Submission

WORKER = "worker:test"


@pytest.fixture
def record(database: Database) -> Callable[..., str]:
    """Give a way to record a visit's outcome."""

    def record(source_id: int, *releases: object, incidents: tuple[IncidentFound, ...] = ()) -> str:
        order = [one.version for one in releases]
        with database.write() as session:
            known = [one.version for one in publication.known(session, source_id)]
            versions = known + [version for version in order if version not in known]
            outcome = VisitOutcome(list(releases), versions, incidents=list(incidents))
            return publication.record(session, source_id, outcome, actor=WORKER)

    return record


def entry(database: Database, slug: str = "e-sakip") -> contract.CatalogEntry:
    """Return the static entry of an application."""
    with database.read() as session:
        made = entries.entry(session, slug)
    assert made is not None
    return contract.CatalogEntry.model_validate_json(made)


def serial(database: Database) -> int:
    """Return the journal's newest serial."""
    with database.read() as session:
        return journal.serial(session)


def test_a_published_release_never_changes(database: Database, submit, record, make_release) -> None:
    source = submit()
    assert record(source, make_release("1.0.0")) == "published"
    before = entry(database).releases[0]
    changed = make_release("1.0.0", commit="f" * 40, tree="e" * 40, bytes=1)
    assert record(source, changed) == "unchanged"
    assert entry(database).releases[0] == before


def test_a_visit_without_news_writes_nothing_into_the_journal(
    database: Database, submit, record, make_release
) -> None:
    source = submit()
    record(source, make_release("1.0.0"))
    before = serial(database)
    assert record(source) == "unchanged"
    assert record(source, make_release("1.0.0")) == "unchanged"
    assert serial(database) == before


def test_a_release_that_was_sent_back_is_published_once_it_is_mended(
    database: Database, submit, record, make_release, make_block
) -> None:
    source = submit()
    assert record(source, make_release("1.0.0", findings=[make_block()], archives=[])) == "sent_back"
    with database.read() as session:
        assert [one.code for one in submissions.findings(session, "e-sakip")] == ["env-tracked"]
        assert entries.entry(session, "e-sakip") is None
    assert record(source, make_release("1.0.0")) == "published"
    assert entry(database).application.latest_version == "1.0.0"
    with database.read() as session:
        assert submissions.findings(session, "e-sakip") == []


def test_the_same_findings_again_are_no_news(
    database: Database, submit, record, make_release, make_block
) -> None:
    source = submit()
    record(source, make_release("1.0.0", findings=[make_block()]))
    before = serial(database)
    assert record(source, make_release("1.0.0", findings=[make_block()])) == "sent_back"
    assert serial(database) == before
    record(source, make_release("1.0.0", findings=[make_block("database-dump")]))
    assert serial(database) > before


def test_an_older_line_of_releases_does_not_become_the_latest(
    database: Database, submit, make_release
) -> None:
    source = submit()
    for order, new in ((["1.0.0", "2.0.0"], ["1.0.0", "2.0.0"]), (["1.0.0", "1.0.1", "2.0.0"], ["1.0.1"])):
        with database.write() as session:
            outcome = VisitOutcome([make_release(version) for version in new], order)
            publication.record(session, source, outcome, actor=WORKER)
    made = entry(database)
    assert [one.version for one in made.releases] == ["2.0.0", "1.0.1", "1.0.0"]
    assert made.application.latest_version == "2.0.0"


def test_an_incident_is_recorded_once_and_shown(database: Database, submit, record, make_release) -> None:
    source = submit()
    record(source, make_release("1.0.0"))
    moved = IncidentFound("tag-moved", "1.0.0", "f" * 40)
    record(source, incidents=(moved,))
    record(source, incidents=(moved,))
    [incident] = entry(database).application.incidents
    assert (incident.kind, "ffffffffffff" in incident.message.id) == ("tag-moved", True)


def test_a_donor_who_vanishes_is_shown_and_what_is_published_stays(
    database: Database, submit, record, make_release
) -> None:
    source = submit()
    record(source, make_release("1.0.0"))
    for _ in range(2):
        with database.write() as session:
            publication.record_failure(session, source, Text("Hilang.", "Gone."), actor=WORKER)
    made = entry(database)
    assert (made.application.donor_reachable, len(made.releases)) == (False, 1)
    assert record(source) == "published"
    assert entry(database).application.donor_reachable is True


def test_a_failed_first_visit_fails_the_submission_with_its_reason(database: Database, submit) -> None:
    source = submit()
    visiting(database)
    with database.write() as session:
        publication.record_failure(session, source, Text("Tidak ada.", "Not there."), actor=WORKER)
    with database.read() as session:
        shown = submissions.show(session, session.exec(select(Submission)).one())
    assert (shown.status, shown.error) == ("failed", contract.Sentence(id="Tidak ada.", en="Not there."))


def test_every_change_of_an_application_carries_its_serial(
    database: Database, submit, record, make_release
) -> None:
    source = submit()
    record(source, make_release("1.0.0"))
    with database.read() as session:
        application = session.exec(select(Application)).one()
        assert application.changed_serial == journal.serial(session)
        assert session.exec(select(Release)).one().position == 1


def test_of_many_who_submit_one_name_at_once_exactly_one_publisher_wins(database: Database, submit) -> None:
    def attempt(number: int) -> str:
        try:
            submit("rebutan", publisher=f"Penerbit {number}", region=None)
        except Conflict:
            return "conflict"
        return "won"

    with ThreadPoolExecutor(8) as crowd:
        ends = list(crowd.map(attempt, range(16)))
    assert sorted(set(ends)) == ["conflict", "won"]
    assert ends.count("won") == 1
    with database.read() as session:
        assert list(journal.breaks(session)) == []


def visiting(database: Database) -> None:
    """Let a visit take up every submission that waits."""
    with database.write() as session:
        for submission in session.exec(select(Submission)).all():
            submission.status = contract.SubmissionStatus.VISITING


def test_a_submission_made_during_a_visit_waits_for_the_next(
    database: Database, submit, record, make_release
) -> None:
    source = submit()
    visiting(database)
    submit()
    record(source, make_release("1.0.0"))
    with database.read() as session:
        found = session.exec(select(Submission).order_by(Submission.id)).all()
    assert [one.status for one in found] == ["published", "queued"]
