"""The journal as strangers, auditors and operators get it: public part, checkpoints, exports, commands."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock, journal
from registry.__main__ import main
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.database import Database
from registry.journal import checkpoints, keyring, verifier
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import JournalRow, Release

ORIGIN = "https://katalog.example.go.id"
Publish = Callable[..., str]
Run = Callable[..., int]


@pytest.fixture
def sign(database: Database, settings: Settings) -> Callable[[], None]:
    """Give the hand that makes a checkpoint."""

    def sign() -> None:
        with database.write() as session:
            checkpoints.make(session, open_keys(settings), origin=ORIGIN)

    return sign


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give the operator's door to the test's registry."""
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LIVINGLAB_PUBLIC_URL", ORIGIN)
    return lambda *arguments: main([str(argument) for argument in arguments])


def rows(client: TestClient, **headers: str) -> list[dict[str, Any]]:
    """Read the journal page by page."""
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = client.get("/api/v1/journal", params={"after": after, "limit": 3}, headers=headers).json()
        found += page["items"]
        after = page["next"]
    return found


def faults(client: TestClient, shown: list[dict[str, Any]], *, links: bool) -> list[verifier.Fault]:
    """Verify what the API gave as a stranger does."""
    known = client.get("/api/v1/keys").json()["keys"]
    keys = verifier.trusted(known[-1]["id"], known)
    signed = client.get("/api/v1/journal/checkpoints").json()["items"]
    assert signed
    return list(verifier.verify(map(json.dumps, shown), map(json.dumps, signed), keys, links=links))


def test_strangers_see_what_was_done_to_the_catalog_and_the_rest_as_links(
    publish: Publish, publisher_token: str, sign: Callable[[], None], client: TestClient
) -> None:
    publish()
    sign()
    shown = rows(client)
    whole = {row["action"] for row in shown if "action" in row}
    assert {"application.submitted", "release.published", "key.made"} <= whole
    assert "token.created" not in whole
    assert {"serial", "previous", "hash"} in [set(row) for row in shown]
    assert publisher_token[:12] not in json.dumps(shown)
    assert faults(client, shown, links=True) == []


def test_auditors_see_all_and_can_verify_every_hash(
    publish: Publish, database: Database, sign: Callable[[], None], client: TestClient
) -> None:
    publish()
    with database.write() as session:
        token = tokens.create(session, Grant("auditor", frozenset({Scope.CURATE})), actor="operator")[1]
    sign()
    shown = rows(client, Authorization=f"Bearer {token}")
    assert "token.created" in {row["action"] for row in shown}
    assert faults(client, shown, links=False) == []


@pytest.mark.parametrize("visibility", ["government", "agreement"])
def test_what_is_not_public_or_quarantined_keeps_its_addresses_out_of_the_journal(
    publish: Publish, database: Database, sign: Callable[[], None], client: TestClient, visibility: str
) -> None:
    publish("rahasia", visibility=visibility)
    publish("spam")
    with database.write() as session:
        session.execute(text("UPDATE applications SET standing = 'quarantined' WHERE slug = 'spam'"))
        journal.append(
            session, actor="person:1", action="application.quarantined", subject="application:spam", detail={}
        )
    sign()
    shown = rows(client)
    assert not [row for row in shown if "rahasia" in json.dumps(row) or "spam" in json.dumps(row)]
    assert faults(client, shown, links=True) == []


def test_the_newest_checkpoint_is_served_and_not_kept_past_the_next(
    publish: Publish, sign: Callable[[], None], client: TestClient
) -> None:
    assert client.get("/api/v1/journal/checkpoint").status_code == 404
    publish()
    sign()
    first = client.get("/api/v1/journal/checkpoint").json()
    assert first["origin"] == ORIGIN
    publish("spbe")
    assert client.get("/api/v1/journal/checkpoint").json() == first
    sign()
    assert client.get("/api/v1/journal/checkpoint").json()["serial"] > first["serial"]


def test_a_checkpoint_is_due_once_a_minute_and_only_when_the_journal_has_grown(
    publish: Publish, database: Database, sign: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def due() -> bool:
        with database.read() as session:
            return checkpoints.is_due(session)

    assert not due()
    publish()
    assert due()
    sign()
    assert not due()
    publish("spbe")
    assert not due()
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert due()


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=1000", f"after={2**63}"])
def test_a_page_that_cannot_be_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/v1/journal?{query}").status_code == 422


def test_an_export_verifies_in_both_forms_and_shows_every_tampering(
    publish: Publish, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish()
    publish("spbe", visibility="agreement")
    for form in ((), ("--whole",)):
        folder = tmp_path / f"export{len(form)}"
        assert run("journal", "export", folder, *form) == 0
        assert run("journal", "verify", "--export", folder) == 0
        path = folder / "journal-000001.jsonl"
        assert ("spbe" in path.read_text()) == bool(form)
        path.write_text(path.read_text().replace("release.published", "release.withdrawn"))
        assert run("journal", "verify", "--export", folder) == 1
    assert "its content is not what its hash says" in capsys.readouterr().out


def test_an_export_takes_no_folder_with_other_things_in_it(
    publish: Publish, run: Run, tmp_path: Path
) -> None:
    publish()
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "foto.jpg").write_bytes(b"")
    assert run("journal", "export", tmp_path / "export") == 1
    assert run("journal", "verify", "--export", tmp_path / "absent") == 1


def test_a_database_that_was_rewritten_is_found_by_a_checkpoint_that_somebody_kept(
    publish: Publish, database: Database, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish()
    assert run("journal", "checkpoint") == 0
    kept = tmp_path / "checkpoint.json"
    kept.write_text(capsys.readouterr().out)
    assert run("journal", "verify", "--against", kept) == 0
    with database.write() as session:  # whoever has the database, but not the key
        session.execute(text("DELETE FROM journal WHERE serial > 1"))
        session.execute(text("DELETE FROM checkpoints"))
    assert run("journal", "verify") == 0
    assert run("journal", "verify", "--against", kept) == 1
    assert "the journal ends before it" in capsys.readouterr().out


def test_keys_are_rotated_and_what_the_old_one_signed_still_counts(
    publish: Publish,
    database: Database,
    settings: Settings,
    run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish()
    run("journal", "checkpoint")
    old = open_keys(settings)
    assert run("key", "rotate") == 0
    assert open_keys(settings).id != old.id
    publish("spbe")
    assert run("journal", "checkpoint") == 0
    assert run("journal", "verify") == 0
    capsys.readouterr()
    assert run("key", "show") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    with database.read() as session:
        assert [row.previous for row in keyring.known(session)] == [None, old.id]
    kept = list((settings.folder / "keys").glob("signing.pem.*"))
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]


def test_a_key_that_is_not_on_record_signs_nothing_until_an_operator_says_so(
    publish: Publish, settings: Settings, run: Run
) -> None:
    publish()
    run("journal", "checkpoint")
    (settings.folder / "keys" / "signing.pem").unlink()
    publish("spbe")
    assert run("journal", "checkpoint") == 1
    assert run("key", "replace") == 0
    assert run("journal", "checkpoint") == 0
    assert run("journal", "verify") == 0


def test_rows_from_before_there_were_digests_keep_their_hashes(database: Database) -> None:
    with database.write() as session:
        for number in range(3):
            before, after = (None, "ab" * 32) if number else (None, None)
            journal.append(session, actor="x", action="y", subject="z", detail={}, before=before, after=after)
    with database.read() as session:
        assert list(journal.breaks(session)) == []
    with database.write() as session:
        session.execute(text("UPDATE journal SET after = NULL WHERE serial = 2"))
        session.execute(text("UPDATE journal SET before = 'ab' WHERE serial = 1"))
    with database.read() as session:
        assert list(journal.breaks(session)) == [1, 2]


def test_the_state_of_a_row_is_its_content_and_not_when_it_was_used(
    publish: Publish, database: Database
) -> None:
    with database.write() as session:
        token = tokens.create(session, Grant("a", frozenset({Scope.READ})), actor="operator")[0]
        first = journal.state_of(token)
        token.used_at = clock.now()
        assert journal.state_of(token) == first
        token.revoked_at = clock.now()
        assert journal.state_of(token) != first


def test_a_published_release_is_still_what_its_row_of_the_journal_says(
    publish: Publish, database: Database
) -> None:
    publish()
    with database.read() as session:
        release = session.exec(select(Release)).one()
        query = select(JournalRow).where(JournalRow.action == "release.published")
        row = session.exec(query).one()
        assert (row.before, row.after) == (None, journal.state_of(release))
    with database.write() as session:
        session.execute(text('UPDATE releases SET tree = "commit"'))
    with database.read() as session:
        assert journal.state_of(session.exec(select(Release)).one()) != row.after
