"""compose.yaml: valid by the specification, nothing secret in it, and in words that the service knows."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

import livinglab
from registry.__main__ import main
from registry.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = ROOT / "tests" / "livinglab" / "scaffold" / "data" / "compose-spec.json"
OURS = ("web", "worker")


@pytest.fixture(scope="module")
def compose() -> Any:
    """Give compose.yaml with its merge keys resolved."""
    read = YAML(typ="safe").load(ROOT / "compose.yaml")
    return json.loads(json.dumps(read))


def test_compose_keeps_to_the_specification(compose: Any) -> None:
    jsonschema.validate(compose, json.loads(SPECIFICATION.read_text()))


def test_a_mistake_in_compose_is_seen(compose: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {**compose, "services": {"web": {"imagee": "x"}}}, json.loads(SPECIFICATION.read_text())
        )


def test_images_are_pinned(compose: Any) -> None:
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert all(re.fullmatch(r"[a-z/.-]+:\d+\.\d+[\w.-]*", image) for image in images.values()), images
    assert {images[name] for name in OURS} == {f"livinglab:{livinglab.__version__}"}


def test_secrets_come_from_outside(compose: Any) -> None:
    secrets = [
        value
        for service in compose["services"].values()
        for name, value in service["environment"].items()
        if "PASSWORD" in name
    ]
    assert secrets
    assert all(value.startswith("${POSTGRES_PASSWORD:?") for value in secrets)


def test_the_database_is_reached_from_inside_only_and_the_web_from_this_machine(compose: Any) -> None:
    assert "ports" not in compose["services"]["database"]
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["web"]["ports"])


@pytest.mark.parametrize("name", OURS)
def test_commands_are_the_operators(compose: Any, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*compose["services"][name]["command"], "--help"])
    assert ended.value.code == 0
    assert name == "web" or "--once" in capsys.readouterr().out


@pytest.mark.parametrize("name", OURS)
def test_variables_are_settings(compose: Any, name: str) -> None:
    variables = {each for each in compose["services"][name]["environment"] if each.startswith(PREFIX)}
    assert variables
    assert variables <= {PREFIX + field.upper() for field in Settings.model_fields}


def test_web_processes_may_be_many(compose: Any) -> None:
    web = compose["services"]["web"]
    assert "container_name" not in web
    first, last = re.fullmatch(r"127\.0\.0\.1:(\d+)-(\d+):8000", web["ports"][0]).groups()
    assert int(last) > int(first)
