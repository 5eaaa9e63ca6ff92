"""Statistics through the API: what is never named, tables, tags, and what cannot be asked."""

import csv
import io
import json
from typing import Any

import pytest

HIDDEN = {"e-rahasia", "e-tertahan"}
EVERY = (
    *("totals", "applications", "regions", "provinces", "stages", "behind", "months", "funnel", "coverage"),
    *("retention", "savings", "cohorts", "cohorts/idsl", "versions?application=e-sakip"),
)


def rows(answer: Any) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_what_may_not_be_named_is_counted_and_in_no_answer(told: Any) -> None:
    for path in EVERY:
        for form in ("application/json", "text/csv"):
            text = told.get(path, Accept=form).raise_for_status().text
            assert not any(slug in text or slug.title() in text for slug in HIDDEN), path
    page = told.get("applications").json()
    assert page["items"][-1]["application"] is None
    assert page["items"][-1]["adoptions"]["records"] is None
    counted = told.get("totals").json()["adoptions"]["count"]
    assert sum(item["adoptions"]["count"] for item in page["items"]) == counted
    assert (page["total"], page["unnamed"]) == (5, 2)


def test_a_filter_for_what_may_not_be_named_counts_nothing_but_to_those_who_may(told: Any) -> None:
    asked = "totals?application=e-rahasia"
    everybody = [history for history in told.world.histories if history.application == "e-rahasia"]
    own = [history for history in everybody if history.organisation == told.world.organisations["32.16"]]
    assert told.get(asked).json()["adoptions"]["count"] == 0
    assert 0 < len(own) < len(everybody)
    assert told.get(asked, **told.adopter).json()["adoptions"]["count"] == len(own)
    assert told.get(asked, **told.donor).json()["adoptions"]["count"] > len(own)
    assert "e-rahasia" in told.get("applications", **told.donor).text
    assert told.get("totals?application=e-tertahan").status_code == 422


def test_one_callers_answer_is_kept_by_nobody_and_everybodys_briefly(told: Any) -> None:
    assert told.get("applications", **told.donor).headers["Cache-Control"] == "private, no-store"
    answer = told.get("applications")
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert "accept" in answer.headers["Vary"].lower()
    assert "livinglab-serial" not in answer.headers  # the day changes it as well


@pytest.mark.parametrize("form", ["application/json", "text/csv"])
def test_asking_again_with_the_tag_costs_no_body(told: Any, form: str) -> None:
    for path in EVERY:
        answer = told.get(path, Accept=form)
        again = told.get(path, Accept=form, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path


def test_each_statistic_is_a_table_too(told: Any) -> None:
    sizes = {path: len(rows(told.get(path, Accept="text/csv"))) for path in EVERY}
    assert all(sizes.values())
    assert (sizes["regions"], sizes["provinces"], sizes["months"], sizes["retention"]) == (514, 38, 12, 10)
    first = rows(told.get("applications?format=csv"))[0]
    page = told.get("applications?limit=1").json()["items"][0]
    assert first["application"] == page["application"]
    assert first["in_use"] == str(page["states"]["in-use"]["count"])
    assert first["in_use_records"] == page["states"]["in-use"]["records"]


def test_a_name_that_would_be_a_formula_is_text(told: Any) -> None:
    assert rows(told.get("cohorts?format=csv"))[0]["name"] == "'=IDSL"
    assert told.get("cohorts").json()["items"][0]["name"] == "=IDSL"


def test_applications_and_regions_are_paged_in_their_order(told: Any) -> None:
    for path, key in (("applications", "application"), ("regions?region=32", "region")):
        whole = told.get(path + ("&" if "?" in path else "?") + "limit=100").json()["items"]
        found, cursor = [], ""
        while True:
            asked = f"{path}{'&' if '?' in path else '?'}limit=2{cursor}"
            page = told.get(asked).json()
            found += page["items"]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert [json.dumps(item[key]) for item in found] == [json.dumps(item[key]) for item in whole]
        assert len(found) > 2


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("totals?application=tidak-ada", 422, "application"),
        ("totals?application=E_SAKIP", 422, "application"),
        ("totals?region=99", 422, "region"),
        ("totals?region=32.16.05.2001", 422, "region"),
        ("totals?region=bekasi", 422, "region"),
        ("totals?cohort=tidak-ada", 422, "cohort"),
        ("totals?cohort=%00", 422, "cohort"),
        ("applications?state=active", 422, "state"),
        ("applications?cursor=x", 400, None),
        ("applications?limit=0", 422, "limit"),
        ("regions?showing=some", 422, "showing"),
        ("stages?month=2026-13", 422, "month"),
        ("months?from=0000-01", 422, "from"),
        ("months?from=2026-02&to=2026-01", 422, "from"),
        ("months?from=1900-01", 422, "from"),
        ("months?to=2999-12", 422, "to"),
        ("versions", 422, "application"),
        ("totals?format=xlsx", 422, "format"),
        ("cohorts/tidak-ada", 404, None),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    told: Any, path: str, status: int, field: str | None
) -> None:
    answer = told.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert {one["field"] for one in answer.json()["errors"]} == ({field} if field else set())
    assert len(answer.json()["detail"]) > 20
