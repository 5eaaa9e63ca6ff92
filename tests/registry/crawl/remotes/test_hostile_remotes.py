"""Each visit of a server that misbehaves ends in time, leaves nothing, and never reaches the trap."""

import time
import tomllib
from pathlib import Path

import pytest

from registry.tables import Frontier

CASES = tomllib.loads((Path(__file__).parent / "remotes.toml").read_text(encoding="utf-8"))["case"]
WALL = 5.0  # the visits' own, as conftest.py sets it
GRACE = 2.0


def test_there_are_at_least_twelve_ways_to_misbehave():
    assert len(CASES) >= 12


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_visit_of_a_misbehaving_server_ends_in_time(case, misbehaving, trap, sqlite_visitor):
    server = misbehaving.start(case)
    began = time.monotonic()
    report = sqlite_visitor.visit(server.source)
    assert time.monotonic() - began < WALL + GRACE
    assert report.outcome == case.get("verdict", "failed"), (report, server.asked)
    assert case["at"] in ("connect", *server.asked), "the server never came to misbehave"
    assert trap.visitors() == 0
    assert sqlite_visitor.leftovers() == []
    if report.outcome == "failed":
        check_tried_again(sqlite_visitor, server.source, report)


def check_tried_again(visitor, source, report):
    """Hold a failure to its promise: said in both languages, and due again after a wait."""
    assert report.text is not None
    assert report.text.id != report.text.en
    with visitor.database.read() as session:
        place = session.get(Frontier, source)
    assert (place.attempts, place.lease_owner, place.last_error) == (1, None, report.text.en)
