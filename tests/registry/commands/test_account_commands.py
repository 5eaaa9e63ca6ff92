"""The operator's commands for people: what they print, what they end, and what they write down."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from registry.__main__ import main
from registry.access import links, people, second_factor, sessions
from registry.database import Database
from registry.errors import NotFound
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import JournalRow, RecoveryCode

EMAIL = "siti@sumedangkab.go.id"
Operate = Callable[..., tuple[int, str, str]]
# What the commands say is the same on both; how rows are held is told of both in tests/registry/access.
pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@pytest.fixture
def operate(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Operate:
    """Give the operator's hand: run `account …`; return code, output and complaints."""
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LIVINGLAB_PUBLIC_URL", "https://katalog.example.go.id/")

    def operate(*arguments: str) -> tuple[int, str, str]:
        code = main(["account", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return operate


def link_in(printed: str) -> str:
    found = re.fullmatch(r"https://katalog\.example\.go\.id/sign-in/link/([\w-]{43})\n", printed)
    assert found, "a link stands alone on standard output"
    return found[1]


def test_an_account_has_one_link_at_a_time(operate: Operate, database: Database) -> None:
    first = link_in(operate("add", EMAIL.upper(), "--name", "Siti Rahma", "--role", "auditor")[1])
    second = link_in(operate("link", EMAIL)[1])
    with database.read() as session:
        assert links.find(session, second, purpose=links.SIGN_IN).person_id == 1
        assert first not in {row.detail for row in session.exec(select(JournalRow))}
        assert people.get(session, 1).registry_role == "auditor"
    with pytest.raises(NotFound), database.read() as session:
        links.find(session, first, purpose=links.SIGN_IN)


def test_the_list_has_a_line_for_each_with_columns(operate: Operate) -> None:
    operate("add", EMAIL, "--name", "Siti Rahma", "--role", "curator")
    operate("add", "budi@bekasikab.go.id", "--name", "Budi\t\x1b[31mMerah")
    operate("disable", "budi@bekasikab.go.id")
    lines = [line.split("\t") for line in operate("list")[1].splitlines()]
    assert [line[:6] for line in lines] == [
        ["1", EMAIL, "Siti Rahma", "valid", "curator", "-"],
        ["2", "budi@bekasikab.go.id", "Budi [31mMerah", "disabled", "-", "-"],
    ]


def test_disabling_enabling_roles_and_lost_factors(
    operate: Operate, database: Database, settings: Settings
) -> None:
    operate("add", EMAIL, "--name", "Siti")
    with database.write() as session:
        siti = people.get(session, 1)
        siti.totp_seed = open_keys(settings).seal(second_factor.SEALED_FOR, second_factor.new_seed())
        siti.totp_since = siti.created_at
        session.add(RecoveryCode(person_id=1, sha256="0" * 64))
        _, cookie = sessions.start(session, siti, agent="", proved=True)
    assert operate("role", EMAIL, "curator")[0] == 0
    assert operate("reset-factor", EMAIL)[0] == 0
    with database.read() as session:
        siti = people.get(session, 1)
        assert (siti.registry_role, siti.totp_seed, siti.totp_since) == ("curator", None, None)
        assert sessions.find(session, cookie) is None
        assert session.exec(select(RecoveryCode)).all() == []
    assert operate("role", EMAIL, "none")[0] == 0
    assert operate("disable", EMAIL)[0] == 0
    code, _, complaint = operate("link", EMAIL)
    assert code == 1
    assert "account enable" in complaint
    assert operate("enable", EMAIL)[0] == 0
    with database.read() as session:
        assert people.get(session, 1).registry_role is None
        rows = session.exec(select(JournalRow).order_by(JournalRow.serial)).all()
    assert [row.action for row in rows if row.actor == "operator"] == [
        "person.added",
        "link.made",
        "person.role",
        "factor.removed",
        "session.ended",
        "person.role",
        "person.disabled",
        "person.enabled",
    ]
    assert "siti" not in " ".join(row.detail for row in rows).lower()


def test_what_cannot_be_done_is_said_and_changes_nothing(operate: Operate, database: Database) -> None:
    operate("add", EMAIL, "--name", "Siti")
    for arguments, words in (
        (("add", EMAIL, "--name", "Siti"), "e-mail"),
        (("add", "siti", "--name", "Siti"), "siti@sumedangkab.go.id"),
        (("add", "budi@bekasikab.go.id", "--name", "\x1b"), "name"),
        (("disable", "nobody@bekasikab.go.id"), "account list"),
    ):
        code, printed, complaint = operate(*arguments)
        assert (code, printed) == (1, "")
        assert words in complaint
    with pytest.raises(SystemExit):
        operate("role", EMAIL, "king")
    with database.read() as session:
        assert len(people.known(session)) == 1
