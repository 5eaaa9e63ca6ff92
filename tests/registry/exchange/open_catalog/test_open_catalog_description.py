"""The Open Catalog API against its own description, where somebody has that: every GET, over one story.

The file is not ours to give: `software-catalog-api.oas.yaml` of italia/developers-italia-api.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

VARIABLE = "LIVINGLAB_TEST_OPEN_CATALOG_OAS"
# What its own server says too, although the description says nothing of it.
UNDESCRIBED = {422: "ValidationError", 405: "Error"}
CURSOR = "IzE"
WRONG = {"page[size]": "0", "page[before]": "x", "page[after]": "x", "from": "x", "to": "x"}

pytestmark = pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no description")


@pytest.fixture(scope="session")
def description() -> Any:
    """Give the description."""
    return YAML(typ="safe", pure=True).load(Path(os.environ[VARIABLE]).read_text(encoding="utf-8"))


def plain(schema: Any) -> Any:
    """Return a schema of OpenAPI 3.0 as JSON Schema has it: `nullable` is a type."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    values = {name: plain(value) for name, value in schema.items() if name not in ("nullable", "example")}
    if schema.get("nullable") and "type" in schema:
        values["type"] = [schema["type"], "null"]
    return values


def errors(description: Any, schema: Any, body: Any) -> list[str]:
    """Say what is wrong with a body."""
    whole = {**plain(schema), "components": plain(description["components"])}
    return [f"{one.json_path}: {one.message}" for one in Draft202012Validator(whole).iter_errors(body)]


def reads(description: Any) -> Iterator[tuple[str, Any, set[str]]]:
    """Yield each address that is read, what is said of it, and its parameters. Webhooks need a token."""
    for path, said in description["paths"].items():
        if "get" in said and "webhooks" not in path:
            yield path, said["get"], {one["name"] for one in said["get"].get("parameters", ())}


def schema_of(description: Any, operation: Any, status: int) -> Any:
    """Return the schema of an answer; None for one without a body."""
    said = operation["responses"].get(str(status), {})
    said = description["components"]["responses"][said["$ref"].rpartition("/")[2]] if "$ref" in said else said
    if not said:
        return {"$ref": f"#/components/schemas/{UNDESCRIBED[status]}"}
    return next((one["schema"] for one in said.get("content", {}).values()), None)


def addresses(path: str, client: Any) -> Iterator[str]:
    """Yield an address filled in with everything of its kind, and with something that is not there."""
    kind = path.split("/")[1]
    if "{" not in path:
        yield path
        return
    known = client.get(f"/v1/{kind}", params={"all": "true"}).json()["data"]
    names = [one["id"] for one in known] + (["∅"] if kind == "catalogs" else [])
    for name in (*names, "c353756e-8597-4e46-a99b-7da2e141603b"):
        yield f"{path[: path.index('{')]}{name}{path[path.index('}') + 1 :]}"


def queries(names: set[str]) -> Iterator[dict[str, str]]:
    """Yield ways to ask: nothing, each parameter by itself right and wrong, and all at once."""
    moment = "2026-03-01T00:00:00Z"
    right = {
        "all": "true",
        "url": "https://git.sumedangkab.go.id/diskominfo/e-sakip.git",
        "page[size]": "1",
        "page[before]": CURSOR,
        "page[after]": CURSOR,
        "from": moment,
        "to": moment,
        "search": "published",
    }
    yield {}
    yield {name: value for name, value in right.items() if name in names}
    for name in sorted(names):
        yield {name: right[name]}
        if name in WRONG:
            yield {name: WRONG[name]}


def test_every_answer_is_as_the_description_has_it(description, client) -> None:
    looked: set[tuple[str, int]] = set()
    for path, operation, names in reads(description):
        for address in addresses(path, client):
            for query in queries(names):
                answer = client.get(f"/v1{address}", params=query)
                looked.add((path, answer.status_code))
                schema = schema_of(description, operation, answer.status_code)
                wrong = errors(description, schema, answer.json()) if schema else []
                assert wrong == [], (address, query, answer.text)
    described = {(path, int(status)) for path, said, _ in reads(description) for status in said["responses"]}
    # 429 is a proxy's or a limit's; the status has no part that could be wrong.
    missed = {one for one in described - looked if one[1] != 429}
    assert missed == {("/status", 400), ("/status", 422)}
    assert {path for path, status in looked if status == 404} == {
        path for path, _, _ in reads(description) if "{" in path
    }


def test_our_own_description_has_every_address_and_parameter_of_it(description, client) -> None:
    ours = client.get("/api/v1/openapi.json").json()["paths"]
    for path, _, names in reads(description):
        found = ours[
            f"/v1{path[: path.index('{')]}{{identity}}{path[path.index('}') + 1 :]}"
            if "{" in path
            else f"/v1{path}"
        ]
        assert names <= {one["name"] for one in found["get"].get("parameters", ())}, path


def test_a_change_is_refused_in_the_shape_of_an_error(description, client) -> None:
    for path, said in description["paths"].items():
        for method in {"post", "patch", "delete"} & set(said):
            answer = client.request(method, f"/v1{path}", json={})
            assert answer.status_code == 405, path
            assert errors(description, {"$ref": "#/components/schemas/Error"}, answer.json()) == []


def test_a_wrong_answer_would_be_seen(description) -> None:
    software = {"$ref": "#/components/schemas/Software"}
    assert errors(description, software, {"id": "x", "aliases": [], "colour": "blue"}) != []
    assert errors(description, {"$ref": "#/components/schemas/Links"}, {"prev": None, "next": None}) == []
