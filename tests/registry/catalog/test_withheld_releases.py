"""Withheld: where only the licence stands in the way, people can see an application but not fetch it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import col, select

from livinglab import contract
from livinglab.contract import ReleaseStatus, Visibility
from registry import journal
from registry.catalog import applications, entries, publication, submissions
from registry.catalog.applications import Filters
from registry.catalog.found import VisitOutcome
from registry.crawl import releases
from registry.database import Database
from registry.errors import NotFound
from registry.tables import Application, JournalRow, Submission

WORKER = "worker:test"


@pytest.fixture
def record(database: Database) -> Callable[..., str]:
    """Give a way to record a visit's outcome."""

    def record(source_id: int, *found: object) -> str:
        with database.write() as session:
            known = [one.version for one in publication.known(session, source_id)]
            order = known + [one.version for one in found if one.version not in known]
            return publication.record(session, source_id, VisitOutcome(list(found), order), actor=WORKER)

    return record


def entry(database: Database) -> contract.CatalogEntry:
    """Return the static entry of e-SAKIP."""
    with database.read() as session:
        return contract.CatalogEntry.model_validate_json(entries.entry(session, "e-sakip") or b"")


def entry_now(database: Database) -> dict[str, object]:
    """Return the application as the API gives it."""
    with database.read() as session:
        found: dict[str, object] = json.loads(applications.get(session, "e-sakip").body)
    return found


def test_an_application_without_a_licence_is_shown_and_cannot_be_fetched(
    database: Database, submit, record, make_unlicensed
) -> None:
    assert record(submit(), make_unlicensed()) == "sent_back"
    told = entry(database)
    assert (told.application.name, told.application.latest_version) == ("e-SAKIP", None)
    assert told.application.license is None, "the catalog claims no licence that the files do not bear out"
    [release] = told.releases
    assert (release.status, release.archives) == (ReleaseStatus.WITHHELD, [])
    assert release.license.reason is not None
    with database.read() as session:
        [listed] = applications.find(session, Filters(), after="", limit=5)
        assert listed.slug == "e-sakip"
        assert applications.find(session, Filters(license="EUPL-1.2"), after="", limit=5) == []
        assert len(applications.find(session, Filters(category="data-analytics"), after="", limit=5)) == 1
        found = session.exec(select(Application)).one()
        with pytest.raises(NotFound):
            applications.release(session, found, "latest")


def test_the_donor_is_told_what_to_mend_and_the_journal_what_happened(
    database: Database, submit, record, make_unlicensed
) -> None:
    source = submit()
    with database.write() as session:
        session.exec(select(Submission)).one().status = contract.SubmissionStatus.VISITING
    record(source, make_unlicensed())
    with database.read() as session:
        shown = submissions.show(session, session.exec(select(Submission)).one())
        actions = session.exec(select(JournalRow.action).order_by(col(JournalRow.serial))).all()
    assert (shown.status, [one.code for one in shown.checks]) == ("sent_back", ["license-file-missing"])
    assert "release.withheld" in actions


def test_a_release_with_more_than_the_licence_in_its_way_is_sent_back_unseen(
    database: Database, submit, record, make_unlicensed, make_block
) -> None:
    found = make_unlicensed()
    record(submit(), replace(found, findings=[*found.findings, make_block()]))
    with database.read() as session:
        assert entries.entry(session, "e-sakip") is None


def test_a_withheld_release_is_published_once_its_licence_is_mended(
    database: Database, submit, record, make_unlicensed, make_release
) -> None:
    source = submit()
    record(source, make_unlicensed())
    assert record(source, make_release("1.0.0")) == "published"
    told = entry(database)
    assert (told.application.latest_version, told.application.license) == ("1.0.0", "EUPL-1.2")
    assert told.releases[0].status is ReleaseStatus.PUBLISHED


def test_a_withheld_newer_release_leaves_the_published_one_the_latest(
    database: Database, submit, record, make_unlicensed, make_release
) -> None:
    source = submit()
    record(source, make_release("1.0.0"), make_unlicensed("1.1.0"))
    told = entry(database)
    assert told.application.latest_version == "1.0.0"
    assert [(one.version, one.status) for one in told.application.releases] == [
        ("1.1.0", "withheld"),
        ("1.0.0", "published"),
    ]


def test_a_withheld_release_is_looked_at_again_on_every_visit(
    database: Database, submit, record, make_unlicensed
) -> None:
    source = submit()
    record(source, make_unlicensed())
    with database.read() as session:
        known = publication.known(session, source)
    plan = releases.plan_tags({"v1.0.0": known[0].commit}, known, most=5)
    assert [one.version for one in plan.wanted] == ["1.0.0"]
    moved = releases.plan_tags({"v1.0.0": "f" * 40}, known, most=5)
    assert moved.incidents == [], "what was never handed out may be mended in place"


def test_finding_the_same_again_is_no_news_but_a_better_description_is(
    database: Database, submit, record, make_unlicensed, make_facts
) -> None:
    source = submit()
    record(source, make_unlicensed())
    with database.read() as session:
        before = journal.serial(session)
    record(source, make_unlicensed())
    with database.read() as session:
        assert journal.serial(session) == before
    record(source, make_unlicensed(manifest=make_facts(name="e-SAKIP Baru", short="Baru")))
    assert entry(database).application.name == "e-SAKIP Baru"


def test_the_address_of_what_is_withheld_may_still_be_mended(
    database: Database, submit, record, make_unlicensed
) -> None:
    source = submit()
    record(source, make_unlicensed())
    moved = "https://git.sumedangkab.go.id/baru.git"
    assert submit(url=moved) == source
    assert entry_now(database)["url"] == moved


def test_the_visibility_of_what_is_withheld_may_still_be_narrowed_and_hides_its_source(
    database: Database, submit, record, make_unlicensed
) -> None:
    record(submit(), make_unlicensed())
    assert "LICENSE" not in str(entry(database)), "the story has no licence file"
    submit(visibility=Visibility.AGREEMENT)
    narrowed = entry(database)
    assert (narrowed.application.visibility, narrowed.application.url) == ("agreement", None)
    assert [(one.files, one.license.declared) for one in narrowed.releases] == [(None, None)]


def test_a_restricted_application_can_be_withheld_too(
    database: Database, submit, record, make_unlicensed
) -> None:
    record(submit(visibility=Visibility.GOVERNMENT), make_unlicensed())
    assert entry(database).application.visibility is Visibility.GOVERNMENT
