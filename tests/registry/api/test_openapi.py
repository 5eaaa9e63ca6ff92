"""The API's own description is complete: whoever reads it alone can use every address."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.description import TAGS
from registry.app import create_app
from registry.settings import Settings

WRITES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[TestClient]:
    """Give a client of one registry for the whole file."""
    folder = tmp_path_factory.mktemp("registry")
    (folder / "livinglab.sqlite3").write_bytes(sqlite_template.read_bytes())
    settings = Settings(folder=folder)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def document(running: TestClient) -> Any:
    """Give the description."""
    return running.get("/api/v1/openapi.json").raise_for_status().json()


@pytest.fixture(scope="module")
def operations(document: Any) -> dict[str, Any]:
    """Give each operation by its method and path."""
    paths = document["paths"].items()
    return {
        f"{method.upper()} {path}": operation for path, found in paths for method, operation in found.items()
    }


def test_every_operation_says_what_it_is(document: Any, operations: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z_]+", name)] == []
    assert [one for one, operation in operations.items() if not operation.get("summary")] == []
    assert [one for one, operation in operations.items() if not operation.get("description")] == []
    used = {tag for operation in operations.values() for tag in operation["tags"]}
    assert used <= set(TAGS)
    assert document["servers"] == [{"url": "http://127.0.0.1:8000"}]


def test_every_parameter_is_explained(operations: dict[str, Any]) -> None:
    bare = {
        f"{one}: {parameter['name']}"
        for one, operation in operations.items()
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    }
    assert bare == set()


def test_every_answer_with_a_body_has_its_shape(operations: dict[str, Any]) -> None:
    shapeless = {
        f"{one}: {status}"
        for one, operation in operations.items()
        for status, response in operation["responses"].items()
        for content in response.get("content", {}).values()
        if not content.get("schema")
    }
    assert shapeless == set()


def test_who_needs_a_token_says_so(running: TestClient, operations: dict[str, Any]) -> None:
    needed = [one for one, operation in operations.items() if operation.get("security") == [{"token": []}]]
    optional = [one for one, operation in operations.items() if {} in operation.get("security", [])]
    assert {"GET /api/v1/account", "POST /api/v1/submissions"} <= set(needed)
    assert "GET /api/v1/applications/{slug}" in optional
    for one in needed:
        method, path = one.split()
        filled = path.replace("{slug}", "e-sakip").replace("{version}", "1.0.0")
        said = running.request(method, re.sub(r"\{\w+\}", "1", filled))
        assert said.status_code in (401, 404, 422), one  # 422: the body is looked at first
        assert {"401", "429"} <= set(operations[one]["responses"]), one
    assert not [one for one, operation in operations.items() if "authorization" in json.dumps(operation)]


def test_every_read_says_that_it_is_cheap_to_ask_again(operations: dict[str, Any]) -> None:
    reads = {one: operation for one, operation in operations.items() if one.startswith("GET ")}
    silent = {
        one for one, operation in reads.items() if not {"304", "307", "204"} & set(operation["responses"])
    }
    assert silent == set()


def test_every_write_takes_a_key_or_refuses_it(running: TestClient, operations: dict[str, Any]) -> None:
    headers = {"idempotency-key": "5b9c1c8e-0b0d-4a3c-9d55-0b1f8d6f7a10"}
    silent = []
    for one, operation in operations.items():
        method, path = one.split()
        taken = any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
        if method.lower() in WRITES and not taken:
            refused = running.request(method, path, headers=headers).json()
            if not (refused.get("errors") and refused["errors"][0]["field"] == "Idempotency-Key"):
                silent.append(one)
    assert silent == []


def test_limited_operations_say_what_is_allowed(operations: dict[str, Any]) -> None:
    limited = [one for one, operation in operations.items() if "RateLimit" in json.dumps(operation)]
    assert {"GET /api/v1/search", "POST /api/v1/submissions"} <= set(limited)
    for one in limited:
        responses = operations[one]["responses"]
        assert all("RateLimit-Policy" in response["headers"] for response in responses.values()), one
        assert "Retry-After" in responses["429"]["headers"], one


@pytest.mark.parametrize(
    "path", ["/api/v1/regions?parnt=32", "/api/v1/adoptions?stat=in-use", "/api/v1/keys?x"]
)
def test_a_misspelt_filter_is_refused_by_name(running: TestClient, path: str) -> None:
    refused = running.get(path, headers={"accept-language": "en"})
    name = path.partition("?")[2].partition("=")[0]
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, name)
    assert running.get("/?utm_source=surat").status_code == 200
