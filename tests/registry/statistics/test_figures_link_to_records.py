"""Every figure of every statistic, held against the list of records that it links to."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

STATISTICS = "/api/v1/statistics"
EVERY = (
    *("totals", "applications", "regions?showing=recorded", "provinces", "stages", "behind", "months"),
    *("funnel", "coverage", "retention", "savings", "cohorts/idsl", "versions?application=e-sakip"),
)
NARROWED = (
    "totals?application=e-sakip",
    "funnel?application=e-rahasia",
    "versions?application=e-office&region=32",
    "applications?region=32.16&state=in-use",
    "months?cohort=idsl&from=2025-01",
    "months?region=32&cohort=idsl",
    "totals?region=31&cohort=idsl",
    "regions?showing=covered&application=e-office",
    "provinces?application=e-sakip&cohort=idsl",
    "coverage?region=32",
    "retention?application=e-office&cohort=idsl",
    "behind?cohort=idsl",
    "savings?application=e-sakip",
    "stages?region=32.16",
)


def figures(body: Any) -> Iterator[tuple[int, str]]:
    """Yield every (count, address) in an answer."""
    if isinstance(body, dict):
        if isinstance(body.get("records"), str) and "count" in body:
            yield body["count"], body["records"]
        body = list(body.values())
    if isinstance(body, list):
        for part in body:
            yield from figures(part)


def follow(client: TestClient, path: str, *, most: int, caller: dict[str, str] | None = None) -> int:
    """Hold the figures of an answer, or some of them, against their lists; return how many were not zero."""
    found = list(figures(client.get(f"{STATISTICS}/{path}", headers=caller).raise_for_status().json()))
    assert found or path in NARROWED
    chosen = random.Random(path).sample(found, min(most, len(found)))  # noqa: S311 - a test's
    for count, address in chosen:
        total = client.get(address, headers=caller).raise_for_status().json()["total"]
        assert (path, address, count) == (path, address, total)
    return sum(count > 0 for count, _ in chosen)


def test_figures_are_the_numbers_of_the_records_that_they_link_to(told: Any) -> None:
    assert sum(follow(told.client, path, most=2) for path in (*EVERY, *NARROWED)) > len(EVERY)


def test_so_they_are_for_who_may_be_told_more(told: Any) -> None:
    for caller in (told.donor, told.adopter):
        for path in ("behind", "applications", "versions?application=e-rahasia", "cohorts/idsl"):
            follow(told.client, path, most=2, caller=caller)


@pytest.mark.long
def test_every_figure_is_the_number_of_the_records_that_it_links_to(
    tell: Callable[..., Any], client: TestClient
) -> None:
    tell(1, adoptions=30)
    for path in (*EVERY, *NARROWED):
        follow(client, path, most=1000)
