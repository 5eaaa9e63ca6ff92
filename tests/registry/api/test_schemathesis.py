"""The API does what its description says: no status that it does not name, no server error, every shape.

Schemathesis reads the description, and asks every operation for what it allows and for what it refuses:
without a token, with one of an organisation, and with the registry's own. The sample takes a few cases of
each operation; the long run takes all of them, and draws others at random.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as drawing
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from starlette.testclient import TestClient

from registry import clock
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings
from registry.tables import Organisation

SAMPLE = 2  # cases of each operation that are right, and as many that are wrong, each as another caller
DRAWN = 20
LONGEST = 8000  # characters of an address that clients and servers let through
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
HELD = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
ENDS_TOKENS = "DELETE /api/v1/account/token"  # whoever asks it has none for the rest
Story = Callable[..., str]


@dataclass
class Asked:
    """A registry with a story, who asks it, and what was found wrong."""

    client: TestClient
    callers: list[dict[str, str]]
    found: dict[str, str]
    number: int = 0

    def operations(self) -> Iterator[Any]:
        """Yield the operations of the description, those that change nothing first."""
        document = self.client.get("/api/v1/openapi.json").raise_for_status().json()
        made = schemathesis.openapi.from_dict(document)
        every = [result.ok() for result in made.get_all_operations()]
        return iter(sorted(every, key=lambda one: (one.method != "get", one.label)))

    def ask(self, cases: Iterable[Case]) -> None:
        """Send cases, each by the next caller, and note which answers are not as described."""
        for case in cases:
            self.number += 1
            headers = self.callers[self.number % len(self.callers)]
            if case.operation.label == ENDS_TOKENS:
                headers = {}
            kwargs = case.as_transport_kwargs(base_url="http://localhost", headers=headers)
            made = requests.Request(**kwargs).prepare()
            if len(made.url or "") <= LONGEST:
                self._check(case, self._send(made))

    def _send(self, made: requests.PreparedRequest) -> Any:
        sent = [
            (name, value.encode("latin-1") if isinstance(value, str) else value)
            for name, value in made.headers.items()
        ]
        return self.client.request(
            made.method or "", made.url or "", headers=dict(sent), content=made.body, follow_redirects=False
        )

    def _check(self, case: Case, answer: Any) -> None:
        try:
            case.validate_response(answer, checks=HELD)
        except FailureGroup as group:
            for failure in group.exceptions:
                self.found.setdefault(f"{case.operation.label}: {answer.status_code} {failure}", answer.text)


def told(database: Database, settings: Settings, folder: Path, story: Story) -> list[dict[str, str]]:
    """Put an application and two organisations into a registry; return the headers of three callers."""
    story(database, settings, folder, "e-sakip", region="32.11")
    now = clock.now()
    with database.write() as session:
        bekasi = Organisation(
            name="Pemerintah Kabupaten Bekasi",
            kind="region",
            region_code="32.16",
            verified_at=now,
            verified_by="operator",
            created_at=now,
        )
        session.add(bekasi)
        session.flush()
        grants = (
            Grant("bekasi", frozenset(Scope), organisation_id=bekasi.id),
            Grant("registry", frozenset(Scope)),
        )
        held = [tokens.create(session, grant, actor="operator")[1] for grant in grants]
    return [{}, *({"Authorization": f"Bearer {text}"} for text in held)]


def prepared(client: TestClient, callers: list[dict[str, str]]) -> Asked:
    """Let Bekasi adopt the application and ask to be told, so that there is something of each kind."""
    bekasi, own = callers[1:]
    stage = {"application": "e-sakip", "region": "32.16", "stage": "go-live", "date": "2026-11-02"}
    writes = (
        ("POST", "/api/v1/adoptions", bekasi, {**stage, "version": "1.0.0"}),
        ("PUT", "/api/v1/adoptions/1/experience", bekasi, {"person_days": 12, "problems": "Data lama."}),
        (
            "POST",
            "/api/v1/webhooks",
            own,
            {"url": "https://hook.example.go.id/", "events": ["adoption.changed"]},
        ),
        (
            "POST",
            "/api/v1/applications/e-sakip/agreements",
            own,
            {"organisation": 1, "reference": "1/PKS", "signed_on": "2026-11-02", "expires_on": "2028-11-01"},
        ),
    )
    for method, path, headers, body in writes:
        answer = client.request(method, path, headers=headers, json=body)
        assert answer.status_code in (200, 201), (path, answer.text)
    return Asked(client, callers, {})


def covering(operation: Any, *modes: GenerationMode) -> Iterator[Case]:
    """Yield the cases that go through every constraint of an operation, or break each."""
    config = operation.schema.config.generation
    cases: Iterator[Case] = operation.schema.iter_coverage_cases(
        operation, generation_modes=list(modes), generation_config=config
    )
    return cases


def test_a_sample_of_every_operation_answers_as_described(
    tmp_path: Path, sqlite_template: Path, story: Story
) -> None:
    settings = Settings(folder=tmp_path / "registry")
    settings.folder.mkdir()
    (settings.folder / "livinglab.sqlite3").write_bytes(sqlite_template.read_bytes())
    database = Database(settings.database)
    callers = told(database, settings, tmp_path, story)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        asked = prepared(client, callers)
        for operation in asked.operations():
            for mode in MODES:
                asked.ask(islice(covering(operation, mode), SAMPLE))
    database.close()
    assert asked.number > 250
    assert list(asked.found) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_operation_answers_as_described(
    database: Database, settings: Settings, tmp_path: Path, story: Story
) -> None:
    callers = told(database, settings, tmp_path, story)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        asked = prepared(client, callers)
        for operation in asked.operations():
            asked.ask(covering(operation, *MODES))
        assert list(asked.found) == []
        for operation in asked.operations():
            for mode in MODES:
                draw(asked, operation, mode)
    assert list(asked.found) == []


def draw(asked: Asked, operation: Any, mode: GenerationMode) -> None:
    """Ask for cases drawn at random, always the same ones."""

    @given(case=operation.as_strategy(mode))
    @drawing(
        max_examples=DRAWN,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Case) -> None:
        asked.ask([case])

    with suppress(Unsatisfiable):  # there is nothing in it that could be wrong
        one()
