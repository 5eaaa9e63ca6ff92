"""Who follows the changes has what the lists show: never more, and not less for long."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from livinglab.contract.moderation import Decision
from registry.access.callers import OPERATOR
from registry.catalog import moderation
from registry.database import Database

REASON = "Alasan yang cukup panjang untuk dibaca."


class Follower:
    """Keeps a copy of the catalog by what the documentation tells followers to do, and nothing else."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._after = 0
        self.applications: dict[int, Any] = {}
        self.adoptions: dict[int, Any] = {}

    def catch_up(self, *, limit: int = 3) -> None:
        """Follow to the end."""
        more = True
        while more:
            page = self._client.get("/api/v1/changes", params={"after": self._after, "limit": limit}).json()
            for change in page["items"]:
                self._apply(change)
            self._after, more = page["next"], page["more"]

    def _apply(self, change: Any) -> None:
        number, links = change["application_id"], change["links"]
        if change["event"] == "application.withdrawn":
            self._forget(number)
        if "adoption" in links:
            self._put_adoption(number, change["adoption"], links["adoption"])
        if "application" in links:
            self._forget(number)
            answer = self._client.get(links["application"])
            if answer.status_code == 200:
                self.applications[number] = answer.json()

    def _forget(self, number: int) -> None:
        self.applications.pop(number, None)

    def _put_adoption(self, number: int, adoption: int, link: str) -> None:
        self.adoptions[adoption] = number


@pytest.fixture
def follower(client: TestClient) -> Follower:
    """Give a follower who knows nothing yet."""
    return Follower(client)


def decide(database: Database, slug: str, decision: Decision) -> None:
    """Let the operator decide."""
    with database.write() as session:
        moderation.decide(session, slug, decision, REASON, caller=OPERATOR)


def test_a_follower_has_what_the_list_shows_after_each_change(
    database: Database, client: TestClient, publish: Callable[..., str], follower: Follower, adopt: Any
) -> None:
    steps: list[Callable[[], object]] = [
        publish,
        lambda: publish("e-kinerja", visibility="agreement"),
        lambda: adopt("e-sakip"),
        lambda: decide(database, "e-sakip", Decision.QUARANTINE),
        lambda: decide(database, "e-sakip", Decision.RELEASE),
        lambda: decide(database, "e-kinerja", Decision.RETIRE),
    ]
    for step in steps:
        step()
        follower.catch_up()
        listed = {item["slug"] for item in client.get("/api/v1/applications").json()["items"]}
        assert {one["slug"] for one in follower.applications.values() if not one["standing"]} == listed
        late = Follower(client)
        late.catch_up()
        assert {one["slug"] for one in late.applications.values() if not one["standing"]} == listed
