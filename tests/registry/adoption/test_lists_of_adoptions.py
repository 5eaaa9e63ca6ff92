"""The list of adoptions: each filter keeps what it says, pages follow each other, what is wrong is named."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from sqlmodel import Session

from registry.adoption.filters import AdoptionFilters
from registry.database import Database
from registry.tables import Cohort, CohortMember

WRONG = {
    "application=tidak-ada": "application",
    "application=..": "application",
    "region=99": "region",
    "region=Bekasi": "region",
    "cohort=tidak-ada": "cohort",
    "organisation=999": "organisation",
    "organisation=0": "organisation",
    "state=adopted": "state",
    "on=2026-02-30": "on",
    "version=%00": "version",
    "stage=adopted": "stage",
    "stage_month=2026-11": "stage_month",
    "stage=interest&stage_month=2026-13": "stage_month",
    "step=visit": "step",
    "through=none": "through",
    "stopped_after=visit": "stopped_after",
    "entered=used": "entered",
    "month=2026-11": "month",
    "first=true": "first",
    "first=perhaps": "first",
    "new_month=0000-01": "new_month",
    "due=0": "due",
    "kept=11": "kept",
    "behind=perhaps": "behind",
    "limit=0": "limit",
}


def test_each_filter_keeps_what_it_says(country: Any, database: Database, day: Any) -> None:
    """Bekasi lapsed, Garut stopped, Jawa Barat asks, Sumedang uses its own: each filter finds its own."""
    with database.write() as session:
        _found_cohort(session, ("32.16", "32"))
    adoptions = dict(_story(country, day))
    month = day(900)[:7]
    expected = {
        "": "bekasi garut jabar sumedang",
        "application=e-sakip": "bekasi garut jabar",
        "application=simpeg": "sumedang",
        "region=32": "bekasi garut jabar sumedang",
        "region=32.05": "garut",
        "cohort=idsl-2022": "bekasi",
        f"organisation={country.organisations['jabar']}": "jabar",
        "state=lapsed": "bekasi",
        "state=in-use": "sumedang",
        "state=stopped": "garut",
        "state=interested": "jabar",
        "state=none": "",
        f"state=in-use&on={day(850)}": "bekasi garut",
        f"on={day(850)}": "bekasi garut",
        f"state=none&on={day(850)}": "jabar sumedang",
        "version=1.0.0": "bekasi garut sumedang",
        "version=": "jabar",
        "behind=true": "",
        "behind=false": "bekasi garut jabar sumedang",
        "stage=request": "jabar",
        f"stage=go-live&stage_month={month}": "bekasi garut",
        f"stage=go-live&stage_month={day(600)[:7]}": "",
        "step=handover": "garut",
        "through=handover": "bekasi garut sumedang",
        "stopped_after=in-use": "garut",
        "stopped_after=handover": "",
        "entered=in-use": "bekasi garut sumedang",
        f"entered=in-use&month={month}&first=true": "bekasi garut",
        f"entered=stopped&month={month}": "",
        f"new_month={month}": "bekasi garut",
        "due=1": "bekasi garut",
        "kept=1": "",
        "due=3": "",
    }
    for query, names in expected.items():
        page = country.get(f"?{query}").json()
        assert {one["id"] for one in page["items"]} == {adoptions[name] for name in names.split()}, query
        assert (page["total"], page["unnamed"]) == (len(names.split()), 0), query
        assert country.get(f"?{AdoptionFilters(**dict(_asked(query))).query()}").json() == page, query


def test_pages_follow_each_other_in_the_order_of_numbers(country: Any) -> None:
    numbers = [country.record(unit=f"Dinas {letter}").json()["id"] for letter in "ABC"]
    first = country.get("?limit=2").json()
    second = country.get(f"?limit=2&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + second["items"]] == numbers
    assert (first["total"], second["total"], second["next"]) == (3, 3, None)
    assert country.get("?cursor=zzz").status_code == 400


def test_a_wrong_filter_is_named(country: Any) -> None:
    for query, field in WRONG.items():
        answer = country.get(f"?{query}")
        assert answer.status_code == 422, query
        assert [one["field"] for one in answer.json()["errors"]] == [field], query


def _story(country: Any, day: Any) -> Iterator[tuple[str, int]]:
    start = day(900)[:7] + "-10"
    yield "bekasi", country.record(stage="go-live", date=start, version="1.0.0").json()["id"]
    country.record("garut", region="32.05", stage="source-handover", date=start)
    country.record("garut", region="32.05", stage="go-live", date=start[:8] + "11", version="1.0.0")
    stopped = {"stage": "stopped", "reason": "no-staff", "date": day(500)}
    yield "garut", country.record("garut", region="32.05", **stopped).json()["id"]
    yield "jabar", country.record("jabar", region="32", stage="request", date=day(5)).json()["id"]
    own = {"application": "simpeg", "region": "32.11", "stage": "go-live", "version": "1.0.0"}
    yield "sumedang", country.record("sumedang", **own).json()["id"]


def _asked(query: str) -> Iterator[tuple[str, Any]]:
    """Read a query as the fields of `AdoptionFilters`."""
    for name, value in parse_qsl(query, keep_blank_values=True):
        yield name, value == "true" if value in ("true", "false") else value


def _found_cohort(session: Session, codes: tuple[str, ...]) -> None:
    session.add(Cohort(slug="idsl-2022", name="IDSL", note_id="", note_en="", source="test"))
    session.flush()
    for code in codes:
        member = CohortMember(
            cohort_slug="idsl-2022", region_code=code, evidence="", source="", confidence="direct"
        )
        session.add(member)
