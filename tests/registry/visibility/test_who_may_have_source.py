"""Who may have source: every party at every visibility, through the API as each of them asks it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import tokens
from registry.catalog import visibility
from registry.database import Database
from registry.tables import Membership, Organisation, Token

PATH = "/api/v1/applications/e-sakip"
OURS = {"sumedang", "reader", "donor", "curator", "operator"}
WHOLE = {
    "public": OURS | {"nobody", "own", "pandu", "auditor", "limited", "bekasi", "indramayu"},
    "government": OURS | {"bekasi", "indramayu"},
    "agreement": OURS | {"bekasi"},
}


def entitled(client: TestClient, parties) -> set[str]:
    """Return who is given the address of the repository, and see that the release says the same."""
    found = set()
    for name, headers in parties.headers.items():
        answer = client.get(PATH, headers=headers)
        assert answer.status_code == 200, (name, answer.text)
        release = client.get(f"{PATH}/releases/latest", headers=headers).json()
        assert bool(release["archives"]) == bool(answer.json()["url"]), name
        if answer.json()["url"]:
            found.add(name)
    return found


@pytest.mark.parametrize("level", WHOLE)
def test_source_is_for_those_alone_for_whom_its_visibility_is(
    client: TestClient, publish, parties, agree: Callable[..., int], level: str
) -> None:
    publish(visibility=level)
    agree("bekasi")
    assert entitled(client, parties) == WHOLE[level]


def test_an_agreement_holds_to_the_end_of_its_last_day_and_no_longer(
    client: TestClient, publish, parties, agree, days_pass
) -> None:
    publish(visibility="agreement")
    agree("pandu", days=1)
    days_pass(1)
    assert "pandu" in entitled(client, parties)
    days_pass(1)
    assert "pandu" not in entitled(client, parties)


def test_the_last_day_of_an_agreement_ends_in_jakarta(monkeypatch: pytest.MonkeyPatch) -> None:
    for hour, day in ((16, 1), (17, 2)):
        moment = datetime(2026, 12, 1, hour, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert visibility.today().day == day


def test_ending_an_agreement_ends_the_right_at_once(client: TestClient, publish, parties, agree) -> None:
    publish(visibility="agreement")
    number = agree("bekasi", days=100)
    assert "bekasi" in entitled(client, parties)
    gone = client.delete(f"{PATH}/agreements/{number}", headers=parties["donor"])
    assert gone.status_code == 204
    assert "bekasi" not in entitled(client, parties)


@pytest.mark.parametrize("change", ["closed_at", "verified_at"])
def test_an_organisation_that_is_closed_or_no_longer_believed_has_no_source(
    client: TestClient, database: Database, publish, parties, change: str
) -> None:
    publish(visibility="government")
    with database.write() as session:
        bekasi = session.get_one(Organisation, parties.organisations["bekasi"])
        setattr(bekasi, change, clock.now() if change == "closed_at" else None)
    assert "bekasi" not in entitled(client, parties)


def test_who_leaves_the_owner_has_no_source_any_more(
    client: TestClient, database: Database, publish, parties
) -> None:
    publish(visibility="agreement")
    assert "reader" in entitled(client, parties)
    with database.write() as session:
        for row in session.exec(select(Membership)).all():
            session.delete(row)
    assert not {"reader", "donor"} & entitled(client, parties)


def test_a_revoked_token_is_refused_and_not_taken_for_nobody(
    client: TestClient, database: Database, publish, parties
) -> None:
    publish(visibility="government")
    with database.write() as session:
        token = session.exec(select(Token).where(Token.name == "bekasi")).one()
        tokens.revoke(session, token.id or 0, actor="operator")
    assert client.get(PATH, headers=parties["bekasi"]).status_code == 401


def test_a_token_for_one_application_has_the_source_of_that_alone(
    client: TestClient, publish, parties
) -> None:
    publish("e-sakip", visibility="government")
    publish("lain", visibility="government")
    assert client.get(PATH, headers=parties["limited"]).json()["url"] is None
    assert client.get("/api/v1/applications/lain", headers=parties["limited"]).json()["url"]


def test_what_is_for_some_is_kept_by_nobody_on_the_way(client: TestClient, publish, parties) -> None:
    publish(visibility="government")
    for path in ("", "/releases", "/releases/latest", "/releases/latest/checks", "/overrides"):
        assert client.get(PATH + path).status_code in (200, 401)
        answer = client.get(PATH + path, headers=parties["bekasi"])
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store"), path
        again = client.get(PATH + path)
        assert again.status_code == 401 or "git.sumedangkab" not in again.text, "what one asked is all's"


def test_findings_are_refused_with_the_way_to_ask(client: TestClient, publish, parties) -> None:
    publish(visibility="agreement")
    for path in ("/releases/latest/checks", "/releases/latest/sbom", "/overrides"):
        for name, status in (("nobody", 401), ("indramayu", 403), ("own", 403), ("auditor", 403)):
            answer = client.get(PATH + path, headers={**parties[name], "accept-language": "en"})
            assert answer.status_code == status, (path, name)
            assert "livinglab show e-sakip --letter" in answer.json()["detail"]
            assert "Pemerintah Kabupaten Sumedang" in answer.json()["detail"]
