"""Tokens: shown once, kept as a hash, useless in any other form."""

import hashlib
import re

import pytest
from sqlmodel import select

from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.database import Database
from registry.errors import Forbidden, Unauthenticated
from registry.tables import JournalRow, Token


@pytest.fixture
def token(database: Database) -> str:
    """Give a token that may publish."""
    with database.write() as session:
        return tokens.create(session, Grant("sumedang", frozenset({Scope.PUBLISH})), actor="operator")[1]


def test_a_token_has_its_form_and_only_its_hash_is_kept(database: Database, token: str) -> None:
    assert re.fullmatch(r"llab_[0-9A-Za-z]{49}", token)
    with database.read() as session:
        row = session.exec(select(Token)).one()
        journalled = session.exec(select(JournalRow)).all()
    assert row.sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert all(token not in line.model_dump_json() for line in [row, *journalled])


def test_a_token_does_what_its_scope_says(database: Database, token: str) -> None:
    with database.write() as session:
        reader = tokens.create(session, Grant("bekasi", frozenset({Scope.READ})), actor="operator")[1]
    with database.read() as session:
        assert tokens.authenticate(session, token, scope=Scope.PUBLISH).name == "sumedang"
        assert tokens.authenticate(session, token, scope=Scope.READ).name == "sumedang"
        assert tokens.authenticate(session, reader, scope=Scope.READ).name == "bekasi"
        with pytest.raises(Forbidden):
            tokens.authenticate(session, reader, scope=Scope.PUBLISH)


@pytest.mark.parametrize(
    "change", [str.lower, str.strip, lambda text: text[:-1], lambda text: text + "A", lambda _: ""]
)
def test_nothing_but_the_token_itself_opens(database: Database, token: str, change) -> None:
    altered = change(token)
    with database.read() as session:
        if altered == token:
            assert tokens.authenticate(session, altered, scope=Scope.READ)
            return
        with pytest.raises(Unauthenticated):
            tokens.authenticate(session, altered, scope=Scope.READ)


def test_a_revoked_token_is_refused(database: Database, token: str) -> None:
    with database.write() as session:
        for _ in range(2):
            tokens.revoke(session, 1, actor="operator:test")
    with database.read() as session:
        assert [row.action for row in session.exec(select(JournalRow)).all()].count("token.revoked") == 1
    with database.read() as session, pytest.raises(Unauthenticated):
        tokens.authenticate(session, token, scope=Scope.PUBLISH)
