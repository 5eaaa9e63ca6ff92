"""`python -m registry token …`: what an operator hands out, and to whom."""

import pytest

from livinglab.contract.tokens import is_well_formed
from registry.__main__ import main
from registry.access import identity, organisations
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.database import Database


@pytest.fixture
def operate(database: Database, settings, monkeypatch, capsys):
    """Give the operator's shell: words in, exit code and lines out."""
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)

    def operate(*words: str) -> tuple[int, list[str], str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return operate


def test_a_token_for_an_organisation_with_limits(database: Database, operate) -> None:
    with database.write() as session:
        made = organisations.create(
            session, "Sumedang", kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    words = ("--scope", "publish", "--scope", "record", "--organisation", "Sumedang")
    limits = ("--application", "e-sakip", "--region", "32.11", "--days", "1")
    code, (text,), _ = operate("token", "create", "--name", "CI", *words, *limits)
    assert code == 0
    assert is_well_formed(text)
    with database.read() as session:
        caller = identity.by_token(session, text)
    assert caller.roles == {made.id: Role.PUBLISHER}
    assert caller.scopes == {Scope.READ, Scope.RECORD, Scope.PUBLISH}
    assert (caller.application_slug, caller.region_code, caller.own) == ("e-sakip", "32.11", False)
    _, (line,), _ = operate("token", "list")
    number, scopes, state, *_, whose, limited, name = line.split("\t")
    assert (scopes, state, whose, limited) == ("read record publish", "valid", "Sumedang", "e-sakip,32.11")
    assert name == "CI"
    assert text not in line
    assert operate("token", "revoke", number)[0] == 0
    assert "\trevoked\t" in operate("token", "list")[1][0]


def test_what_makes_no_sense_makes_no_token(operate) -> None:
    for words in (
        ("--organisation", "Nobody"),
        ("--region", "99"),
        ("--application", "../x"),
        ("--days", "0"),
        ("--days", "366"),
    ):
        code, out, err = operate("token", "create", "--name", "CI", "--scope", "read", *words)
        assert (code, out) == (1, []), words
        assert err.startswith("registry: ")
    assert operate("token", "list")[1] == []
