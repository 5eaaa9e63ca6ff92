"""Ten years of adoptions: invented histories, bulk-written with all that follows from them.

Some thousands of histories are drawn, and each adoption is given one of them: what follows from a history is
reckoned once, by the same functions as for recorded events. Roll-ups are summed over every adoption.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, select, text
from sqlmodel import SQLModel
from support import filling

from livinglab import contract
from livinglab.contract.adoptions import Stage, StopReason
from registry import clock
from registry.adoption import derived, rollups, states
from registry.adoption.tallies import Tally, tally
from registry.database import Database
from registry.tables import (
    Adoption,
    AdoptionEvent,
    AdoptionPeriod,
    Application,
    Cohort,
    CohortMember,
    DayCount,
    Experience,
    ExperienceVersion,
    FetchCount,
    MonthCount,
    Organisation,
    Region,
    Release,
    VersionCount,
)

APPLICATIONS = 500
RESTRICTED = 20  # of them, whose adoptions nobody is told of
HISTORIES = 4000
EVENTS_EACH = 39  # 10 million over 500 applications and 514 regions
YEARS = 10
VERSIONS = [f"{major}.{minor}.0" for major in (1, 2, 3) for minor in range(5)]
COHORT, COHORT_SIZE = "penandatangan", 62
ALL_REGIONS = "semua"
BEFORE = (Stage.INTEREST, Stage.STUDY_VISIT, Stage.REQUEST, Stage.MEMORANDUM, Stage.AGREEMENT)
BEFORE = (*BEFORE, Stage.SOURCE_HANDOVER, Stage.INSTALLATION, Stage.TRAINING, Stage.ACCEPTANCE_TEST)
AFTER = (Stage.CONFIRMATION, Stage.CONFIRMATION, Stage.EVALUATION, Stage.TRAINING)
EXPERIENCES_IN = 50  # adoptions, one with a published experience
BATCH = 4000  # adoptions in one transaction


@dataclass(slots=True)
class Event:
    """One event of a history, before it belongs to an adoption."""

    id: int | None
    stage: str
    happened_on: date
    version: str | None
    reason: str | None
    corrects_id: int | None = None
    commit: str | None = None


@dataclass(slots=True)
class History:
    """A history, and what follows from it."""

    events: Sequence[Event]
    columns: dict[str, Any]
    periods: Sequence[states.Period]
    tally: Tally


def fill(database: Database, *, events: int) -> int:
    """Write a catalog, regions' organisations and about so many events; return how many."""
    filling.fill(database, until=APPLICATIONS)
    chance = random.Random(5)  # noqa: S311 - invented rows
    with database.connect() as connection:
        regions, applications = _country(connection)
    histories = list(_histories(chance, clock.date_in_jakarta()))
    pairs = [(number, code) for number in applications for code in regions]
    if events < EVENTS_EACH * len(pairs):
        pairs = sorted(chance.sample(pairs, events // EVENTS_EACH))
    written = _write(database, chance, histories, pairs, regions)
    with database.connect() as connection:
        connection.execute(text("ANALYZE"))
    return written


def _country(connection: Connection) -> tuple[dict[str, int], Sequence[int]]:
    """Write organisations, cohorts and releases; return regions and applications by number."""
    codes = connection.execute(
        select(Region.code).where(Region.kind.in_(["regency", "city"])).order_by(Region.code)  # type: ignore[attr-defined,call-overload]  # SQLModel types columns as values
    ).scalars()
    regions = {code: number for number, code in enumerate(codes, start=1)}
    now = clock.now()
    rows = [
        {"id": number, "name": f"Pemerintah {code}", "kind": "region", "region_code": code, "created_at": now}
        for code, number in regions.items()
    ]
    connection.execute(insert(Organisation), rows)
    for slug, members in ((COHORT, list(regions)[::8][:COHORT_SIZE]), (ALL_REGIONS, list(regions))):
        told = {"note_id": slug, "note_en": slug, "source": slug, "size": len(members)}
        connection.execute(insert(Cohort), [{"slug": slug, "name": slug, **told}])
        said = {"cohort_slug": slug, "evidence": "x", "source": "x", "confidence": "high"}
        connection.execute(insert(CohortMember), [{**said, "region_code": code} for code in members])
    numbers = list(connection.execute(select(Application.id).order_by(Application.id)).scalars())  # type: ignore[call-overload]  # as above
    connection.execute(
        text("UPDATE applications SET visibility = 'agreement' WHERE id <= :number"), {"number": RESTRICTED}
    )
    connection.execute(insert(Release), [one for number in numbers for one in _releases(number)])
    return regions, numbers


def _releases(application: int) -> Iterator[dict[str, Any]]:
    for position, version in enumerate(VERSIONS, start=1):
        if version not in filling.RELEASES:
            yield {
                "application_id": application,
                "version": version,
                "status": "published",
                "position": position,
                "commit": "0" * 40,
                "tree": "0" * 40,
                "released_at": filling.MOMENT,
                "published_at": filling.MOMENT,
                "bytes": 1,
                "body": _body(version).model_dump_json(),
            }


def _body(version: str) -> contract.Release:
    return contract.Release(
        version=version,
        status=contract.ReleaseStatus.PUBLISHED,
        released_at=filling.MOMENT,
        bytes=1,
        commit="0" * 40,
        tree="0" * 40,
        files=1,
        license=contract.License(spdx="EUPL-1.2", file="LICENSE", usable=True),
    )


def _histories(chance: random.Random, today: date) -> Iterator[History]:
    for _ in range(HISTORIES):
        events = _events(chance, today)
        found = states.periods(events)
        columns = derived.columns(events, found)
        columns["fetched_on"] = None
        if chance.random() < 0.6:
            columns["fetched_on"] = events[0].happened_on + timedelta(chance.randrange(200))
        counted = tally(events, version=columns["version"], fetched_on=columns["fetched_on"])
        yield History(events, columns, found, counted)


def _events(chance: random.Random, today: date) -> list[Event]:
    """Return a history of ten years: one in five never goes live, one in eight ends with a stop."""
    begun = today - timedelta(365 * YEARS)
    day, made = begun + timedelta(chance.randrange(700)), []
    stages: list[Stage] = sorted(chance.choices(BEFORE, k=8), key=BEFORE.index)
    goes_live = chance.random() < 0.8
    stages += [Stage.GO_LIVE] if goes_live else []
    usual = AFTER if goes_live else BEFORE
    stages += chance.choices(usual, k=EVENTS_EACH - len(stages) - 1)
    stages.append(Stage.STOPPED if chance.random() < 0.12 else usual[0])
    left = max((today - day).days, 1)
    for number, stage in enumerate(stages):
        version = VERSIONS[
            min(number * len(VERSIONS) // EVENTS_EACH + chance.randrange(3), len(VERSIONS) - 1)
        ]
        reason = str(chance.choice(list(StopReason))) if stage is Stage.STOPPED else None
        known = version if number > 8 and chance.random() < 0.5 else None
        made.append(Event(None, str(stage), min(day, today), known, reason))
        day += timedelta(chance.randrange(2 * left // EVENTS_EACH + 1))
    return made


def _write(
    database: Database,
    chance: random.Random,
    histories: Sequence[History],
    pairs: Sequence[tuple[int, str]],
    regions: dict[str, int],
) -> int:
    sums = _Sums(histories)
    cohorts = {ALL_REGIONS: set(regions), COHORT: set(list(regions)[::8][:COHORT_SIZE])}
    numbered = enumerate(((*pair, chance.randrange(len(histories))) for pair in pairs), start=1)
    event_id = 0
    while batch := list(islice(numbered, BATCH)):
        with database.connect() as connection:
            adoptions, events, periods = [], [], []
            for number, (application, code, place) in batch:
                history = histories[place]
                adoptions.append(_adoption(number, application, code, regions[code], history))
                for event in history.events:
                    event_id += 1
                    events.append((event_id, number, event))
                periods += [(number, *row) for row in enumerate(history.periods, start=1)]
                inside = [f"cohort:{slug}" for slug, members in cohorts.items() if code in members]
                sums.add([*_scopes(application, code), *inside], application, place)
            put(connection, Adoption, ADOPTION, adoptions)
            put(connection, AdoptionEvent, EVENT, (_event(*row) for row in events))
            put(connection, AdoptionPeriod, PERIOD, (_period(*row) for row in periods))
    for table, columns, rows in sums.rows():
        with database.connect() as connection:
            put(connection, table, columns, rows)
    with database.connect() as connection:
        _besides(connection, chance, len(pairs), regions)
    return event_id


ADOPTION = ("id", "application_id", "region_code", "regency_code", "province_code", "unit", "organisation_id")
ADOPTION = (*ADOPTION, "created_at", "changed_serial")
DERIVED = ("state", "since", "expires_on", "first_on", "last_on", "in_use_on", "furthest", "version")
DERIVED = (*DERIVED, "reason", "fetched_on", "stages", "kept_years")
ADOPTION = (*ADOPTION, *DERIVED)
EVENT = (
    "id",
    "adoption_id",
    "stage",
    "happened_on",
    "version",
    "reason",
    "recorded_by",
    "recorded_at",
    "serial",
)
PERIOD = ("adoption_id", "position", "state", "since", "until", "first")
MOMENT = "2026-11-21 03:02:01.000000"


def _adoption(
    number: int, application: int, code: str, organisation: int, history: History
) -> tuple[Any, ...]:
    derived_values = (_written(history.columns[name]) for name in DERIVED)
    return (number, application, code, code[:5], code[:2], "", organisation, MOMENT, 0, *derived_values)


def _event(number: int, adoption: int, event: Event) -> tuple[Any, ...]:
    day = event.happened_on.isoformat()
    return (number, adoption, event.stage, day, event.version, event.reason, "token:1", MOMENT, 0)


def _period(adoption: int, position: int, period: states.Period) -> tuple[Any, ...]:
    since, until = period.since.isoformat(), _written(period.until)
    return (adoption, position, str(period.state), since, until, period.first)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _scopes(application: int, code: str) -> list[str]:
    row = Adoption.model_construct(application_id=application, region_code=code)
    return rollups.scopes_of(row, [])


class _Sums:
    """Roll-ups of every scope, in memory: first how often each history, then what that adds up to."""

    def __init__(self, histories: Sequence[History]) -> None:
        self._histories = histories
        self._counted: dict[str, Counter[int]] = defaultdict(Counter)
        self._versions: dict[int, Counter[tuple[str, int]]] = defaultdict(Counter)

    def add(self, scopes: Iterable[str], application: int, place: int) -> None:
        for scope in scopes:
            self._counted[scope][place] += 1
        self._versions[application].update(self._histories[place].tally.versions)

    def rows(self) -> Iterator[tuple[type[SQLModel], tuple[str, ...], Iterator[tuple[Any, ...]]]]:
        yield MonthCount, ("scope", "measure", "month", "count"), self._flat("months")
        yield DayCount, ("scope", "pair", "days", "count"), self._flat("days")
        sums = ((number, self._versions[number]) for number in sorted(self._versions))
        yield VersionCount, ("application_id", "version", "until_month", "count"), _flat(sums)

    def _flat(self, kind: str) -> Iterator[tuple[Any, ...]]:
        return _flat((scope, self._sum(scope, kind)) for scope in sorted(self._counted))

    def _sum(self, scope: str, kind: str) -> Counter[tuple[str, int]]:
        made = Counter[tuple[str, int]]()
        for place, times in self._counted[scope].items():
            for key, count in getattr(self._histories[place].tally, kind).items():
                made[key] += count * times
        return made


def _flat(sums: Iterable[tuple[Any, Counter[tuple[str, int]]]]) -> Iterator[tuple[Any, ...]]:
    for scope, counted in sums:
        for (name, number), count in sorted(counted.items()):
            if count:
                yield scope, name, number, count


def _besides(connection: Connection, chance: random.Random, adoptions: int, regions: dict[str, int]) -> None:
    """Write experiences, and downloads of two years."""
    told = range(1, adoptions + 1, EXPERIENCES_IN)
    put(
        connection,
        Experience,
        ("id", "adoption_id", "published_number", "created_at"),
        ((n, n, 1, MOMENT) for n in told),
    )
    columns = (
        "experience_id",
        "number",
        "rupiah",
        "alternative_rupiah",
        "person_days",
        "author",
        "written_at",
        "decision",
    )
    spent = [(chance.randrange(10**9), chance.choice([None, chance.randrange(10**10)])) for _ in range(500)]
    rows = ((n, 1, *spent[n % 500], 10.0, "person:1", MOMENT, "published") for n in told)
    put(connection, ExperienceVersion, columns, rows)
    releases = list(connection.execute(select(Release.id).order_by(Release.id)).scalars())  # type: ignore[call-overload]  # as above
    codes, first = list(regions), date(2024, 11, 1)
    fetched = {
        (
            chance.choice(releases),
            (first + timedelta(chance.randrange(700))).isoformat(),
            chance.choice(codes),
        )
        for _ in range(min(adoptions, 100_000))
    }
    put(
        connection,
        FetchCount,
        ("release_id", "day", "region_code", "count"),
        ((*key, 1) for key in sorted(fetched)),
    )


def put(
    connection: Connection, table: type[SQLModel], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows past the object mapper: COPY on PostgreSQL, one prepared statement on SQLite."""
    named = ", ".join(f'"{column}"' for column in columns)
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f'COPY "{table.__tablename__}" ({named}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(columns))
    driver.executemany(f'INSERT INTO "{table.__tablename__}" ({named}) VALUES ({places})', rows)  # noqa: S608 - names of ours
