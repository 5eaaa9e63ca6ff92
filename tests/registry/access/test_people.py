"""People: made by an operator or vouched for by a provider, and shut out at once."""

import threading

import pytest
from sqlmodel import select

from registry import journal
from registry.access import links, people, sessions, tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.database import Database
from registry.errors import Conflict, Invalid, NotFound
from registry.tables import Device, JournalRow, Person

EMAIL = "siti@sumedangkab.go.id"
PROVIDER = "https://masuk.sumedangkab.go.id/realms/asn"


@pytest.fixture
def siti(database: Database) -> Person:
    """Give a person whom the operator added."""
    with database.write() as session:
        return people.add(session, EMAIL, "Siti", actor="operator")


def test_an_address_has_one_account_however_it_is_written(database: Database, siti: Person) -> None:
    with database.read() as session:
        found = people.find_by_email(session, "  Siti@SumedangKab.go.id ")
        assert found is not None
        assert found.id == siti.id
        assert people.find_by_email(session, "siti@sumedangkab.go.id\x00") is None
    with pytest.raises(Conflict), database.write() as session:
        people.add(session, "SITI@sumedangkab.go.id", "Siti", actor="operator")


NO_ADDRESSES = (
    *("", "siti", "@x.id", "siti@", "siti@x", "si ti@x.id", "siti@x..id", "a@b@c.id", "sïti@x.id"),
    *("siti@x.id\nBcc: a@b.id", "siti@x.id\x00", "s" * 65 + "@x.id", "siti@" + "x" * 250 + ".id"),
)


@pytest.mark.parametrize("email", NO_ADDRESSES)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        people.normal_email(email)


def test_a_name_is_one_line() -> None:
    assert people.normal_name("  Siti\t\x1b[31m\nRahma ") == "Siti [31m Rahma"
    with pytest.raises(Invalid):
        people.normal_name(" \n ")


def test_disabling_ends_sessions_tokens_links_and_waiting_devices_at_once(
    database: Database, siti: Person, device: int
) -> None:
    with database.write() as session:
        _, cookie = sessions.start(session, siti, agent="", proved=True)
        _, token = tokens.create(
            session, Grant("laptop", frozenset({Scope.READ}), person_id=siti.id), actor="person:1"
        )
        link = links.make(session, siti, purpose=links.SIGN_IN, actor="operator")
    with database.write() as session:
        people.disable(session, people.get(session, siti.id or 0), actor="operator")
    with database.write() as session:
        people.enable(session, people.get(session, siti.id or 0), actor="operator")
    with database.read() as session:  # enabled again, and still everything from before is over
        assert sessions.find(session, cookie) is None
        assert tokens.find(session, token) is None
        assert session.get_one(Device, device).denied_at is not None
        with pytest.raises(NotFound):
            links.find(session, link, purpose=links.SIGN_IN)


@pytest.fixture
def device(database: Database, siti: Person) -> int:
    """Give a command line that was let in and has not fetched its token yet."""
    with database.write() as session:
        row = Device(
            device_sha256="0" * 64,
            user_code="ABCD-EFGH",
            name="laptop",
            scopes="read",
            person_id=siti.id,
            approved_at=siti.created_at,
            expires_at=siti.created_at,
        )
        session.add(row)
        session.flush()
        return row.id or 0


def test_a_provider_means_the_same_person_each_time(database: Database) -> None:
    numbers = set()
    for email in (EMAIL, "siti.rahma@sumedangkab.go.id"):
        with database.write() as session:
            numbers.add(people.for_provider(session, PROVIDER, "42", email=email, name="Siti").id)
    assert len(numbers) == 1


def test_a_provider_never_takes_over_an_account_with_a_password(database: Database, siti: Person) -> None:
    with database.write() as session:
        people.get(session, siti.id or 0).password_hash = "a hash"
    with pytest.raises(Conflict), database.write() as session:
        people.for_provider(session, PROVIDER, "42", email=EMAIL, name="Siti")
    with database.read() as session:
        assert people.get(session, siti.id or 0).issuer is None


def test_a_link_works_once_and_a_new_one_voids_the_one_before(database: Database, siti: Person) -> None:
    with database.write() as session:
        old = links.make(session, siti, purpose=links.SIGN_IN, actor="operator")
        new = links.make(session, siti, purpose=links.SIGN_IN, actor="operator")
    with pytest.raises(NotFound), database.write() as session:
        links.use(session, old, purpose=links.SIGN_IN)
    with pytest.raises(NotFound), database.write() as session:
        links.use(session, new, purpose=links.PROVE_ORGANISATION)
    with database.write() as session:
        assert links.use(session, new, purpose=links.SIGN_IN).person_id == siti.id
    with pytest.raises(NotFound), database.write() as session:
        links.use(session, new, purpose=links.SIGN_IN)


def test_of_many_who_open_a_link_at_the_same_moment_one_gets_in(database: Database, siti: Person) -> None:
    with database.write() as session:
        text = links.make(session, siti, purpose=links.SIGN_IN, actor="operator")
    used: list[bool] = []

    def use() -> None:
        try:
            with database.write() as session:
                links.use(session, text, purpose=links.SIGN_IN)
            used.append(True)
        except NotFound:
            used.append(False)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False] * 5 + [True]


def test_the_journal_knows_people_by_number_alone(database: Database, siti: Person) -> None:
    with database.write() as session:
        found = people.get(session, siti.id or 0)
        people.give_role(session, found, None, actor="operator")
        people.disable(session, found, actor="operator")
        people.disable(session, found, actor="operator")
    with database.read() as session:
        rows = session.exec(select(JournalRow)).all()
        assert not list(journal.breaks(session))
    assert [row.action for row in rows] == ["person.added", "person.disabled"]
    assert {(row.actor, row.subject, row.detail) for row in rows} == {("operator", "person:1", "{}")}
