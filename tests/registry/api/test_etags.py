"""Every read is cheap to ask again; what is for one alone is not kept; what is large is passed on."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from registry.access import tokens
from registry.access.callers import Scope as Right
from registry.access.tokens import Grant
from registry.api.freshness import SqliteFreshness
from registry.api.ready import LARGEST_WHOLE, ReadyAnswers
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings

FILLED = {"slug": "e-sakip", "version": "1.0.0", "code": "32.11", "number": "1"}
PART = b"x" * (LARGEST_WHOLE // 2)


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, story: Callable[..., str]
) -> Iterator[tuple[TestClient, str]]:
    """Give a client of a registry with e-SAKIP, and a token."""
    folder = tmp_path_factory.mktemp("registry")
    (folder / "livinglab.sqlite3").write_bytes(sqlite_template.read_bytes())
    settings = Settings(folder=folder)
    database = Database(settings.database)
    story(database, settings, folder, "e-sakip", region="32.11")
    with database.write() as session:
        token = tokens.create(session, Grant("own", frozenset(Right)), actor="operator")[1]
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client, token
    database.close()


@pytest.fixture(scope="module")
def reads(told: tuple[TestClient, str]) -> dict[str, str]:
    """Give the address of each read, filled in, by its path."""
    paths = told[0].get("/api/v1/openapi.json").json()["paths"]
    found = {path: re.sub(r"\{(\w+)\}", lambda part: FILLED.get(part[1], part[1]), path) for path in paths}
    return {path: filled for path, filled in found.items() if "get" in paths[path]}


def test_what_everybody_reads_has_an_etag_and_is_not_sent_twice(
    told: tuple[TestClient, str], reads: dict[str, str]
) -> None:
    client, seen = told[0], set()
    for path, filled in reads.items():
        asked = f"{filled}?q=sakip" if path.endswith(("/search", "/search.atom")) else filled
        first = client.get(asked)
        if first.status_code != 200:
            continue
        seen.add(path)
        assert re.fullmatch(r'"[0-9a-f]{32,64}"', first.headers["etag"]), path
        again = client.get(asked, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == first.headers["etag"], path
        if path.startswith("/api/v1/"):
            assert "authorization" in first.headers["vary"].lower(), path
    assert {
        "/api/v1/applications/{slug}",
        "/api/v1/statistics/totals",
        "/v1/software",
        "/feeds/catalog.atom",
    } <= seen
    assert len(seen) > 30


def test_what_one_alone_reads_is_stored_nowhere(told: tuple[TestClient, str], reads: dict[str, str]) -> None:
    client, token = told
    headers = {"authorization": f"Bearer {token}"}
    private = {path: client.get(filled, headers=headers) for path, filled in reads.items()}
    stored = {
        path for path, answer in private.items() if "no-store" not in answer.headers.get("cache-control", "")
    }
    assert {"/api/v1/account", "/api/v1/adoptions", "/api/v1/webhooks"} & stored == set()
    for path in set(private) - stored:
        assert "etag" not in private[path].headers, path


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_large_stream_is_passed_on_while_it_is_made(sqlite_template: Path, method: str) -> None:
    made: list[int] = []
    seen: list[tuple[int, int]] = []

    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"livinglab-serial", b"0")]})
        for number in range(6):
            made.append(number)
            await send({"type": "http.response.body", "body": PART, "more_body": number < 5})

    async def read(message: Message) -> None:
        if message["type"] == "http.response.body":
            seen.append((len(made), len(message["body"])))

    fresh = SqliteFreshness(f"sqlite:///{sqlite_template}")
    asyncio.run(_asked(ReadyAnswers(large, fresh), method, read))
    fresh.close()
    assert [number for number, _ in seen] == [3, 4, 5, 6]  # what came first is held until it is too much
    assert [size for _, size in seen] == ([0] * 4 if method == "HEAD" else [3 * len(PART), *[len(PART)] * 3])


async def _asked(app: ReadyAnswers, method: str, read: Any) -> None:
    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": method, "path": "/api/v1/large", "query_string": b"", "headers": []}
    await app(scope, nothing, read)
