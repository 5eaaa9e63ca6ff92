"""docs/operations.md against the settings, docs/api.md against the OpenAPI document of the service."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from registry.app import create_app
from registry.settings import PREFIX, Settings

Section = Callable[[str, str], str]
Rows = Callable[[str], list[list[str]]]


@pytest.fixture(scope="module")
def openapi(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the OpenAPI document that the service answers with."""
    settings = Settings(folder=tmp_path_factory.mktemp("registry"))
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        return client.get("/api/v1/openapi.json").raise_for_status().json()


def test_every_setting_is_documented_and_nothing_else(section: Section, rows: Rows) -> None:
    said = {row[0].strip("`") for row in rows(section("docs/operations.md", "Settings"))}
    assert said == {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_its_real_default(name: str, section: Section, rows: Rows) -> None:
    table = {row[0].strip("`"): row[1] for row in rows(section("docs/operations.md", "Settings"))}
    default = Settings.model_fields[name].default
    default = default.get_secret_value() if isinstance(default, SecretStr) else default
    default = ",".join(default) if isinstance(default, tuple) else default
    written = str(default).rstrip("/") if default not in ("", (), None) else "empty"
    assert table[PREFIX + name.upper()].strip("`") == written


def test_every_route_is_documented_and_nothing_else(openapi: Any, rows: Rows) -> None:
    table = rows((Path(__file__).parents[2] / "docs/api.md").read_text())
    said = {row[0].strip("`") for row in table if re.match(r"`(GET|POST|PUT|PATCH|DELETE) ", row[0])}
    routes = {
        f"{method.upper()} {path}"
        for path, methods in openapi["paths"].items()
        for method in methods
        if method != "head"
    }
    assert said == routes


def test_every_error_of_the_api_is_documented(openapi: Any, section: Section, rows: Rows) -> None:
    said = {row[0] for row in rows(section("docs/api.md", "Errors"))}
    answered = {
        status
        for methods in openapi["paths"].values()
        for operation in methods.values()
        for status in operation["responses"]
        if not status.startswith("2")
    }
    assert answered
    assert answered <= said


def test_every_filter_is_documented(openapi: Any) -> None:
    text = (Path(__file__).parents[2] / "docs/api.md").read_text()
    asked = {
        parameter["name"]
        for methods in openapi["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    assert {name for name in asked if not re.search(rf"[`?&]{re.escape(name)}[`=]", text)} == set()
