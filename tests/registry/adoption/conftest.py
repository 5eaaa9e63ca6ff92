"""Sumedang donates; Bekasi adopts; Garut is another government, Pandu a community; each has a token."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import people, tokens
from registry.access.callers import RegistryRole, Role, Scope
from registry.access.tokens import Grant
from registry.database import Database
from registry.tables import Application, Membership, Organisation, Person, Publisher

SUMEDANG = "Pemerintah Kabupaten Sumedang"
ORGANISATIONS = {
    "sumedang": (SUMEDANG, "region", "32.11"),
    "bekasi": ("Pemerintah Kabupaten Bekasi", "region", "32.16"),
    "garut": ("Pemerintah Kabupaten Garut", "region", "32.05"),
    "jabar": ("Pemerintah Provinsi Jawa Barat", "region", "32"),
    "pandu": ("Komunitas Pandu", "community", "32.16"),
}
ADOPTIONS = "/api/v1/adoptions"
# Told on PostgreSQL in every run: what asks the database in words of its own. The rest of these files in the
# long one.
OURS = (
    *("test_recording_api.py", "test_who_records_and_who_is_told.py", "test_lists_of_adoptions.py"),
    *("test_cohorts.py", "test_experiences.py", "test_fetch_counts.py", "test_reminders.py"),
)
ON_POSTGRESQL = {
    "test_the_same_sent_twice_counts_once",
    "test_an_adoption_is_named_to_those_who_may_have_the_source_and_to_its_parties",
    "test_each_filter_keeps_what_it_says",
    "test_what_a_cohort_counts_follows_its_members",
    "test_what_is_public_stays_so_until_the_next_version_is",
    "test_the_same_experience_sent_twice_at_once_is_one_version",
    "test_processes_that_write_at_the_same_moment_count_each_download_once",
    "test_counts_are_filtered_by_region_with_what_is_within_it_and_summed",
    "test_each_person_who_records_gets_one_letter_at_each_notice",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most stories on the second database to the long run."""
    for item in items:
        name, _, parameter = item.name.partition("[")
        if item.path.name in OURS and parameter.startswith("postgresql") and name not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.long)


@dataclass
class Country:
    """Who takes part: the numbers of the organisations, the headers with which each asks, and a client."""

    client: TestClient
    organisations: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=lambda: {"nobody": {}})

    def record(self, who: str = "bekasi", **body: Any) -> Any:
        """Record a stage of e-SAKIP in Bekasi, today unless told otherwise."""
        values = {"application": "e-sakip", "region": "32.16", "stage": "interest", "date": day()}
        return self.client.post(ADOPTIONS, json={**values, **body}, headers=self.headers[who])

    def post(self, path: str, who: str = "bekasi", **body: Any) -> Any:
        """Send a write about an adoption."""
        return self.client.post(f"{ADOPTIONS}/{path}", json=body, headers=self.headers[who])

    def get(self, path: str = "", who: str = "nobody") -> Any:
        """Read about adoptions."""
        return self.client.get(f"{ADOPTIONS}{path}", headers=self.headers[who])


def day(ago: int = 0) -> str:
    """Return the day so many days ago in Jakarta, as it travels."""
    return (clock.date_in_jakarta() - timedelta(days=ago)).isoformat()


@pytest.fixture
def country(database: Database, client: TestClient, publish: Callable[..., str]) -> Country:
    """Give the country, with e-SAKIP and SIMPEG in its catalog."""
    for slug in ("e-sakip", "simpeg"):
        publish(slug)
    made = Country(client)
    with database.write() as session:
        for name, (full, kind, code) in ORGANISATIONS.items():
            row = Organisation(
                name=full,
                kind=kind,
                region_code=code,
                verified_at=clock.now(),
                verified_by="operator",
                created_at=clock.now(),
            )
            session.add(row)
            session.flush()
            made.organisations[name] = row.id or 0
        publisher = session.exec(select(Publisher).where(Publisher.name == SUMEDANG)).one()
        publisher.organisation_id = made.organisations["sumedang"]
        for name, grant in _grants(session, made.organisations).items():
            _, text = tokens.create(session, grant, actor="operator")
            made.headers[name] = {"Authorization": f"Bearer {text}"}
    return made


@pytest.fixture
def restrict(database: Database) -> Callable[[str, str], None]:
    """Give a short way to say who may have an application's source."""

    def restrict(slug: str, visibility: str) -> None:
        with database.write() as session:
            row = session.exec(select(Application).where(Application.slug == slug)).one()
            row.visibility = visibility

    return restrict


def _grants(session: Any, organisations: dict[str, int]) -> dict[str, Grant]:
    every = frozenset(Scope)
    grants = {name: Grant(name, every, organisation_id=number) for name, number in organisations.items()}
    grants["registry"] = Grant("registry", every)
    bekasi = organisations["bekasi"]
    grants["publishing"] = Grant("publishing", frozenset({Scope.PUBLISH}), organisation_id=bekasi)
    grants["elsewhere"] = Grant("elsewhere", every, organisation_id=bekasi, application_slug="e-kinerja")
    for role in (Role.READER, Role.RECORDER):
        person = _person(session, role.value)
        session.add(Membership(person_id=person, organisation_id=bekasi, role=role, since=clock.now()))
        grants[role.value] = Grant(role.value, every, person_id=person)
    for registry_role in RegistryRole:
        person = _person(session, registry_role.value, registry_role)
        grants[registry_role.value] = Grant(registry_role.value, every, person_id=person)
    session.flush()
    return grants


def _person(session: Any, name: str, role: RegistryRole | None = None) -> int:
    person: Person = people.add(session, f"{name}@bekasikab.go.id", name, actor="operator", role=role)
    person.totp_since = clock.now()
    session.flush()
    return person.id or 0


@pytest.fixture(name="day")
def _day() -> Callable[..., str]:
    """Give days by how long ago they were."""
    return day
