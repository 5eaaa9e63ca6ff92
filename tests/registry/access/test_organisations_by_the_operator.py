"""The operator's commands for organisations, run as an operator runs them."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from registry.__main__ import main
from registry.access import people
from registry.database import Database
from registry.settings import Settings
from registry.tables import Application, JournalRow, Publisher, Source

SUMEDANG = "Pemerintah Kabupaten Sumedang"
Run = Callable[..., str]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the operator's shell; it returns what a command says, after its exit code if that is not 0."""
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)

    def run(*arguments: str) -> str:
        code = main(arguments)
        said = capsys.readouterr()
        return said.out.strip() if code == 0 else f"{code}: {said.err.strip()}"

    return run


def test_an_organisation_from_its_beginning_to_its_end(
    run: Run, database: Database, publish: Callable[..., str]
) -> None:
    publish()
    with database.write() as session:
        people.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator")
    assert run("organisation", "add", SUMEDANG, "--region", "32.11").endswith(
        "region, sumedangkab.go.id, not verified yet"
    )
    assert run("organisation", "verify", SUMEDANG) == f"{SUMEDANG} is verified"
    with database.read() as session:
        assert session.exec(select(Publisher.organisation_id)).one() == 1
    said = run("organisation", "member", SUMEDANG, "Siti@sumedangkab.go.id", "manager")
    assert said == f"{SUMEDANG}: siti@sumedangkab.go.id is a manager now"
    assert run("organisation", "member", SUMEDANG) == "1\tmanager\tsiti@sumedangkab.go.id\tSiti"
    assert "no member any more" in run("organisation", "member", SUMEDANG, "siti@sumedangkab.go.id", "none")
    assert "under sumedang.go.id" in run("organisation", "domain", SUMEDANG, "sumedang.go.id")
    run("organisation", "add", "Jabar Digital", "--kind", "community")
    run("organisation", "verify", "Jabar Digital")
    url = "https://git.example.org/e-sakip.git"
    said = run("application", "transfer", "e-sakip", "Jabar Digital", "--url", url)
    assert said == "e-sakip belongs to Jabar Digital"
    assert run("organisation", "close", SUMEDANG) == f"{SUMEDANG} is closed"
    assert run("organisation", "list") == "2\tcommunity\t-\toperator\t-\tJabar Digital"
    with database.read() as session:
        assert session.exec(select(Source.url)).one() == url
        assert session.exec(select(Application.region_code)).one() is None
        rows = session.exec(select(JournalRow.action).where(JournalRow.subject == "organisation:1")).all()
    assert [row.partition(".")[2] for row in rows] == [
        *("created", "verified", "added", "removed", "changed", "closed")
    ]


def test_what_the_operator_mistypes_is_said_and_changes_nothing(run: Run, database: Database) -> None:
    assert "province, regency or city" in run("organisation", "add", SUMEDANG)
    assert ".go.id" in run("organisation", "add", SUMEDANG, "--region", "32.11", "--domain", "gmail.com")
    for wrong in (
        ("organisation", "verify", SUMEDANG),
        ("organisation", "member", SUMEDANG, "a@b.id", "reader"),
        ("application", "transfer", "e-sakip", SUMEDANG),
        ("application", "transfer", "e-sakip", SUMEDANG, "--url", "file:///etc"),
    ):
        assert run(*wrong).startswith("1: registry: ")
    with database.read() as session:
        assert session.exec(select(JournalRow)).all() == []
