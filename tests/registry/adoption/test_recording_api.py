"""A region records, through the API, what it does with an application; nobody else can."""

from typing import Any


def test_the_first_stage_begins_an_adoption_and_a_further_one_goes_on_with_it(country: Any, day: Any) -> None:
    begun = country.record(date=day(40), note="Studi tiru ke Sumedang.\nTiga orang.")
    assert begun.status_code == 201, begun.text
    number = begun.json()["id"]
    assert begun.headers["location"] == f"/api/v1/adoptions/{number}"
    went = country.record(stage="go-live", date=day(2), version="1.0.0")
    assert went.status_code == 201
    shown = country.get(f"/{number}").json()
    assert shown["state"] == "in-use"
    assert [one["stage"] for one in shown["events"]] == ["interest", "go-live"]
