"""A region records, through the API, what it does with an application; what is wrong is named."""

import json
from typing import Any

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "tomorrow": ({"ago": -1}, "date"),
    "the last century": ({"date": "1999-12-31"}, "date"),
    "stopped without a reason": ({"stage": "stopped"}, "reason"),
    "a reason without a stop": ({"reason": "no-staff"}, "reason"),
    "a retraction of nothing": ({"stage": "retraction"}, "corrects"),
    "an unknown stage": ({"stage": "adopted"}, "stage"),
    "an unknown key": ({"colour": "red"}, "colour"),
    "another commit than the release's": ({"version": "1.0.0", "commit": "0" * 40}, "commit"),
    "a document of tomorrow": ({"document": {"kind": "pks", "ago": -1}}, "document.date"),
    "a document without a number": ({"document": {"kind": "pks", "number": " "}}, "document.number"),
    "a note that turns the line": ({"note": "aman \u202e gpj.exe"}, "note"),
    "a note with a NUL": ({"note": "a\0b"}, "note"),
    "a unit of blanks": ({"unit": "   "}, "unit"),
    "a unit on two lines": ({"unit": "Dinas\nSosial"}, "unit"),
    "no such regency": ({"region": "32.99"}, "region"),
    "a district of nowhere": ({"region": "99.99.01"}, "region"),
    "a code that is none": ({"region": "Bekasi"}, "region"),
}


def test_a_region_records_from_interest_to_use_and_all_of_it_can_be_read(country: Any, day: Any) -> None:
    begun = country.record(date=day(40), note="Studi tiru ke Sumedang.\nTiga orang.")
    assert begun.status_code == 201, begun.text
    number = begun.json()["id"]
    assert begun.headers["location"] == f"/api/v1/adoptions/{number}"
    paper = {"kind": "sk", "number": " 800/12 ", "date": day(3), "sha256": "a" * 64}
    went = country.post(f"{number}/events", stage="go-live", date=day(2), version="1.0.0", document=paper)
    assert went.status_code == 201, went.text
    shown = country.get(f"/{number}")
    assert shown.headers["cache-control"] == "public, max-age=5"
    body = shown.json()
    assert (body["state"], body["since"], body["version"]) == ("in-use", day(2), "1.0.0")
    assert body["region"] == {"code": "32.16", "name": "Kabupaten Bekasi"}
    assert (body["organisation_name"], body["versions_behind"]) == ("Pemerintah Kabupaten Bekasi", 0)
    assert [one["stage"] for one in body["events"]] == ["interest", "go-live"]
    assert body["events"][1]["document"] == {**paper, "number": "800/12"}
    events = country.get(f"/{number}/events?limit=1").json()
    assert events["items"] == body["events"][:1]
    following = country.get(f"/{number}/events?limit=1&cursor={events['next']}").json()
    assert (following["items"], following["next"]) == (body["events"][1:], None)


def test_a_unit_and_a_district_stand_for_themselves(country: Any) -> None:
    whole, unit = country.record().json(), country.record(unit=" Dinas  Sosial ").json()
    village = country.record(region="32.16.01.2001").json()
    assert len({whole["id"], unit["id"], village["id"]}) == 3
    assert unit["unit"] == "Dinas Sosial"
    assert country.record(unit="Dinas Sosial", stage="request").json()["id"] == unit["id"]
    assert country.get("?region=32.16").json()["total"] == 3
    assert country.get("?region=32.16.01").json()["total"] == 1


def test_the_same_sent_twice_counts_once(country: Any, database: Any, day: Any) -> None:
    first = country.record(note="Minat")
    again = country.record(note="Minat")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert country.record(note="Minat", who="recorder").status_code == 201  # somebody else says so too
    (mine, _) = country.get(f"/{first.json()['id']}").json()["events"]
    taken = {"stage": "retraction", "date": day(), "corrects": mine["id"]}
    path = f"{first.json()['id']}/events"
    assert [country.post(path, **taken).status_code for _ in range(2)] == [201, 200]
    assert country.record(note="Minat").status_code == 201  # what was taken back may be recorded anew


def test_what_is_corrected_stays_and_names_its_successor(country: Any, day: Any) -> None:
    number = country.record(stage="go-live", date=day(50)).json()["id"]
    (wrong,) = country.get(f"/{number}").json()["events"]
    path = f"{number}/events"
    right = country.post(path, stage="installation", date=day(50), corrects=wrong["id"])
    assert right.status_code == 201
    before, after = right.json()["events"]
    assert (before["corrected_by"], after["corrects"]) == (after["id"], before["id"])
    assert right.json()["state"] == "piloting"
    twice = country.post(path, stage="training", date=day(50), corrects=wrong["id"])
    assert twice.status_code == 409
    assert f"Perbaiki nomor {after['id']}." in twice.json()["detail"]
    back = country.post(path, stage="retraction", date=day(), corrects=after["id"]).json()
    assert (back["state"], back["first_on"]) == ("none", None)
    assert (
        country.post(path, stage="interest", date=day(), corrects=back["events"][-1]["id"]).status_code == 409
    )
    assert country.post(path, stage="interest", date=day(), corrects=10**6).status_code == 404
    assert country.record(region="32.16.02", corrects=after["id"]).status_code == 404


def test_what_is_wrong_is_named_and_nothing_is_kept(country: Any, day: Any) -> None:
    for said, (wrong, field) in WRONG.items():
        body = json.loads(json.dumps(wrong))
        for part in (body, body.get("document", {})):
            if "ago" in part:
                part["date"] = day(part.pop("ago"))
        answer = country.record(**body)
        assert answer.status_code == 422, (said, answer.text)
        assert field in [one["field"] for one in answer.json()["errors"]], (said, answer.text)
    assert country.get().json()["total"] == 0
