"""Archives of restricted applications: only at signed paths, which run out, and which nobody can make."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from registry import clock
from registry.access import tokens
from registry.access.callers import OPERATOR, Scope
from registry.access.tokens import Grant
from registry.catalog import signed_links
from registry.catalog.store import open_store
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings


@pytest.fixture
def path(settings: Settings, bundle: bytes, tmp_path: Path) -> str:
    """Give the unsigned path of a restricted archive that lies in the store."""
    digest = hashlib.sha256(bundle).hexdigest()
    file = tmp_path / "x.bundle"
    file.write_bytes(bundle)
    open_store(settings).put_file(f"restricted/{digest[:2]}/{digest}.bundle", file)
    return f"archives/restricted/{digest[:2]}/{digest}.bundle"


@pytest.fixture
def signed(settings: Settings, path: str) -> str:
    """Give the path as those entitled are given it now."""
    return "/" + signed_links.path(open_keys(settings), path)


def at(monkeypatch: pytest.MonkeyPatch, later: float) -> None:
    """Let so many seconds pass."""
    then = clock.now() + timedelta(seconds=later)
    monkeypatch.setattr(signed_links, "clock", SimpleNamespace(now=lambda: then))


def test_an_unsigned_path_is_closed_to_everybody_with_any_token(
    client: TestClient, database: Database, path: str
) -> None:
    refused = client.get(f"/{path}", headers={"accept-language": "en"})
    assert refused.status_code == 401
    assert "signed" in refused.json()["detail"]
    with database.write() as session:
        _, token = tokens.create(session, Grant("own", frozenset(Scope)), actor=OPERATOR.actor)
    assert client.get(f"/{path}", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_signed_path_gives_the_whole_a_range_and_a_head_and_is_kept_by_nobody(
    client: TestClient, signed: str, bundle: bytes
) -> None:
    answer = client.get(signed)
    assert (answer.status_code, answer.content) == (200, bundle)
    assert answer.headers["cache-control"] == "private, no-store"
    part = client.get(signed, headers={"range": "bytes=1000-", "if-range": answer.headers["etag"]})
    assert (part.status_code, part.content) == (206, bundle[1000:])
    head = client.head(signed)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(bundle)))
    assert client.get(signed, headers={"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_signed_path_runs_out_after_five_minutes_and_says_what_to_do(
    client: TestClient, signed: str, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    at(monkeypatch, 5 * 60 - 1)
    assert client.request(method, signed).status_code == 200
    at(monkeypatch, 5 * 60 + 1)
    refused = client.request(method, signed, headers={"accept-language": "en"})
    assert refused.status_code == 403
    if method == "GET":
        assert "expired" in refused.json()["detail"]
        assert "/api/v1/applications/{slug}/releases/{version}" in refused.json()["detail"]


def later(until: str, signature: str) -> str:
    return f"until={int(until) + 1}&signature={signature}"


def spoilt(until: str, signature: str) -> str:
    return f"until={until}&signature={signature[:-1]}{'0' if signature[-1] != '0' else '1'}"


def empty(until: str, _signature: str) -> str:
    return f"until={until}&signature="


def strange(until: str, _signature: str) -> str:
    return f"until={until}&signature=%C3%A9{'0' * 40}"


def no_number(_until: str, signature: str) -> str:
    return f"until=soon&signature={signature}"


@pytest.mark.parametrize("change", [later, spoilt, empty, strange, no_number])
def test_a_signature_is_for_this_moment_alone(
    client: TestClient, signed: str, change: Callable[[str, str], str]
) -> None:
    parts = urlsplit(signed)
    query = parse_qs(parts.query)
    forged = change(query["until"][0], query["signature"][0])
    assert client.get(f"{parts.path}?{forged}").status_code in (401, 403)


def test_a_signature_opens_no_other_file(client: TestClient, settings: Settings, signed: str) -> None:
    other = "cd" * 32
    store = open_store(settings)
    store.put_bytes(f"restricted/cd/{other}.cdx.json", b"{}")
    query = urlsplit(signed).query
    for name in (f"restricted/cd/{other}.cdx.json", f"restricted/cd/{other}.bundle"):
        assert client.get(f"/archives/{name}?{query}").status_code == 403


def test_a_signature_of_another_registry_opens_nothing(
    client: TestClient, settings: Settings, path: str, tmp_path: Path
) -> None:
    elsewhere = open_keys(settings.model_copy(update={"folder": tmp_path / "elsewhere"}))
    assert client.get("/" + signed_links.path(elsewhere, path)).status_code == 403


def test_a_bill_of_materials_of_restricted_source_is_signed_likewise(
    client: TestClient, settings: Settings
) -> None:
    name = f"archives/restricted/ab/{'ab' * 32}.cdx.json"
    open_store(settings).put_bytes(name.removeprefix("archives/"), b"{}")
    assert client.get(f"/{name}").status_code == 401
    answer = client.get("/" + signed_links.path(open_keys(settings), name))
    assert (answer.status_code, answer.content) == (200, b"{}")
    assert answer.headers["cache-control"] == "private, no-store"
