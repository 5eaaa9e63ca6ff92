"""`statistics rebuild`: what it finds, what it mends, and what it answers a script."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlmodel import select

from registry.__main__ import main
from registry.database import Database
from registry.settings import Settings
from registry.tables import JournalRow, MonthCount

# What it reckons is told of both databases in test_statistics_follow_the_events.py.
pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@pytest.fixture
def rebuild(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Give the operator's hand."""
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)

    def rebuild(*options: str) -> tuple[int, str]:
        code = main(["statistics", "rebuild", *options])
        return code, capsys.readouterr().out

    return rebuild


def test_a_check_tells_and_a_rebuild_mends(
    database: Database, rebuild: Callable[..., tuple[int, str]]
) -> None:
    assert rebuild("--check") == (
        0,
        "adoptions\t0 of 0 differed\nperiods\t0 of 0 adoptions differed\nroll-ups\t0 rows differed\n",
    )
    with database.write() as session:
        session.execute(text("INSERT INTO month_counts VALUES ('region:32.16', 'new', 24321, 7)"))
    for _ in range(2):
        code, said = rebuild("--check")
        assert (code, "roll-ups\t1 rows differed" in said) == (1, True)
    code, said = rebuild()
    assert (code, "roll-ups\t1 rows differed" in said) == (0, True)
    assert rebuild("--check")[0] == 0
    with database.read() as session:
        assert session.exec(select(MonthCount)).all() == []
        assert session.exec(select(JournalRow.action)).all() == ["statistics.rebuilt"]
