"""The signed index names what everybody may see: what is retired too, what is hidden not."""

import json

import pytest

from registry.catalog.index import records
from registry.database import Database

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def indexed(database: Database):
    """Give the releases of e-SAKIP in the index, None where it is not there."""

    def indexed() -> dict[str, dict[str, object]] | None:
        with database.read() as session:
            for _, content in records.shards(session, None):
                applications = json.loads(content)
                if "e-sakip" in applications:
                    return dict(applications["e-sakip"]["releases"])
        return None

    return indexed


def test_what_is_hidden_leaves_the_index_and_comes_back(sakip, decide, indexed) -> None:
    before = indexed()
    assert before
    decide("quarantine")
    assert indexed() is None
    decide("release-from-quarantine")
    assert indexed() == before


def test_what_is_retired_stays_in_the_index(sakip, decide, indexed) -> None:
    before = indexed()
    decide("retire")
    assert indexed() == before


def test_a_yanked_release_is_marked_in_the_index(client, people, indexed, reason) -> None:
    path = "/api/v1/applications/e-sakip/releases/1.0.0/yank"
    client.post(path, json={"reason": reason}, headers=people.curator)
    assert indexed()["1.0.0"]["yanked"] is True
