"""Agreements as donors record them: by whom, what is refused, who reads them, and what the journal tells."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry.__main__ import main
from registry.catalog import visibility
from registry.database import Database
from registry.tables import JournalRow

PATH = "/api/v1/applications/e-sakip/agreements"
REFERENCE = "100.3.7.1/12/PKS/2026"


def request(parties, **changes: Any) -> dict[str, Any]:
    """Return an agreement with Bekasi for a year from today."""
    today = visibility.today()
    values = {
        "organisation": parties.organisations["bekasi"],
        "reference": REFERENCE,
        "signed_on": today,
        "expires_on": today + timedelta(days=365),
    }
    return {name: str(one) if name.endswith("_on") else one for name, one in {**values, **changes}.items()}


def test_a_donor_records_an_agreement_and_both_sides_read_it(client: TestClient, publish, parties) -> None:
    publish(visibility="agreement")
    answer = client.post(PATH, json=request(parties), headers=parties["donor"])
    assert (answer.status_code, answer.json()["in_force"]) == (201, True)
    for name in ("donor", "reader", "sumedang", "bekasi", "auditor", "curator"):
        [shown] = client.get(PATH, headers=parties[name]).json()["items"]
        assert (shown["organisation_name"], shown["reference"]) == ("Bekasi", REFERENCE), name
    assert client.get(PATH, headers=parties["indramayu"]).json()["items"] == [], "theirs are none of these"
    assert client.get(PATH, headers=parties["bekasi"]).headers["cache-control"] == "private, no-store"
    assert (client.get(PATH).status_code, client.get(PATH, headers=parties["own"]).status_code) == (401, 403)


def test_only_a_person_of_the_owner_who_may_publish_gives_source_away(
    client: TestClient, publish, parties, agree
) -> None:
    publish(visibility="agreement")
    number, path = agree("indramayu"), "/api/v1/applications/e-sakip/visibility"
    change = {"visibility": "public", "reason": "Kini terbuka untuk semua orang."}
    for party in ("nobody", "own", "reader", "sumedang", "bekasi", "curator", "auditor", "operator"):
        answers = (
            client.post(PATH, json=request(parties), headers=parties[party]),
            client.delete(f"{PATH}/{number}", headers=parties[party]),
            client.put(path, json=change, headers=parties[party]),
        )
        status = 401 if party == "nobody" else 403
        assert [answer.status_code for answer in answers] == [status] * 3, party
    assert client.get("/api/v1/applications/e-sakip").json()["visibility"] == "agreement"


def days(count: int) -> Any:
    return visibility.today() + timedelta(days=count)


WRONG = [
    ({"organisation": 99}, "organisation"),
    ({"organisation": 0}, "organisation"),
    ({"organisation": 2**40}, "organisation"),
    ({"reference": ""}, "reference"),
    ({"reference": "  \u200b "}, "reference"),
    ({"reference": "12/PKS\u202e/2026"}, "reference"),
    ({"reference": "x" * 201}, "reference"),
    ({"signed_on": days(1)}, "signed_on"),
    ({"signed_on": "2026-02-30"}, "signed_on"),
    ({"expires_on": days(-1)}, "expires_on"),
    ({"expires_on": days(365 * 12)}, "expires_on"),
    ({"expires_on": None}, "expires_on"),
    ({"more": 1}, "more"),
]


def test_what_cannot_be_right_is_refused_with_its_field(client: TestClient, publish, parties) -> None:
    publish(visibility="agreement")
    for changes, field in WRONG:
        answer = client.post(PATH, json=request(parties, **changes), headers=parties["donor"])
        assert answer.status_code == 422, (changes, answer.text)
        assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_the_same_agreement_is_recorded_once_and_again_after_it_ended(
    client: TestClient, publish, parties, agree
) -> None:
    publish(visibility="agreement")
    number = agree("bekasi", days=9)
    assert client.post(PATH, json=request(parties), headers=parties["donor"]).status_code == 409
    assert client.delete(f"{PATH}/{number}", headers=parties["donor"]).status_code == 204
    assert client.delete(f"{PATH}/{number}", headers=parties["donor"]).status_code == 404
    assert agree("bekasi", days=9) != number
    shown = client.get(PATH, headers=parties["donor"]).json()["items"]
    assert [one["in_force"] for one in shown] == [False, True]


def test_a_donor_ends_no_agreement_of_another_application(
    client: TestClient, publish, parties, agree
) -> None:
    publish("e-sakip", visibility="agreement")
    publish("lain", visibility="agreement")
    number = agree("bekasi", "lain")
    assert client.delete(f"{PATH}/{number}", headers=parties["donor"]).status_code == 404


def test_agreements_are_paged(client: TestClient, publish, parties, agree) -> None:
    publish(visibility="agreement")
    numbers = [agree(name) for name in ("bekasi", "indramayu", "pandu")]
    first = client.get(PATH, params={"limit": 2}, headers=parties["donor"]).json()
    rest = client.get(PATH, params={"cursor": first["next"]}, headers=parties["donor"]).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == numbers
    assert rest["next"] is None


def test_the_journal_names_organisation_and_days_but_not_the_document(
    client: TestClient, database: Database, publish, parties, agree
) -> None:
    publish(visibility="agreement")
    number = agree("bekasi")
    client.delete(f"{PATH}/{number}", headers=parties["donor"])
    with database.read() as session:
        rows = session.exec(select(JournalRow).where(JournalRow.action.startswith("agreement."))).all()  # type: ignore[attr-defined]  # SQLModel types columns as values
        assert [(row.action, row.subject) for row in rows] == [
            ("agreement.recorded", "application:e-sakip"),
            ("agreement.ended", "application:e-sakip"),
        ]
        assert json.loads(rows[0].detail)["organisation"] == parties.organisations["bekasi"]
        assert rows[0].after == rows[1].before != rows[1].after
        assert rows[0].actor.startswith("token:")
    public = client.get("/api/v1/journal", params={"limit": 100}).text
    assert "agreement.recorded" in public
    assert REFERENCE not in public


def test_the_operators_commands_do_the_same(
    client: TestClient, settings, publish, parties, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    publish(visibility="agreement")
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url.replace("+psycopg", ""))
    today = str(visibility.today())
    number = str(parties.organisations["bekasi"])
    added = ("--organisation", number, "--reference", REFERENCE, "--signed", today, "--expires", today)
    assert main(["agreement", "add", "e-sakip", *added]) == 0
    assert main(["agreement", "list", "e-sakip"]) == 0
    assert f"1\tin force\t{today} to {today}\t{number} Bekasi\t{REFERENCE}" in capsys.readouterr().out
    path = "/api/v1/applications/e-sakip"
    assert client.get(path, headers=parties["bekasi"]).json()["url"]
    assert main(["agreement", "end", "e-sakip", "1"]) == 0
    assert client.get(path, headers=parties["bekasi"]).json()["url"] is None
    assert main(["agreement", "end", "e-sakip", "1"]) == 1
    assert main(["visibility", "e-sakip", "public", "--reason", "Kini terbuka untuk semua orang."]) == 0
    assert client.get(path).json()["url"]
