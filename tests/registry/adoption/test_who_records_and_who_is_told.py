"""Only the adopter's own government records, and of restricted source nobody else is told who uses it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from registry import clock, journal
from registry.access import identity
from registry.adoption import listing
from registry.adoption.filters import AdoptionFilters
from registry.catalog import visibility
from registry.database import Database
from registry.tables import Adoption, Agreement, Application, JournalRow, Organisation, OutboxRow

EVERYBODY = (
    *("nobody", "sumedang", "bekasi", "garut", "jabar", "pandu", "registry", "publishing", "elsewhere"),
    *("reader", "recorder", "auditor", "curator", "operator"),
)
RECORDERS = {"bekasi", "recorder"}
SECRET = "Dipasang di server Dinas Kesehatan, lantai tiga."


def test_only_the_adopters_own_government_records(country: Any, day: Any) -> None:
    number = country.record().json()["id"]
    before = country.get(f"/{number}").json()
    for who in set(EVERYBODY) - RECORDERS:
        expected = 401 if who == "nobody" else 403
        assert country.record(who, stage="request").status_code == expected, who
        event = {"stage": "request", "date": day()}
        assert country.post(f"{number}/events", who, **event).status_code == expected, who
        assert country.post(f"{number}/terms", who, basis="license").status_code == expected, who
    assert country.get(f"/{number}").json() == before
    for who in sorted(RECORDERS):
        assert country.record(who, stage="request", note=who).status_code == 201, who


def test_a_government_records_for_what_lies_in_it_and_not_for_what_governs_itself(country: Any) -> None:
    assert country.record(region="32.16.01").status_code == 201
    assert country.record("jabar", region="32").status_code == 201
    assert country.record("jabar", region="32.16").status_code == 403
    assert country.record(region="32.05").status_code == 403
    named = country.record(region="32.05", organisation=country.organisations["bekasi"])
    assert (named.status_code, named.json()["errors"][0]["field"]) == (422, "organisation")
    assert country.record(organisation=country.organisations["garut"]).status_code == 403
    assert country.record(organisation=country.organisations["bekasi"]).status_code == 201


def test_a_closed_or_unverified_government_records_nothing(country: Any, database: Database) -> None:
    with database.write() as session:
        session.get_one(Organisation, country.organisations["bekasi"]).verified_at = None
        session.get_one(Organisation, country.organisations["garut"]).closed_at = clock.now()
    assert country.record().status_code == 403
    assert country.record("garut", region="32.05").status_code == 403


def test_the_donor_alone_confirms_and_disputes_and_both_words_are_shown(country: Any) -> None:
    number = country.record().json()["id"]
    for who in set(EVERYBODY) - {"sumedang", "nobody"}:
        assert country.post(f"{number}/statements", who, verdict="disputed").status_code == 403, who
    path = f"{number}/statements"
    assert country.post(path, "sumedang", verdict="withdrawn").status_code == 409
    said = country.post(path, "sumedang", verdict="disputed", note="Belum pernah kami serahkan.")
    assert (said.status_code, said.json()["donor_says"]) == (201, "disputed")
    assert country.post(path, "sumedang", **_word(said)).status_code == 200
    assert country.post(path, "sumedang", verdict="confirmed").json()["donor_says"] == "confirmed"
    last = country.post(path, "sumedang", verdict="withdrawn").json()
    assert [one["verdict"] for one in last["statements"]] == ["disputed", "confirmed", "withdrawn"]
    assert (last["donor_says"], last["state"]) == (None, "interested")
    own = country.record("sumedang", region="32.11").json()["id"]
    assert country.post(f"{own}/statements", "sumedang", verdict="confirmed").status_code == 409


def test_terms_are_kept_as_versions_and_only_the_newest_is_in_force(
    country: Any, database: Database, day: Any
) -> None:
    number = country.record().json()["id"]
    with database.write() as session:
        mine = _agree(session, "e-sakip", country.organisations["bekasi"])
        theirs = _agree(session, "e-sakip", country.organisations["garut"])
    path = f"{number}/terms"
    wrong = country.post(path, basis="pks", agreement=theirs)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "agreement")
    first = {"basis": "pks", "agreement": mine, "reference": "12/PKS/2026", "expires_on": day(-30)}
    assert [country.post(path, **first).status_code for _ in range(2)] == [201, 200]
    assert country.post(path, **{**first, "expires_on": day(1)}).status_code == 201
    terms = country.get(f"/{number}").json()["terms"]
    assert [(one["expires_on"], one["in_force"]) for one in terms] == [(day(1), False), (day(-30), False)]
    assert country.post(path, **first).json()["terms"][0]["in_force"] is True


def test_an_adoption_is_named_to_those_who_may_have_the_source_and_to_its_parties(
    country: Any, database: Database, restrict: Callable[[str, str], None]
) -> None:
    assert country.record(application="simpeg").status_code == 201
    with database.write() as session:
        _agree(session, "simpeg", country.organisations["garut"])
    parties = {"bekasi", "recorder", "reader", "publishing"}
    for kind in ("public", "government", "agreement"):
        restrict("simpeg", kind)
        with database.read() as session:
            row = session.exec(select(Application).where(Application.slug == "simpeg")).one()
            for who in EVERYBODY:
                text = country.headers[who].get("Authorization", "").removeprefix("Bearer ") or None
                caller = identity.by_token(session, text)
                may = visibility.may_have_source(session, caller, row) or who in parties
                named = listing.page(
                    session, AdoptionFilters(), caller=caller, today=visibility.today(), after=0, limit=9
                )
                assert bool(named) == may, (kind, who)


def test_of_restricted_source_nothing_of_an_adoption_is_told(
    country: Any,
    database: Database,
    restrict: Callable[[str, str], None],
    day: Any,
) -> None:
    body = {"note": SECRET, "unit": "Dinas Kesehatan", "version": "1.0.0"}
    number = country.record(application="simpeg", **body).json()["id"]
    country.record()
    restrict("simpeg", "agreement")
    assert country.get(f"/{number}", "bekasi").status_code == 200
    for who in ("nobody", "garut", "pandu", "elsewhere"):
        for path in (f"/{number}", f"/{number}/events"):
            assert country.get(path, who).status_code == 404, who
        page = country.get("", who).json()
        assert (page["total"], page["unnamed"], len(page["items"])) == (2, 1, 1), who
        assert country.get("?region=32.16", who).json()["unnamed"] == 1
        for query in (
            "application=simpeg",
            "version=1.0.0",
            "application=simpeg&region=32.16",
            "behind=false",
        ):
            narrowed = country.get(f"?{query}", who)
            assert (narrowed.json()["items"], narrowed.json()["total"], narrowed.json()["unnamed"]) in (
                ([], 0, 0),
                (page["items"], 1, 0),
            ), query
            assert "simpeg" not in narrowed.text
        assert country.post(f"{number}/statements", who, verdict="disputed").status_code in (401, 404)
    told = country.client.get("/api/v1/journal?limit=100").json()["items"]
    subjects = [one["subject"] for one in told if one.get("action", "").startswith("adoption.")]
    assert subjects == ["application:e-sakip"]
    with database.read() as session:
        details = [
            *session.exec(select(JournalRow.detail)).all(),
            *session.exec(select(OutboxRow.detail)).all(),
        ]
        assert not [one for one in details if SECRET in one or "Dinas Kesehatan" in one]


@pytest.mark.parametrize("standing", ["review", "quarantined"])
def test_of_what_is_hidden_nothing_is_recorded_and_nothing_told(
    country: Any, database: Database, standing: str, day: Any
) -> None:
    number = country.record().json()["id"]
    with database.write() as session:
        row = session.exec(select(Application).where(Application.slug == "e-sakip")).one()
        row.standing, row.listed = standing, False
    assert country.record(stage="request").status_code == 404
    assert country.post(f"{number}/events", stage="request", date=day()).status_code == 404
    assert country.get(f"/{number}", "bekasi").status_code == 404
    assert country.get("?application=e-sakip").status_code == 422
    page = country.get().json()
    assert (page["items"], page["total"], page["unnamed"]) == ([], 1, 1)


def test_every_write_has_its_row_in_the_journal_and_is_put_into_the_outbox(
    country: Any, database: Database, day: Any
) -> None:
    number = country.record(date=day(3)).json()["id"]
    (event,) = country.get(f"/{number}").json()["events"]
    country.post(f"{number}/events", stage="request", date=day(2), corrects=event["id"])
    country.post(f"{number}/statements", "sumedang", verdict="confirmed")
    country.post(f"{number}/terms", basis="license")
    with database.read() as session:
        query = select(JournalRow).where(col(JournalRow.action).startswith("adoption."))
        rows = session.exec(query.order_by(col(JournalRow.serial))).all()
        assert [one.action.removeprefix("adoption.") for one in rows] == [
            *("recorded", "corrected", "stated", "terms")
        ]
        assert all(json.loads(one.detail)["adoption"] == number and one.after for one in rows)
        waiting = session.exec(select(OutboxRow.serial).where(OutboxRow.event == "adoption.changed")).all()
        assert list(waiting) == [one.serial for one in rows]
        assert session.exec(select(Adoption)).one().changed_serial == rows[-1].serial
        assert list(journal.breaks(session)) == []
    shown = country.get(f"/{number}").json()
    assert [one["serial"] for one in shown["events"]] == [rows[0].serial, rows[1].serial]


def _word(said: Any) -> dict[str, Any]:
    newest = said.json()["statements"][-1]
    return {"verdict": newest["verdict"], "note": newest["note"]}


def _agree(session: Session, slug: str, organisation: int) -> int:
    application = session.exec(select(Application).where(Application.slug == slug)).one()
    today = visibility.today()
    row = Agreement(
        application_id=application.id or 0,
        organisation_id=organisation,
        reference="12/PKS/2026",
        signed_on=today,
        expires_on=today + timedelta(days=30),
        recorded_by="operator",
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id or 0
