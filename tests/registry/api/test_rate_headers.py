"""Limited routes say what they allow and what is left, to each their own."""

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from registry.app import create_app
from registry.database import Database
from registry.settings import Settings

SEARCH = "/api/v1/search"


@pytest.fixture
def visitor(database: Database, settings: Settings) -> Iterator[TestClient]:
    """Give a client with an address of its own."""
    app = create_app(settings)
    with TestClient(app, base_url="http://localhost", client=("192.0.2.7", 50_000)) as visitor:
        yield visitor


def left(value: str) -> dict[str, int]:
    """Read what `RateLimit` says is left, by policy."""
    return {name: int(count) for name, count in re.findall(r'"([a-z0-9-]+)";r=(\d+);t=\d+', value)}


def test_what_is_left_goes_down_and_then_it_is_said_when_to_come_back(visitor: TestClient) -> None:
    said = [visitor.get(SEARCH, params={"q": f"kata{number}"}) for number in range(61)]
    assert [left(one.headers["ratelimit"])["search"] for one in said] == [*reversed(range(60)), 0]
    assert {one.headers["ratelimit-policy"] for one in said} == {'"search";q=60;w=10'}
    assert [one.status_code for one in said[-2:]] == [200, 429]
    assert said[-1].headers["ratelimit"] == f'"search";r=0;t={said[-1].headers["retry-after"]}'


def test_nobody_is_told_what_another_has_left(visitor: TestClient, publish: Callable[..., str]) -> None:
    publish()
    first, kept = (visitor.get(SEARCH, params={"q": "sakip"}) for _ in range(2))
    assert first.content == kept.content
    assert "ratelimit" in first.headers
    assert not [name for name in kept.headers if name.startswith("ratelimit")]


def test_every_rate_of_a_limit_is_told(client: TestClient, publisher_token: str) -> None:
    body = {"url": "https://git.example.go.id/a/e-surat.git", "slug": "e-surat", "publisher": "Kota Banjar"}
    headers = {"authorization": f"Bearer {publisher_token}"}
    said = client.post("/api/v1/submissions", json=body, headers=headers)
    assert left(said.headers["ratelimit"]) == {"submission-caller": 29, "submission-caller-86400": 199}
    refused = client.post("/api/v1/submissions", json={}, headers=headers)
    assert refused.status_code == 422
    assert left(refused.headers["ratelimit"])["submission-caller"] == 28  # a wrong one counts too
