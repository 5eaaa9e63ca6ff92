"""A catalog of any size: invented applications, bulk-written into the real tables with their journal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text
from sqlmodel import SQLModel

from registry import clock, journal
from registry.database import Database
from registry.tables import (
    Application,
    ApplicationCategory,
    Frontier,
    JournalRow,
    Publisher,
    Region,
    Release,
    Source,
)

BATCH = 2_000
MOMENT = datetime(2026, 11, 21, 3, 2, 1, tzinfo=UTC)
NOT_DUE = datetime(2036, 1, 1, tzinfo=UTC)
TOPICS = ["kinerja", "surat", "arsip", "pajak", "aset", "desa", "antrean", "presensi"]
TOPICS += ["perizinan", "pengaduan", "wisata", "pasar"]
CATEGORIES = [f"{topic}-management" for topic in TOPICS]
LICENSES = ["EUPL-1.2", "GPL-3.0-or-later", "MIT", "AGPL-3.0-only", "Apache-2.0"]
BIGGEST = "Diskominfo Kabupaten Bekasi"  # has one application in thirty, so that a page of it is full
RARE_LICENSE, RARE_COUNT = "OSL-3.0", 5  # as many at every size: the hardest filter for a paged list
RELEASES = ("1.0.0", "1.1.0", "1.2.0")

Row = dict[str, Any]


def fill(database: Database, *, until: int) -> None:
    """Write applications until there are `until` of them, as their publication would leave them."""
    with database.connect() as connection:
        publishers = _publishers(connection)
        first = (connection.scalar(select(func.max(Application.id))) or 0) + 1
    for start in range(first, until + 1, BATCH):
        numbers = range(start, min(start + BATCH, until + 1))
        with database.connect() as connection:
            _write(connection, [_applied(number, publishers) for number in numbers])
    with database.connect() as connection:
        if not database.is_sqlite:
            _restart_sequences(connection)
        connection.execute(text("ANALYZE"))


def slug(number: int) -> str:
    """Return the slug of an application: neighbours by number are not neighbours by slug."""
    return f"{number * 2654435761 % 2**32:08x}-{TOPICS[number % len(TOPICS)]}"


def _publishers(connection: Connection) -> Sequence[Row]:
    """Return one publisher for each regency and city, made at the first call."""
    if not connection.scalar(select(func.count()).select_from(Publisher)):
        regions = connection.execute(select(Region.code, Region.name).where(Region.kind != "province"))
        rows = [{"name": f"Diskominfo {region.name}", "region_code": region.code} for region in regions]
        connection.execute(insert(Publisher), rows)
    found = connection.execute(
        select(Publisher.id, Publisher.name, Region.code, Region.name.label("region"))  # type: ignore[attr-defined]  # SQLModel types columns as values
        .join(Region, Region.code == Publisher.region_code)
        .order_by(Publisher.name != BIGGEST, Publisher.id)
    )
    return [dict(row) for row in found.mappings()]


def _applied(number: int, publishers: Sequence[Row]) -> Row:
    publisher = publishers[number * 7919 % (len(publishers) - 1) + 1] if number % 30 else publishers[0]
    topic = TOPICS[number % len(TOPICS)]
    rare = number <= RARE_COUNT
    return {
        "slug": slug(number),
        "name": f"e-{topic.title()} {number}",
        "publisher": {
            "name": publisher["name"],
            "region": {"code": publisher["code"], "name": publisher["region"]},
        },
        "description": {
            "id": f"Aplikasi pengelolaan {topic} pemerintah daerah, dipakai oleh {publisher['region']}",
            "en": f"Management of {topic} for regional governments",
        },
        "categories": [CATEGORIES[number % 12], CATEGORIES[number * 5 % 12 - 1]][: 1 + number % 2],
        "license": RARE_LICENSE if rare else LICENSES[number * 31 % 7 % 5],
        "visibility": "public",
        "development_status": "stable",
        "software_type": "standalone/web",
        "latest_version": RELEASES[-1],
        "released_at": "2026-05-04T03:02:01Z",
        "described_by": "authors",
        "_number": number,
        "_publisher": publisher["id"],
    }


def _write(connection: Connection, batch: Sequence[Row]) -> None:
    for table, rows in (
        (JournalRow, list(_journal(connection, batch))),
        (Application, [_application(row) for row in batch]),
        (ApplicationCategory, list(_categories(batch))),
        (Source, [_source(row) for row in batch]),
        (Frontier, [{"source_id": row["_number"], "due_at": NOT_DUE, "attempts": 0} for row in batch]),
        (Release, [_release(row, place) for row in batch for place in range(len(RELEASES))]),
    ):
        _insert(connection, table, rows)


def _insert(connection: Connection, table: type[SQLModel], rows: Sequence[Row]) -> None:
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns = list(rows[0])
    named = ", ".join(f'"{column}"' for column in columns)
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor().copy(f'COPY "{table.__tablename__}" ({named}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


def _journal(connection: Connection, batch: Sequence[Row]) -> Iterator[Row]:
    previous = connection.scalar(select(JournalRow.hash).order_by(JournalRow.serial.desc()).limit(1))  # type: ignore[attr-defined]  # SQLModel types columns as values
    serial = connection.scalar(select(func.max(JournalRow.serial))) or 0
    for row in batch:
        serial += 1
        row["_serial"] = serial
        made = JournalRow(
            serial=serial,
            at=clock.stamp(MOMENT),
            actor="benchmark",
            action="release.published",
            subject=f"application:{row['slug']}",
            detail="{}",
            previous=previous or journal.BEGINNING,
            hash="",
        )
        made.hash = previous = journal.digest(made)
        yield made.model_dump()


def _application(row: Row) -> Row:
    summary = {name: value for name, value in row.items() if not name.startswith("_")}
    said = {
        language: {"short": short, "long": f"{short}. " * 6, "features": [f"{short} {n}" for n in range(5)]}
        for language, short in row["description"].items()
    }
    body = summary | {
        "url": f"https://git.example.go.id/{row['slug']}.git",
        "landing_url": None,
        "descriptions": said,
        "donor_reachable": True,
        "releases": [_brief(place) for place in reversed(range(len(RELEASES)))],
        "incidents": [],
    }
    kept = ("slug", "visibility", "name", "license", "latest_version")
    return {name: row[name] for name in kept} | {
        "id": row["_number"],
        "publisher_id": row["_publisher"],
        "listed": True,
        "region_code": row["publisher"]["region"]["code"],
        "summary": _json(summary),
        "body": _json(body),
        "created_at": MOMENT,
        "changed_serial": row["_serial"],
    }


def _categories(batch: Sequence[Row]) -> Iterator[Row]:
    for row in batch:
        for category in sorted(set(row["categories"])):
            yield {"category": category, "slug": row["slug"], "application_id": row["_number"]}


def _source(row: Row) -> Row:
    return {
        "id": row["_number"],
        "application_id": row["_number"],
        "url": f"https://git.example.go.id/{row['slug']}.git",
        "reachable": True,
        "created_at": MOMENT,
    }


def _brief(place: int) -> Row:
    version = RELEASES[place]
    released = f"2026-0{place + 3}-04T03:02:01Z"
    size = 120_000 + place
    return {
        "version": version,
        "tag": f"v{version}",
        "status": "published",
        "released_at": released,
        "bytes": size,
    }


def _release(row: Row, place: int) -> Row:
    brief = _brief(place)
    commit = f"{row['_number'] * 10 + place:040x}"
    license_found = {
        "spdx": row["license"],
        "file": "LICENSE",
        "blob": commit,
        "usable": True,
        "reason": None,
    }
    body = brief | {"commit": commit, "tree": commit, "snapshot_commit": commit, "files": 42}
    body |= {"published_at": brief["released_at"], "license": license_found, "risks": [], "archives": []}
    return {
        "application_id": row["_number"],
        "version": brief["version"],
        "tag": brief["tag"],
        "status": "published",
        "position": place + 1,
        "commit": commit,
        "tree": commit,
        "snapshot_commit": commit,
        "license": row["license"],
        "released_at": MOMENT,
        "published_at": MOMENT,
        "bytes": brief["bytes"],
        "body": _json(body),
    }


def _restart_sequences(connection: Connection) -> None:
    """Rows with given ids do not move PostgreSQL's sequences; the next submission would meet a taken id."""
    for table in ("applications", "sources"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608 - names of ours
        )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
