"""A small country with random histories: what was recorded, in the database and as plain lists."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from livinglab.contract.adoptions import Stage, StopReason
from registry import clock, regions
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.adoption import derived
from registry.adoption.tallies import Tally
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings
from registry.tables import (
    Adoption,
    AdoptionEvent,
    Application,
    Cohort,
    CohortMember,
    Experience,
    ExperienceVersion,
    Organisation,
    Publisher,
    Release,
)

VILLAGE = "32.16.05.2001"
PLACES = ("32.11", "32.16", "32.73", "33.01", "31.71", "32", VILLAGE)
COHORT = ("32.11", "32.16", "33.01", "11.01")
# Slug, visibility, standing. Of the last two nobody may be told who has not a right to it.
APPLICATIONS = (
    ("e-sakip", "public", "open"),
    ("e-office", "public", "open"),
    ("e-lama", "public", "retired"),
    ("e-rahasia", "agreement", "open"),
    ("e-tertahan", "public", "quarantined"),
)
NAMED = {"e-sakip", "e-office", "e-lama"}
VERSIONS = ("1.0.0", "1.1.0", "1.2.0", "2.0.0")
YANKED = "1.2.0"
STAGES = [stage for stage in Stage if stage is not Stage.RETRACTION]
DAYS = 1500


@dataclass(frozen=True)
class Recorded:
    """One event as it was recorded."""

    id: int
    stage: str
    day: date
    corrects: int | None
    version: str | None
    reason: str | None


@dataclass
class History:
    """One adoption as it was recorded."""

    number: int
    application: str
    region: str
    organisation: int
    fetched_on: date | None
    events: list[Recorded] = field(default_factory=list)
    experience: tuple[int | None, int | None, float | None] | None = None


@dataclass
class World:
    """All of it, on a day."""

    today: date
    histories: list[History] = field(default_factory=list)
    organisations: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def tell(database: Database) -> Callable[..., World]:
    """Give what makes a world from a seed."""
    return partial(write, database)


@dataclass
class Told:
    """A world behind its service, asked as many times as a file likes; nothing in it changes."""

    client: TestClient
    world: World
    donor: dict[str, str]  # the headers of a reader of the donor's
    adopter: dict[str, str]  # of one of Bekasi's

    def get(self, path: str, **headers: str) -> Any:
        """Ask for a statistic."""
        return self.client.get(f"/api/v1/statistics/{path}", headers=headers)


@pytest.fixture(scope="module")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Give one world for a whole file."""
    settings = Settings(folder=tmp_path_factory.mktemp("told") / "registry")
    settings.folder.mkdir()
    shutil.copy(sqlite_template, settings.folder / "livinglab.sqlite3")
    database = Database(settings.database)
    world = write(database, 5)
    with database.write() as session:
        donor, adopter = (_reader(session, world.organisations[code]) for code in ("32.11", "32.16"))
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield Told(client, world, donor, adopter)
    database.close()


def _reader(session: Session, organisation: int) -> dict[str, str]:
    grant = Grant(f"reader {organisation}", frozenset({Scope.READ}), organisation_id=organisation)
    return {"Authorization": f"Bearer {tokens.create(session, grant, actor='operator')[1]}"}


def write(database: Database, seed: int, *, adoptions: int = 24) -> World:
    """Write a world from a seed."""
    made = World(clock.date_in_jakarta())
    chance = random.Random(seed)  # noqa: S311 - a test's
    with database.write() as session:
        numbers = _catalog(session, made)
        for history in _histories(chance, made, adoptions):
            _record(session, chance, made, history, numbers[history.application])
            made.histories.append(history)
    return made


def _catalog(session: Session, made: World) -> dict[str, int]:
    regions.accept(session, VILLAGE)
    for code in PLACES[:-1]:
        row = Organisation(
            name=f"Pemerintah {code}",
            kind="region",
            region_code=code,
            verified_at=clock.now(),
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        made.organisations[code] = row.id or 0
    made.organisations[VILLAGE] = made.organisations["32.16"]
    _cohort(session)
    publisher = Publisher(
        name="Kabupaten Sumedang", region_code="32.11", organisation_id=made.organisations["32.11"]
    )
    session.add(publisher)
    session.flush()
    return {slug: _application(session, publisher.id or 0, slug, *rest) for slug, *rest in APPLICATIONS}


def _cohort(session: Session) -> None:
    session.add(
        Cohort(
            slug="idsl",
            name="=IDSL",
            signed_on=date(2022, 11, 21),
            size=6,
            note_id="30",
            note_en="30",
            source="x",
        )
    )
    session.flush()
    for code in COHORT:
        confidence = "high" if code == "32.11" else "medium"
        session.add(
            CohortMember(
                cohort_slug="idsl", region_code=code, evidence="named", source="x", confidence=confidence
            )
        )


def _application(session: Session, publisher: int, slug: str, visibility: str, standing: str) -> int:
    row = Application(
        slug=slug,
        publisher_id=publisher,
        visibility=visibility,
        listed=standing == "open",
        name=slug.title(),
        summary="{}",
        body="{}",
        standing=standing,
        latest_version=VERSIONS[-1],
        created_at=clock.now(),
        changed_serial=0,
    )
    session.add(row)
    session.flush()
    for position, version in enumerate(VERSIONS, start=1):
        session.add(
            Release(
                application_id=row.id or 0,
                version=version,
                status="published",
                position=position,
                commit="a" * 40,
                tree="b" * 40,
                released_at=clock.now(),
                published_at=clock.now(),
                bytes=1,
                body="{}",
                yanked_at=clock.now() if version == YANKED else None,
            )
        )
    return row.id or 0


def _histories(chance: random.Random, made: World, count: int) -> Iterator[History]:
    slugs = [slug for slug, *_ in APPLICATIONS]
    pairs = [(slug, code) for slug in slugs for code in PLACES]
    for slug, code in chance.sample(pairs, count):
        fetched = made.today - timedelta(chance.randrange(DAYS)) if chance.random() < 0.5 else None
        yield History(0, slug, code, made.organisations[code], fetched)


def _record(session: Session, chance: random.Random, made: World, history: History, application: int) -> None:
    row = Adoption(
        application_id=application,
        region_code=history.region,
        organisation_id=history.organisation,
        created_at=clock.now(),
        state="none",
        fetched_on=history.fetched_on,
        changed_serial=0,
    )
    session.add(row)
    session.flush()
    history.number = row.id or 0
    for _ in range(chance.randint(1, 9)):
        history.events.append(_event(session, chance, made, history))
    derived.refresh(session, row, before=Tally())
    if chance.random() < 0.5:
        history.experience = _experience(session, chance, history)


def _event(session: Session, chance: random.Random, made: World, history: History) -> Recorded:
    open_to_correction = {told.id for told in history.events} - {told.corrects for told in history.events}
    corrects = (
        chance.choice(sorted(open_to_correction)) if open_to_correction and chance.random() < 0.2 else None
    )
    stage = str(chance.choice([*STAGES, Stage.GO_LIVE, Stage.CONFIRMATION, Stage.STOPPED]))
    if corrects is not None and chance.random() < 0.5:
        stage = str(Stage.RETRACTION)
    # Some days are shared, so that the order of recording decides.
    days = [told.day for told in history.events]
    day = (
        chance.choice(days)
        if days and chance.random() < 0.2
        else made.today - timedelta(chance.randrange(DAYS))
    )
    row = AdoptionEvent(
        adoption_id=history.number,
        stage=stage,
        happened_on=day,
        version=chance.choice([None, *VERSIONS, "0.9-lokal"]),
        reason=str(chance.choice(list(StopReason))) if stage == Stage.STOPPED else None,
        corrects_id=corrects,
        recorded_by="token:1",
        recorded_at=clock.now(),
        serial=0,
    )
    session.add(row)
    session.flush()
    return Recorded(row.id or 0, stage, day, corrects, row.version, row.reason)


def _experience(session: Session, chance: random.Random, history: History) -> Any:
    is_public = chance.random() < 0.8
    said = (
        chance.choice([None, chance.randrange(10**9)]),
        chance.choice([None, chance.randrange(10**9)]),
        chance.choice([None, 12.5]),
    )
    row = Experience(
        adoption_id=history.number, published_number=2 if is_public else None, created_at=clock.now()
    )
    session.add(row)
    session.flush()
    for number in (1, 2):
        session.add(
            ExperienceVersion(
                experience_id=row.id or 0,
                number=number,
                rupiah=said[0] if number == 2 else 1,
                alternative_rupiah=said[1] if number == 2 else 1,
                person_days=said[2] if number == 2 else 1,
                author="person:1",
                decision="published",
                written_at=clock.now(),
            )
        )
    return said if is_public else None
