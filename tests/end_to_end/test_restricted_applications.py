"""Source that stays within government, through the real service: fetched and updated, or refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from livinglab.errors import NotFetchable
from livinglab.repository import git
from registry import clock
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.catalog import agreements, visibility
from registry.database import Database
from registry.tables import Agreement, Application, Organisation, Token

FETCH = ("fetch", "e-sakip", "--region", "32.16", "--yes")


@pytest.fixture
def donated(stage):
    """Give the stage after e-SAKIP 1.0.0 was donated for governments alone."""
    story = ("--slug", "e-sakip", "--publisher", "Kabupaten Sumedang", "--visibility", "government")
    assert stage.registry("submit", stage.donate(), *story).code == 0
    visited = stage.registry("visit", "e-sakip")
    assert visited.code == 0, visited.err
    return stage


@pytest.fixture
def bekasi(database_url: str, donated) -> str:
    """Give the token of Kabupaten Bekasi, a verified government."""
    database = Database(database_url)
    with database.write() as session:
        now = clock.now()
        made = Organisation(
            name="Bekasi", kind="region", region_code="32.16", verified_at=now, created_at=now
        )
        session.add(made)
        session.flush()
        grant = Grant("bekasi", frozenset({Scope.READ}), organisation_id=made.id)
        text = tokens.create(session, grant, actor="operator")[1]
    database.close()
    return text


@pytest.fixture
def change(database_url: str) -> Callable[..., None]:
    """Give a hand that changes what the registry knows while it runs."""

    def change(what: Callable[..., None]) -> None:
        database = Database(database_url)
        with database.write() as session:
            what(session)
        database.close()

    return change


def agree(session) -> None:
    application = session.exec(select(Application)).one()
    bekasi = session.exec(select(Organisation).where(Organisation.name == "Bekasi")).one()
    day = visibility.today()
    request = agreements.AgreementRequest(
        organisation=bekasi.id, reference="12/PKS/2026", signed_on=day, expires_on=day
    )
    agreements.record(session, application, request, actor="operator")


def expire(session) -> None:
    row = session.exec(select(Agreement)).one()
    row.signed_on, row.expires_on = row.signed_on - timedelta(days=9), row.expires_on - timedelta(days=1)
    session.add(row)


def revoke(session) -> None:
    token = session.exec(select(Token).where(Token.name == "bekasi")).one()
    tokens.revoke(session, token.id, actor="operator")


def test_source_for_governments_is_fetched_by_one_and_verified_by_whoever_has_it(
    donated, bekasi, change
) -> None:
    stage = donated
    refused = stage.livinglab(*FETCH)
    assert refused.code == NotFetchable.exit_code, refused.err
    for way_out in ("livinglab login", "livinglab show e-sakip --letter"):
        assert way_out in refused.err
    assert "only for verified government organisations" in stage.livinglab("show", "e-sakip").out
    letter = stage.livinglab("show", "e-sakip", "--letter")
    assert "tidak dibuka untuk umum" in letter.out, letter.err
    assert stage.donor_url not in letter.out

    fetched = stage.livinglab(*FETCH, LIVINGLAB_TOKEN=bekasi)
    assert fetched.code == 0, fetched.err
    here = stage.folder / "e-sakip"
    lock = json.loads((here / ".livinglab/lock.json").read_text())
    assert lock["donor"]["url"].startswith(stage.donor_url)
    written = [path for path in here.rglob("*") if path.is_file() and ".git/objects" not in str(path)]
    cached = (stage.folder.parent / "cache").rglob("*.json")
    assert not [path for path in (*written, *cached) if b"signature=" in path.read_bytes()]

    verified = stage.livinglab("verify", cwd=here)
    assert verified.code == 0, verified.out + verified.err
    change(revoke)
    ended = stage.livinglab("verify", cwd=here, LIVINGLAB_TOKEN=bekasi)
    assert ended.code == NotFetchable.exit_code
    for said in ("revoked", "livinglab login"):
        assert said in ended.err


def test_what_comes_under_an_agreement_is_updated_while_that_holds_and_nothing_is_lost_after(
    donated, bekasi, change
) -> None:
    stage, here = donated, donated.folder / "e-sakip"
    assert stage.livinglab(*FETCH, LIVINGLAB_TOKEN=bekasi).code == 0
    reason = ("--reason", "Mulai kini hanya berdasarkan perjanjian kerja sama.")
    assert stage.registry("visibility", "e-sakip", "agreement", *reason).code == 0
    stage.donate(until="v1.1.0")
    assert stage.registry("visit", "e-sakip").code == 0
    before = head(here)
    change(agree)
    change(expire)
    assert "1.1.0" in stage.livinglab("status", cwd=here, LIVINGLAB_TOKEN=bekasi).out
    refused = stage.livinglab("update", cwd=here, LIVINGLAB_TOKEN=bekasi)
    assert refused.code == NotFetchable.exit_code, refused.out + refused.err
    assert "livinglab show e-sakip --letter" in refused.err
    assert head(here) == before
    assert git.run(["status", "--porcelain"], git_dir=here / ".git", work_tree=here) == b""
    change(agree)
    updated = stage.livinglab("update", cwd=here, LIVINGLAB_TOKEN=bekasi)
    assert updated.code == 0, updated.err
    assert head(here) != before


def head(folder: Path) -> bytes:
    """Return what is checked out."""
    return git.run(["rev-parse", "HEAD"], git_dir=folder / ".git")
