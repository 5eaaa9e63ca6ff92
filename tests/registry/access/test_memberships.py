"""Memberships: who may give which role, and what leaves with a person."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from registry import clock
from registry.access import identity, memberships, organisations, tokens
from registry.access.callers import OPERATOR, Caller, RegistryRole, Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.database import Database
from registry.errors import Conflict, Forbidden, NotFound, Unauthenticated
from registry.tables import AccountSession, Organisation, Person

OPERATOR_PERSON = Caller(
    actor="person:99", person_id=99, session_id=1, registry_role=RegistryRole.OPERATOR, proved=True
)


def person(session: Session, name: str, **changes: object) -> Person:
    """Add somebody whose second factor is set up."""
    values = {"email": f"{name}@sumedangkab.go.id", "name": name, "created_at": clock.now()}
    made = Person.model_validate({**values, "totp_since": clock.now(), **changes})
    session.add(made)
    session.flush()
    return made


def sumedang(session: Session) -> Organisation:
    """Add Kabupaten Sumedang, verified."""
    name = "Pemerintah Kabupaten Sumedang"
    made = organisations.create(session, name, kind=Kind.REGION, region_code="32.11", actor="operator")
    organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    return made


def signed_in(session: Session, who: Person) -> AccountSession:
    """Let somebody sign in with the second factor."""
    now = clock.now()
    row = AccountSession(
        sha256=f"{who.id:064}",
        person_id=who.id or 0,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=1),
        proved_at=now,
    )
    session.add(row)
    session.flush()
    return row


def caller_of(session: Session, who: Person) -> Caller:
    """Return somebody as they are now, signed in."""
    row = AccountSession(
        person_id=who.id or 0,
        sha256="",
        created_at=clock.now(),
        seen_at=clock.now(),
        expires_at=clock.now(),
        proved_at=clock.now(),
    )
    return identity.by_session(session, row)


def test_who_leaves_is_refused_at_the_very_next_request(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        memberships.put(session, ours, siti, Role.PUBLISHER, actor="operator")
        grant = Grant("laptop", frozenset({Scope.PUBLISH}), person_id=siti.id, organisation_id=ours.id)
        token = tokens.create(session, grant, actor=f"person:{siti.id}")[1]
        row = signed_in(session, siti)
        assert identity.by_token(session, token).has_role(ours.id, Role.PUBLISHER)
        assert identity.by_session(session, row).has_role(ours.id, Role.PUBLISHER)
    with database.write() as session:
        ours = session.get_one(Organisation, ours.id)
        memberships.remove(session, ours, session.get_one(Person, siti.id), actor="operator")
    with database.read() as session:
        with pytest.raises(Unauthenticated):
            identity.by_token(session, token)
        caller = identity.by_session(session, session.get_one(AccountSession, row.id))
        assert caller.roles == {}
        assert caller.governments == frozenset()


@pytest.mark.parametrize("how", ["leaves", "becomes a recorder"])
def test_a_token_of_the_organisation_ends_with_the_rights_of_who_made_it(
    database: Database, how: str
) -> None:
    with database.write() as session:
        ours, siti, budi = sumedang(session), person(session, "siti"), person(session, "budi")
        for manager in (siti, budi):
            memberships.put(session, ours, manager, Role.MANAGER, actor="operator")
        grant = Grant("ci", frozenset({Scope.PUBLISH}), organisation_id=ours.id)
        hers = tokens.create(session, grant, actor=f"person:{siti.id}")[1]
        his = tokens.create(session, grant, actor=f"person:{budi.id}")[1]
        if how == "leaves":
            memberships.dismiss(session, ours, siti, caller=caller_of(session, siti))
        else:
            memberships.change(session, ours, siti, Role.RECORDER, caller=caller_of(session, budi))
        with pytest.raises(Unauthenticated):
            identity.by_token(session, hers)
        assert identity.by_token(session, his).has_role(ours.id, Role.PUBLISHER)


def test_only_a_manager_names_others(database: Database) -> None:
    with database.write() as session:
        ours, siti, budi = sumedang(session), person(session, "siti"), person(session, "budi")
        memberships.put(session, ours, siti, Role.PUBLISHER, actor="operator")
        for caller in (caller_of(session, siti), caller_of(session, budi)):
            with pytest.raises(Forbidden, match="manage"):
                memberships.change(session, ours, budi, Role.READER, caller=caller)
            with pytest.raises(Forbidden, match="manage"):
                memberships.dismiss(
                    session, ours, siti if caller.person_id == budi.id else budi, caller=caller
                )
        memberships.put(session, ours, siti, Role.MANAGER, actor="operator")
        memberships.change(session, ours, budi, Role.MANAGER, caller=caller_of(session, siti))
        assert [role for _, role in memberships.members(session, ours)] == [Role.MANAGER, Role.MANAGER]


def test_a_manager_without_the_second_factor_names_nobody(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        memberships.put(session, ours, siti, Role.MANAGER, actor="operator")
        row = signed_in(session, siti)
        row.proved_at = None
        with pytest.raises(Forbidden):
            memberships.change(
                session, ours, person(session, "budi"), Role.READER, caller=identity.by_session(session, row)
            )


def test_a_token_manages_nobody_not_even_its_owner(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        memberships.put(session, ours, siti, Role.MANAGER, actor="operator")
        memberships.put(session, ours, person(session, "budi"), Role.MANAGER, actor="operator")
        grant = Grant("laptop", frozenset(Scope), person_id=siti.id)
        caller = identity.by_token(session, tokens.create(session, grant, actor=f"person:{siti.id}")[1])
        with pytest.raises(Forbidden):
            memberships.change(session, ours, siti, Role.READER, caller=caller)
        with pytest.raises(Forbidden):
            memberships.dismiss(session, ours, siti, caller=caller)


def test_the_last_manager_stays_until_the_operator_says_otherwise(database: Database) -> None:
    with database.write() as session:
        ours, siti, budi = sumedang(session), person(session, "siti"), person(session, "budi")
        memberships.put(session, ours, siti, Role.MANAGER, actor="operator")
        memberships.put(session, ours, budi, Role.MANAGER, actor="operator")
        budi.disabled_at = clock.now()  # who cannot sign in manages nothing
        session.flush()
        with pytest.raises(Conflict, match="last manager"):
            memberships.dismiss(session, ours, siti, caller=caller_of(session, siti))
        with pytest.raises(Conflict, match="last manager"):
            memberships.change(session, ours, siti, Role.READER, caller=caller_of(session, siti))
        memberships.change(session, ours, budi, Role.READER, caller=caller_of(session, siti))
        memberships.dismiss(session, ours, siti, caller=OPERATOR_PERSON)
        assert not memberships.has_manager(session, ours)


def test_nobody_raises_their_own_role_not_even_an_operator_at_the_website(database: Database) -> None:
    with database.write() as session:
        ours, tuti = sumedang(session), person(session, "tuti", registry_role="operator")
        with pytest.raises(Forbidden, match="own role"):
            memberships.change(session, ours, tuti, Role.READER, caller=caller_of(session, tuti))
        memberships.put(session, ours, tuti, Role.READER, actor="operator")
        with pytest.raises(Forbidden, match="own role"):
            memberships.change(session, ours, tuti, Role.MANAGER, caller=caller_of(session, tuti))


def test_a_member_leaves_alone_and_once(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        memberships.put(session, ours, siti, Role.READER, actor="operator")
        memberships.dismiss(session, ours, siti, caller=caller_of(session, siti))
        assert memberships.of_person(session, siti) == []
        with pytest.raises(NotFound, match="not a member"):
            memberships.dismiss(session, ours, siti, caller=caller_of(session, siti))


def test_a_closed_organisation_takes_nobody_in(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        organisations.close(session, ours, actor="operator")
        with pytest.raises(Conflict, match="closed"):
            memberships.put(session, ours, siti, Role.READER, actor=OPERATOR.actor)
