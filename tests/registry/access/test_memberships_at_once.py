"""Organisations when two people act at the same moment: one wins, and no rule is broken on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import Session, select

from registry.access import memberships, organisations, people
from registry.access.callers import Caller, Role
from registry.access.organisations import Kind, VerifiedBy
from registry.catalog import transfers
from registry.database import Database
from registry.errors import RegistryError
from registry.tables import Application, Organisation, Person

BOTH = (1, 2)


def at_once(database: Database, act: Callable[[Session, int], object]) -> list[str]:
    """Let two act in transactions of their own that begin together; return how each ended, sorted."""
    ready = Barrier(len(BOTH))

    def run(who: int) -> str:
        ready.wait()
        try:
            with database.write() as session:
                act(session, who)
        except RegistryError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(BOTH)) as pool:
        return sorted(pool.map(run, BOTH))


def region(session: Session, name: str, code: str, *managers: int) -> Organisation:
    """Add a verified government with its managers."""
    made = organisations.create(session, name, kind=Kind.REGION, region_code=code, actor="operator")
    organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    for number in managers:
        memberships.put(session, made, session.get_one(Person, number), Role.MANAGER, actor="operator")
    return made


def manager(number: int, place: int) -> Caller:
    """Return a manager as they were when their request came."""
    return Caller(
        actor=f"person:{number}",
        person_id=number,
        session_id=number,
        roles={place: Role.MANAGER},
        proved=True,
    )


def two_people(session: Session) -> None:
    """Add persons 1 and 2."""
    for number in BOTH:
        people.add(session, f"orang{number}@example.org", f"Orang {number}", actor="operator")


def test_two_managers_who_remove_each_other_leave_one(database: Database) -> None:
    with database.write() as session:
        two_people(session)
        region(session, "Sumedang", "32.11", *BOTH)

    def remove_the_other(session: Session, who: int) -> None:
        other = session.get_one(Person, 3 - who)
        memberships.dismiss(session, organisations.get(session, 1), other, caller=manager(who, 1))

    assert at_once(database, remove_the_other) == ["Conflict", "done"]
    with database.read() as session:
        assert memberships.has_manager(session, organisations.get(session, 1))


def test_two_who_register_one_region_make_one_government(database: Database) -> None:
    def register(session: Session, who: int) -> None:
        organisations.create(
            session, f"Pemda {who}", kind=Kind.REGION, region_code="32.11", actor=f"person:{who}"
        )

    assert at_once(database, register) == ["Conflict", "done"]


def test_an_offer_is_accepted_and_withdrawn_once(database: Database, publish: Callable[..., str]) -> None:
    publish()
    with database.write() as session:
        two_people(session)
        region(session, "Pemerintah Kabupaten Sumedang", "32.11", 1)
        taker = region(session, "Pemerintah Kabupaten Bekasi", "32.16", 2)
        application = session.exec(select(Application)).one()
        transfers.offer(session, application, taker, caller=manager(1, 1))

    def end(session: Session, who: int) -> None:
        if who == 1:
            transfers.refuse(session, 1, caller=manager(1, 1))
        else:
            url = "https://git.bekasikab.go.id/a.git"
            transfers.accept(session, 1, url, caller=manager(2, 2))

    assert at_once(database, end) == ["NotFound", "done"]
