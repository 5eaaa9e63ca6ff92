"""Sumedang donates; Bekasi and Indramayu are governments, Pandu is a community; each has a token or none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import people, tokens
from registry.access.callers import Caller, RegistryRole, Role, Scope
from registry.access.tokens import Grant
from registry.catalog import agreements, signed_links, visibility
from registry.catalog.store import open_store
from registry.database import Database
from registry.settings import Settings
from registry.tables import Membership, Organisation, Person, Publisher

SUMEDANG = "Pemerintah Kabupaten Sumedang"
REGIONS = {
    "sumedang": (SUMEDANG, "32.11"),
    "bekasi": ("Bekasi", "32.16"),
    "indramayu": ("Indramayu", "32.12"),
}
Headers = dict[str, str]
ON_POSTGRESQL = {  # in every run: what asks the database in words of its own; the rest in the long one
    "test_source_is_for_those_alone_for_whom_its_visibility_is",
    "test_an_agreement_holds_to_the_end_of_its_last_day_and_no_longer",
    "test_what_another_application_has_public_stays_where_it_is",
    "test_no_word_of_restricted_source_is_on_any_address",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most stories on the second database to the long run."""
    for item in items:
        name, _, parameter = item.name.partition("[")
        ours = item.path.parent == Path(__file__).parent
        if ours and parameter.startswith("postgresql") and name not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.long)


@dataclass
class Parties:
    """Who takes part: the headers with which each asks, and the numbers of the organisations."""

    headers: dict[str, Headers] = field(default_factory=lambda: {"nobody": {}})
    organisations: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Headers:
        return self.headers[name]


@pytest.fixture
def parties(database: Database) -> Parties:
    """Give everybody a token."""
    made = Parties()
    with database.write() as session:
        for name, (full, code) in REGIONS.items():
            made.organisations[name] = _organisation(session, full, "region", code)
        made.organisations["pandu"] = _organisation(session, "Komunitas Pandu", "community", None)
        publisher = session.exec(select(Publisher).where(Publisher.name == SUMEDANG)).first()
        publisher = publisher or Publisher(name=SUMEDANG, region_code="32.11")
        publisher.organisation_id = made.organisations["sumedang"]
        session.add(publisher)
        grants: dict[str, dict[str, Any]] = {
            name: {"organisation_id": n} for name, n in made.organisations.items()
        }
        grants["own"] = {}
        owner = made.organisations["sumedang"]
        grants["reader"] = {"person_id": _person(session, "reader", owner, Role.READER)}
        grants["donor"] = {"person_id": _person(session, "donor", owner, Role.PUBLISHER)}
        for role in RegistryRole:
            grants[role.value] = {"person_id": _person(session, role.value, None, None, role)}
        for name, grant in grants.items():
            made.headers[name] = header(session, name, **grant)
        made.headers["limited"] = header(
            session, "limited", organisation_id=made.organisations["bekasi"], application_slug="lain"
        )
    return made


def header(session: Any, name: str, **grant: Any) -> Headers:
    """Make a token and return it as a header; the registry's own may only read."""
    scopes = frozenset({Scope.READ}) if name == "own" else frozenset(Scope)
    _, text = tokens.create(session, Grant(name, scopes, **grant), actor="operator")
    return {"Authorization": f"Bearer {text}"}


def _organisation(session: Any, name: str, kind: str, code: str | None) -> int:
    now = clock.now()
    made = Organisation(name=name, kind=kind, region_code=code, verified_at=now, created_at=now)
    session.add(made)
    session.flush()
    return int(made.id or 0)


def _person(
    session: Any, name: str, organisation: int | None, role: Role | None, given: RegistryRole | None = None
) -> int:
    person: Person = people.add(session, f"{name}@sumedangkab.go.id", name, actor="operator", role=given)
    person.totp_since = clock.now()
    session.add(person)
    session.flush()
    if organisation and role:
        session.add(
            Membership(person_id=person.id or 0, organisation_id=organisation, role=role, since=clock.now())
        )
    return int(person.id or 0)


@pytest.fixture
def publish(publish: Callable[..., str], parties: Parties) -> Callable[..., str]:
    """Give the same hand as elsewhere, which here is the donor's own."""
    donor = Caller(actor="person:1", person_id=1, roles={parties.organisations["sumedang"]: Role.PUBLISHER})
    return lambda *what, **more: publish(*what, **{"caller": donor, **more})


@pytest.fixture
def agree(client: TestClient, parties: Parties) -> Callable[..., int]:
    """Give the donor's hand: record an agreement of so many days and return its number."""

    def agree(organisation: str = "bekasi", slug: str = "e-sakip", *, days: int = 0) -> int:
        today = visibility.today()
        body = {
            "organisation": parties.organisations[organisation],
            "reference": "100.3.7.1/12/PKS/2026",
            "signed_on": str(today),
            "expires_on": str(today + timedelta(days=days)),
        }
        path = f"/api/v1/applications/{slug}/agreements"
        answer = client.post(path, json=body, headers=parties["donor"])
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    return agree


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Give a way to let days pass, for agreements alone: tokens stay as young as they are."""

    def days_pass(days: int) -> None:
        later = visibility.today() + timedelta(days=days)
        monkeypatch.setattr(visibility, "today", lambda: later)
        monkeypatch.setattr(agreements, "today", lambda: later)

    return days_pass


@pytest.fixture
def minutes_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Give a way to let minutes pass for signed paths."""

    def minutes_pass(minutes: float) -> None:
        then = clock.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(signed_links, "clock", SimpleNamespace(now=lambda: then))

    return minutes_pass


@pytest.fixture
def lies_at(settings: Settings) -> Callable[[str], bool]:
    """Give a look into the store."""
    return lambda name: open_store(settings).size(name) is not None
