"""A curator's manifest describes what its authors have not described; theirs always wins."""

from sqlmodel import select

from registry.catalog import submissions
from registry.tables import Submission


def told(visitor) -> tuple[str, str]:
    """Return the application's name and whose words these are."""
    application = visitor.entry().application
    return application.name, application.described_by


def last_submission(visitor):
    """Return the newest submission as its donor sees it."""
    with visitor.database.read() as session:
        rows = session.exec(select(Submission).order_by(Submission.id)).all()
        return submissions.show(session, rows[-1])


def undescribed(donor, texts, tag: str, **files: str) -> None:
    """Commit the application without a publiccode.yml, and tag it."""
    donor.commit({"LICENSE": texts["LICENSE"], "app.py": f"# {tag}\n", **files}, tag=tag)


def test_the_authors_own_manifest_wins_at_the_next_release(visitor, donor, texts) -> None:
    undescribed(donor, texts, "v1.0.0")
    curated = texts["publiccode.yml"].replace("name: e-SAKIP", "name: Kata Kurator")
    assert curated != texts["publiccode.yml"]
    source = visitor.submit(donor.url, manifest=curated)
    assert visitor.visit(source).outcome == "published"
    assert told(visitor) == ("Kata Kurator", "catalog")
    donor.release("v1.1.0")
    assert visitor.visit(source).outcome == "published"
    assert told(visitor) == ("e-SAKIP", "authors")
    assert visitor.visit(source).outcome == "unchanged"


def test_a_curator_may_replace_the_manifest_of_what_is_published(visitor, donor, texts) -> None:
    undescribed(donor, texts, "v1.0.0")
    source = visitor.submit(donor.url, manifest=texts["publiccode.yml"])
    visitor.visit(source)
    before = visitor.entry().releases
    better = texts["publiccode.yml"].replace("name: e-SAKIP", "name: e-SAKIP Sumedang")
    visitor.submit(donor.url, manifest=better)
    assert visitor.visit(source).outcome == "published"
    assert told(visitor) == ("e-SAKIP Sumedang", "catalog")
    assert visitor.entry().releases == before, "the release itself never changes"
    assert last_submission(visitor).status == "published"
    assert visitor.visit(source).outcome == "unchanged"


def test_a_curators_manifest_with_errors_comes_back_line_by_line(visitor, donor, texts) -> None:
    undescribed(donor, texts, "v1.0.0")
    wrong = texts["publiccode.yml"].replace("stable", "selesai")
    visitor.visit(visitor.submit(donor.url, manifest=wrong))
    shown = last_submission(visitor)
    [finding] = [one for one in shown.checks if one.level == "block"]
    assert (shown.status, finding.code, finding.path) == ("sent_back", "manifest-invalid", None)
    assert finding.line == 8


def test_a_replacement_with_errors_comes_back_and_what_stood_stays(visitor, donor, texts) -> None:
    undescribed(donor, texts, "v1.0.0")
    source = visitor.submit(donor.url, manifest=texts["publiccode.yml"])
    visitor.visit(source)
    visitor.submit(donor.url, manifest=texts["publiccode.yml"].replace("stable", "selesai"))
    report = visitor.visit(source)
    assert (report.outcome, [one.line for one in report.findings]) == ("sent_back", [8])
    shown = last_submission(visitor)
    assert (shown.status, "Line 8" in shown.error.en) == ("sent_back", True)
    assert told(visitor) == ("e-SAKIP", "catalog")


def test_a_curators_manifest_does_not_touch_what_the_authors_describe(visitor, donor, texts) -> None:
    donor.release("v1.0.0")
    source = visitor.submit(donor.url, manifest=texts["publiccode.yml"].replace("stable", "selesai"))
    assert visitor.visit(source).outcome == "published"
    assert told(visitor) == ("e-SAKIP", "authors")


def test_whom_to_ask_is_in_the_entry(visitor, donor, texts) -> None:
    said = "Dinas Komunikasi dan Informatika\n      email: diskominfo@sumedangkab.go.id"
    named = texts["publiccode.yml"].replace("Dinas Komunikasi dan Informatika", said)
    donor.release("v1.0.0", **{"publiccode.yml": named})
    visitor.visit(visitor.submit(donor.url))
    [contact] = visitor.entry().application.contacts
    assert contact.name == "Dinas Komunikasi dan Informatika"
    assert contact.email == "diskominfo@sumedangkab.go.id"
