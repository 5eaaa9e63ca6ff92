"""Sessions: how long they last, when their text changes, and who ends them."""

from datetime import timedelta

import pytest
from sqlmodel import select

from registry import clock
from registry.access import identity, sessions
from registry.access import people as accounts
from registry.access.callers import RegistryRole
from registry.database import Database
from registry.errors import NotFound, Unauthenticated
from registry.tables import AccountSession, JournalRow, Membership, Organisation, Person


@pytest.fixture
def siti(database: Database) -> Person:
    """Give a person without any role."""
    with database.write() as session:
        return accounts.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator")


@pytest.fixture
def budi(database: Database) -> Person:
    """Give another person."""
    with database.write() as session:
        return accounts.add(session, "budi@bekasikab.go.id", "Budi", actor="operator")


def begin(database: Database, person: Person, *, proved: bool = True) -> str:
    """Sign in and return the cookie's text."""
    with database.write() as session:
        return sessions.start(session, person, agent="Firefox", proved=proved)[1]


def age(database: Database, **changes: timedelta) -> None:
    """Let time pass for every session."""
    with database.write() as session:
        for row in session.exec(select(AccountSession)):
            for name, by in changes.items():
                setattr(row, name, getattr(row, name) - by)


def is_valid(database: Database, text: str) -> bool:
    with database.read() as session:
        return sessions.find(session, text) is not None


def test_a_session_ends_by_silence_and_by_age(database: Database, siti: Person) -> None:
    minute = timedelta(minutes=1)
    for column, limit in (("seen_at", timedelta(hours=12)), ("expires_at", timedelta(days=14))):
        text = begin(database, siti)
        for passed, valid in ((limit - minute, True), (minute, False)):
            age(database, **{column: passed})
            assert is_valid(database, text) is valid
            with database.read() as session:
                assert len(sessions.known(session, siti)) == int(valid)


def test_the_database_holds_no_cookie(database: Database, siti: Person) -> None:
    text = begin(database, siti)
    with database.read() as session:
        row = session.exec(select(AccountSession)).one()
    assert len(text) == 43
    assert text not in str(row.model_dump())
    assert not is_valid(database, row.sha256)
    assert not is_valid(database, "")


def test_being_seen_is_written_every_five_minutes_at_most(database: Database, siti: Person) -> None:
    text = begin(database, siti)
    for passed, due in ((timedelta(minutes=4), False), (timedelta(minutes=1), True)):
        age(database, seen_at=passed)
        with database.read() as session:
            row = sessions.find(session, text)
            assert row
            assert sessions.is_due(row, identity.by_session(session, row)) is due
    with database.write() as session:
        assert sessions.keep_up(session, text) is None
    with database.read() as session:
        row = sessions.find(session, text)
        assert row
        assert clock.now() - row.seen_at < timedelta(minutes=1)


def test_a_higher_role_changes_the_text_and_a_lower_one_does_not(database: Database, siti: Person) -> None:
    text = begin(database, siti)
    with database.write() as session:
        accounts.give_role(
            session, accounts.get(session, siti.id or 0), RegistryRole.CURATOR, actor="operator"
        )
    with database.write() as session:
        changed = sessions.keep_up(session, text)
    assert changed
    assert not is_valid(database, text)
    assert is_valid(database, changed)
    for role in (None, RegistryRole.AUDITOR):
        with database.write() as session:
            accounts.give_role(session, accounts.get(session, siti.id or 0), role, actor="operator")
        with database.write() as session:
            again = sessions.keep_up(session, changed)
        assert (again is None) is (role is None), "what was lost and is given back is a rise too"


def test_a_role_in_an_organisation_changes_the_text(database: Database, siti: Person) -> None:
    text = begin(database, siti)
    with database.write() as session:
        community = Organisation(
            name="Komunitas", kind="community", verified_at=clock.now(), created_at=clock.now()
        )
        session.add(community)
        session.flush()
        session.add(
            Membership(person_id=siti.id, organisation_id=community.id, role="publisher", since=clock.now())
        )
    with database.write() as session:
        assert sessions.keep_up(session, text)


@pytest.mark.parametrize(
    ("before", "after", "risen"),
    [
        ("", "", False),
        ("", "3:reader", True),
        ("3:reader", "3:publisher", True),
        ("3:publisher", "3:reader", False),
        ("3:manager", "", False),
        ("3:manager", "4:reader", True),
        ("curator", "curator 3:reader", True),
        ("curator", "auditor", True),
        ("operator 3:manager", "3:manager", False),
        ("13:publisher", "3:publisher", True),
    ],
)
def test_what_counts_as_a_rise(before: str, after: str, risen: bool) -> None:
    assert sessions.rose(before, after) is risen


def test_nobody_ends_another_ones_session(database: Database, siti: Person, budi: Person) -> None:
    text = begin(database, siti)
    with database.read() as session:
        number = sessions.known(session, siti)[0].id or 0
    with pytest.raises(NotFound), database.write() as session:
        sessions.end(session, budi, number, actor=f"person:{budi.id}")
    assert is_valid(database, text)


def test_ending_twice_is_journalled_once(database: Database, siti: Person) -> None:
    text = begin(database, siti)
    for _ in range(2):
        with database.write() as session:
            sessions.end(session, siti, 1, actor="person:1")
    assert not is_valid(database, text)
    with database.read() as session:
        rows = session.exec(select(JournalRow).where(JournalRow.action == "session.ended")).all()
    assert len(rows) == 1


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(database: Database, siti: Person) -> None:
    text = begin(database, siti)
    with database.write() as session:
        found = accounts.get(session, siti.id or 0)
        found.disabled_at = clock.now()  # nothing else: the look-up itself must see it
    assert not is_valid(database, text)
    with pytest.raises(Unauthenticated), database.write() as session:
        sessions.start(session, accounts.get(session, siti.id or 0), agent="", proved=True)


def test_the_oldest_browser_makes_room(database: Database, siti: Person) -> None:
    texts = []
    for _ in range(sessions.MOST + 1):
        texts.append(begin(database, siti))
        age(database, seen_at=timedelta(seconds=1))
    assert [is_valid(database, text) for text in texts] == [False] + [True] * sessions.MOST


def test_a_browsers_name_is_cut_and_cleaned(database: Database, siti: Person) -> None:
    with database.write() as session:
        row, _ = sessions.start(session, siti, agent="\x1b[31m" + "x" * 500, proved=True)
    assert row.agent == "[31m" + "x" * 196
