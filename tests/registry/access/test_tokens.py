"""Tokens: shown once, kept as a hash, useless in any other form, and never more than they were made for."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from livinglab.contract import tokens as shape
from registry.access import identity, rights, tokens
from registry.access.callers import Caller, RegistryRole, Scope
from registry.access.rights import Right, Thing
from registry.access.tokens import Grant
from registry.database import Database
from registry.errors import Forbidden, Unauthenticated
from registry.tables import JournalRow, Token


@pytest.fixture
def token(database: Database) -> str:
    """Give a token that may publish."""
    return made(database, "sumedang", Scope.PUBLISH)


def made(database: Database, name: str, *scopes: Scope, **limits) -> str:
    with database.write() as session:
        return tokens.create(session, Grant(name, frozenset(scopes), **limits), actor="operator")[1]


def test_a_token_has_its_form_and_only_its_hash_is_kept(database: Database, token: str) -> None:
    assert re.fullmatch(r"llab_[0-9A-Za-z]{49}", token)
    with database.read() as session:
        row = session.exec(select(Token)).one()
        journalled = session.exec(select(JournalRow)).all()
    assert row.sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert all(token not in line.model_dump_json() for line in [row, *journalled])


def test_the_pattern_for_secret_scanners_finds_a_token_in_a_text(token: str) -> None:
    assert re.findall(shape.PATTERN, f'TOKEN="{token}";') == [token]


@pytest.mark.parametrize("number", [0, 1, 2**256 - 1])
def test_every_number_gives_a_token_of_the_same_length(number: int) -> None:
    text = shape.of_number(number)
    assert len(text) == 54
    assert shape.is_well_formed(text)


def test_one_wrong_character_anywhere_is_noticed_without_a_database(token: str) -> None:
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert not shape.is_well_formed(token[:place] + other + token[place + 1 :])


def test_a_token_does_what_its_scopes_say(database: Database, token: str) -> None:
    reader = made(database, "bekasi", Scope.READ)
    with database.read() as session:
        publishes, reads = identity.by_token(session, token), identity.by_token(session, reader)
    assert publishes.scopes == {Scope.READ, Scope.PUBLISH}
    rights.require(publishes, Right.PUBLISH)
    with pytest.raises(Forbidden):
        rights.require(publishes, Right.CURATE)
    with pytest.raises(Forbidden, match="publish"):
        rights.require(reads, Right.PUBLISH)


def test_an_auditors_token_needs_no_more_than_reading_and_a_curators_does() -> None:
    reading = Caller(token_id=1, person_id=1, scopes=frozenset({Scope.READ}), proved=True)
    assert rights.allows(replace(reading, registry_role=RegistryRole.AUDITOR), Right.AUDIT)
    assert not rights.allows(replace(reading, registry_role=RegistryRole.AUDITOR), Right.CURATE)
    assert not rights.allows(replace(reading, registry_role=RegistryRole.CURATOR), Right.AUDIT)
    assert not rights.allows(replace(reading, person_id=None, own=True), Right.AUDIT)


def test_a_token_for_one_application_and_region_does_nothing_outside_of_them(database: Database) -> None:
    text = made(database, "limited", Scope.PUBLISH, application_slug="e-sakip", region_code="32.11")
    with database.read() as session:
        caller = identity.by_token(session, text)
    assert rights.allows(caller, Right.PUBLISH, Thing(application_slug="e-sakip", region_code="32.11"))
    assert rights.allows(caller, Right.PUBLISH, Thing(application_slug="e-sakip", region_code="32.11.01"))
    for thing in (
        Thing(),
        Thing(application_slug="e-sakip"),
        Thing(application_slug="simpeg", region_code="32.11"),
        Thing(application_slug="e-sakip", region_code="32.1"),
        Thing(application_slug="e-sakip", region_code="32.111"),
        Thing(application_slug="e-sakip", region_code="32"),
    ):
        assert not rights.allows(caller, Right.PUBLISH, thing), thing


@pytest.mark.parametrize(
    "change", [str.lower, str.strip, lambda text: text[:-1], lambda text: text + "A", lambda _: ""]
)
def test_nothing_but_the_token_itself_opens(database: Database, token: str, change) -> None:
    altered = change(token)
    with database.read() as session:
        if altered == token:
            assert identity.by_token(session, altered).is_known
            return
        with pytest.raises(Unauthenticated):
            identity.by_token(session, altered)


def test_a_token_ends_with_its_time(database: Database) -> None:
    ended = made(database, "ended", Scope.READ, lasts=timedelta(0))
    lasting = made(database, "lasting", Scope.READ)
    with database.read() as session:
        assert identity.by_token(session, lasting).name == "lasting"
        with pytest.raises(Unauthenticated):
            identity.by_token(session, ended)


def test_a_revoked_token_is_refused(database: Database, token: str) -> None:
    with database.write() as session:
        for _ in range(2):
            tokens.revoke(session, 1, actor="operator:test")
    with database.read() as session:
        assert [row.action for row in session.exec(select(JournalRow)).all()].count("token.revoked") == 1
    with database.read() as session, pytest.raises(Unauthenticated):
        identity.by_token(session, token)
