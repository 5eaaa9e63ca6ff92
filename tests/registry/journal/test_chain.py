"""The journal: one row a change, in the change's own transaction, in a chain that shows every tampering."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from registry import journal
from registry.database import Database
from registry.tables import Publisher


def write(database: Database, number: int) -> None:
    """Make one change and its row."""
    with database.write() as session:
        session.add(Publisher(name=f"Penerbit {number}"))
        journal.append(
            session,
            actor="operator:test",
            action="publisher.made",
            subject=f"publisher:{number}",
            detail={"n": number},
        )


def fail(database: Database) -> None:
    """Begin a change that cannot be finished."""
    with database.write() as session:
        journal.append(session, actor="x", action="y", subject="z", detail={})
        1 // 0  # noqa: B018 - this is the failure


def breaks(database: Database) -> list[int]:
    """Return the serials at which the chain is broken."""
    with database.read() as session:
        return list(journal.breaks(session))


def test_an_untouched_journal_is_whole(database: Database) -> None:
    for number in range(20):
        write(database, number)
    assert breaks(database) == []


@pytest.mark.parametrize(
    ("tampering", "seen_at"),
    [
        ("UPDATE journal SET actor = 'nobody' WHERE serial = 5", [5]),
        ("UPDATE journal SET detail = '{}' WHERE serial = 5", [5]),
        ("UPDATE journal SET at = '2020-01-01T00:00:00.000000Z' WHERE serial = 5", [5]),
        ("DELETE FROM journal WHERE serial = 5", [6]),
        ("UPDATE journal SET serial = 50 WHERE serial = 5", [6, 50]),
        ("UPDATE journal SET previous = repeat('0', 64) WHERE serial = 5", [5]),
    ],
)
def test_every_tampering_is_seen_where_it_was_done(
    database: Database, tampering: str, seen_at: list[int]
) -> None:
    for number in range(10):
        write(database, number)
    if database.is_sqlite:
        tampering = tampering.replace("repeat('0', 64)", f"'{'0' * 64}'")
    with database.write() as session:
        session.execute(text(tampering))
    assert breaks(database) == seen_at


def test_a_change_that_fails_leaves_no_row_and_no_gap(database: Database) -> None:
    write(database, 1)
    with pytest.raises(ZeroDivisionError):
        fail(database)
    write(database, 2)
    with database.read() as session:
        assert journal.serial(session) == 2
    assert breaks(database) == []


def test_writers_at_the_same_time_make_one_chain_without_gaps(database: Database) -> None:
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda number: write(database, number), range(60)))
    with database.read() as session:
        assert journal.serial(session) == 60
    assert breaks(database) == []
