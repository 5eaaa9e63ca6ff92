"""A full disk: the change is refused with the reason, nothing acknowledged is lost, and room mends it."""

import pytest
from sqlalchemy import text

from registry import journal
from registry.database import Database
from registry.errors import Full


def append(database: Database) -> None:
    """Write one large row."""
    with database.write() as session:
        journal.append(session, actor="x", action="y", subject="z", detail={"filling": "x" * 100_000})


def append_often(database: Database) -> None:
    """Write more than any page limit here has room for."""
    for _ in range(10):
        append(database)


def limit(database: Database, pages: int) -> None:
    """Let the database file have this many pages: what SQLite reports beyond is what a full disk gives."""
    with database.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_refuses_the_write_keeps_the_rest_and_recovers(database: Database) -> None:
    append(database)
    limit(database, 1)  # SQLite takes this as: no page more than there are
    with pytest.raises(Full):
        append_often(database)
    with database.read() as session:
        assert list(journal.breaks(session)) == []
        kept = journal.serial(session)
    limit(database, 1_000_000)
    append(database)
    with database.read() as session:
        assert journal.serial(session) == kept + 1
