"""Who follows the changes has what the lists show: never more, and not less for long."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab.contract import Visibility
from livinglab.contract.adoptions import Stage
from livinglab.contract.moderation import Decision
from registry.access.callers import OPERATOR
from registry.catalog import moderation, visibility_changes
from registry.database import Database
from registry.exchange import changes
from registry.tables import Application

REASON = "Alasan yang cukup panjang untuk dibaca."
CHANGES = "/api/v1/changes"
Copy = dict[int, Any]


class Follower:
    """Keeps a copy by the four rules of docs/api.md, and nothing else."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._after = 0
        self.applications: Copy = {}
        self.adoptions: Copy = {}

    def catch_up(self, *, limit: int = 3) -> "Follower":
        """Follow to the end, in small pages."""
        more = True
        while more:
            asked = {"after": self._after, "limit": limit}
            page = self._client.get(CHANGES, params=asked).raise_for_status().json()
            for change in page["items"]:
                self._apply(change)
            self._after, more = page["next"], page["more"]
        return self

    def _apply(self, change: Any) -> None:
        number, links = change["application_id"], change["links"]
        if "application" in links:
            was = self.applications.get(number, {}).get("visibility")
            self._put(self.applications, number, links["application"])
            if self.applications.get(number, {}).get("visibility") != was:
                self._replace_adoptions(number, links["adoptions"])
        if "adoption" in links:
            self._put(self.adoptions, change["adoption"], links["adoption"], of=number)
        if change["event"] == "application.withdrawn":
            self.applications.pop(number, None)
            self._forget_adoptions(number)

    def _put(self, copy: Copy, number: int, link: str, **more: object) -> None:
        answer = self._client.get(link)
        copy.pop(number, None)
        if answer.status_code == 200:
            copy[number] = {**answer.json(), **more}

    def _forget_adoptions(self, application: int) -> None:
        self.adoptions = {key: one for key, one in self.adoptions.items() if one["of"] != application}

    def _replace_adoptions(self, application: int, link: str) -> None:
        self._forget_adoptions(application)
        for item in self._client.get(link).raise_for_status().json()["items"]:
            self.adoptions[item["id"]] = {**item, "of": application}

    def has(self) -> tuple[set[str], set[tuple[int, str]]]:
        """Give what a list would show: slugs that stand open, and adoptions with their states."""
        slugs = {one["slug"] for one in self.applications.values() if one["standing"] is None}
        return slugs, {(one["id"], one["state"]) for one in self.adoptions.values()}


def listed(client: TestClient) -> tuple[set[str], set[tuple[int, str]]]:
    """Give what the lists show to everybody."""
    applications = client.get("/api/v1/applications").json()["items"]
    adoptions = client.get("/api/v1/adoptions").json()["items"]
    return {one["slug"] for one in applications}, {(one["id"], one["state"]) for one in adoptions}


class History:
    """Things that happen to a catalog, as they come."""

    SLUGS = ("e-sakip", "e-kinerja", "e-rahasia")
    REGIONS = ("32.16", "32.17", "32.12")

    def __init__(self, database: Database, publish: Callable[..., str], adopt: Callable[..., int]) -> None:
        self._database = database
        self._adopt = adopt
        publish("e-sakip")
        publish("e-kinerja")
        publish("e-rahasia", visibility="agreement")

    def step(self, chance: random.Random) -> None:
        """Let one thing happen that can happen."""
        slug = chance.choice(self.SLUGS)
        chance.choice((self._adopted, self._decided, self._opened_or_shut))(slug, chance)

    def _adopted(self, slug: str, chance: random.Random) -> None:
        stage = chance.choice((Stage.INTEREST, Stage.GO_LIVE, Stage.STOPPED))
        reason = "other" if stage is Stage.STOPPED else None
        self._adopt(slug, chance.choice(self.REGIONS), stage, reason=reason)

    def _decided(self, slug: str, chance: random.Random) -> None:
        with self._database.write() as session:
            standing = session.exec(select(Application.standing).where(Application.slug == slug)).one()
            possible = [one for one, froms in moderation.FROM.items() if standing in froms]
            decision = chance.choice([one for one in possible if one in DECISIONS])
            moderation.decide(session, slug, decision, REASON, caller=OPERATOR)

    def _opened_or_shut(self, slug: str, chance: random.Random) -> None:
        wanted = chance.choice((Visibility.PUBLIC, Visibility.GOVERNMENT))
        with self._database.write() as session:
            found = session.exec(select(Application).where(Application.slug == slug)).one()
            if found.standing == "open":
                visibility_changes.change(session, found, wanted, reason=REASON, actor="person:1")


DECISIONS = (Decision.QUARANTINE, Decision.RELEASE, Decision.RETIRE, Decision.REOPEN)


@pytest.mark.parametrize("seed", [2, *(pytest.param(seed, marks=pytest.mark.long) for seed in (3, 5, 6))])
def test_a_follower_has_what_the_lists_show_after_every_history(
    seed: int, database: Database, client: TestClient, publish: Callable[..., str], adopt: Callable[..., int]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret is made of it
    history = History(database, publish, adopt)
    follower = Follower(client).catch_up()
    seen = set()
    for _ in range(16):
        history.step(chance)
        if chance.random() < 0.7:  # else more than one thing happens between two looks
            assert follower.catch_up().has() == listed(client)
            seen.add(f"{listed(client)}")
    assert Follower(client).catch_up(limit=100).has() == follower.catch_up().has() == listed(client)
    assert len(seen) > 3


def test_what_is_withdrawn_is_told_by_its_number_alone(
    database: Database, client: TestClient, publish: Callable[..., str]
) -> None:
    publish()
    before = client.get(CHANGES).json()
    with database.write() as session:
        moderation.decide(session, "e-sakip", Decision.QUARANTINE, REASON, caller=OPERATOR)
    after = client.get(CHANGES, params={"after": before["next"]}).json()
    told = [(one["event"], one["application_id"]) for one in after["items"]]
    assert told == [("application.withdrawn", before["items"][0]["application_id"])]
    assert "sakip" not in client.get(CHANGES).text
    assert REASON not in client.get(CHANGES).text


def test_of_restricted_source_no_adoption_and_no_finding_is_told(
    client: TestClient, publish: Callable[..., str], adopt: Callable[..., int], make_release: Any
) -> None:
    publish("e-rahasia", make_release("1.0.0"), visibility="agreement")
    adopt("e-rahasia", "32.16", note="kanari")
    answer = client.get(CHANGES)
    assert {one["application"] for one in answer.json()["items"]} == {"e-rahasia"}
    assert not [one for one in answer.json()["items"] if one["adoption"] or one["region"]]
    assert "32.16" not in answer.text


def test_pages_lead_to_the_end_and_stay_there(client: TestClient, publish: Callable[..., str]) -> None:
    empty = client.get(CHANGES).json()
    assert (empty["items"], empty["more"]) == ([], False)
    publish()
    whole = client.get(CHANGES).json()
    first = client.get(CHANGES, params={"limit": 1}).json()
    assert (len(first["items"]), first["more"]) == (1, True)
    rest = client.get(CHANGES, params={"after": first["next"]}).json()
    assert first["items"] + rest["items"] == whole["items"]
    end = client.get(CHANGES, params={"after": whole["next"]}).json()
    assert end == {"items": [], "next": whole["next"], "more": False}
    beyond = client.get(CHANGES, params={"after": 10**9}).json()
    assert (beyond["items"], beyond["next"]) == ([], 10**9)


def test_many_rows_that_concern_nobody_are_passed_in_pieces(
    database: Database, client: TestClient, publish: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "SCANNED", 2)
    publish()
    publish("e-kinerja", visibility="agreement")
    with database.write() as session:
        moderation.decide(session, "e-sakip", Decision.QUARANTINE, REASON, caller=OPERATOR)
    follower = Follower(client).catch_up(limit=100)
    assert follower.has()[0] == {"e-kinerja"}


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=101"])
def test_an_impossible_page_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"{CHANGES}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]
