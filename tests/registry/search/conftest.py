"""A catalog to search in, on both databases, and hands that change it as publication does."""

import shutil
import time
import tomllib
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import Session, select

from livinglab import contract
from livinglab.contract import Description
from registry import journal
from registry.catalog.search import Filters, Search, Sort
from registry.database import Database
from registry.settings import Settings
from registry.tables import Application, Publisher, Region

HERE = Path(__file__).parent
MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
PATIENCE = 60.0  # seconds for an index to come up with the journal on a busy machine

Facts = dict[str, Any]
Find = Callable[..., contract.SearchAnswer]


def put(session: Session, facts: Facts) -> int:
    """Write one application as publication would, and return the journal's serial."""
    code = facts.get("region")
    publisher = session.exec(select(Publisher).where(Publisher.name == facts["publisher"])).first()
    if publisher is None:
        publisher = Publisher(name=facts["publisher"], region_code=code)
        session.add(publisher)
        session.flush()
    region = session.get_one(Region, code) if code else None
    body = _body(facts, contract.RegionBrief(code=region.code, name=region.name) if region else None)
    row = session.exec(select(Application).where(Application.slug == facts["slug"])).first()
    row = row or Application(slug=facts["slug"], created_at=MOMENT)
    row.publisher_id, row.region_code = publisher.id, code
    row.visibility = facts.get("more", {}).get("visibility", "public")
    row.listed = facts.get("listed", True)
    row.name, row.license = body.name, body.license
    row.summary = contract.ApplicationSummary.model_validate(body.model_dump()).model_dump_json()
    row.body = body.model_dump_json()
    subject = f"application:{row.slug}"
    row.changed_serial = journal.append(session, actor="test", action="changed", subject=subject, detail={})
    session.add(row)
    session.flush()
    return row.changed_serial


def _body(facts: Facts, region: contract.RegionBrief | None) -> contract.Application:
    said = {
        "id": Description(short=facts["id"], long=facts.get("long"), features=facts.get("features", [])),
        "en": Description(short=facts["en"]),
    }
    values: Facts = {
        "slug": facts["slug"],
        "name": facts["name"],
        "publisher": contract.Publisher(name=facts["publisher"], region=region),
        "description": {language: one.short for language, one in said.items()},
        "categories": facts["categories"],
        "license": facts.get("license"),
        "visibility": contract.Visibility.PUBLIC,
        "development_status": facts["status"],
        "software_type": "standalone/web",
        "latest_version": "1.0.0",
        "released_at": MOMENT,
        "described_by": "authors",
        "url": f"https://git.example.go.id/{facts['slug']}.git",
        "descriptions": said,
    }
    return contract.Application.model_validate({**values, **facts.get("more", {})})


@pytest.fixture(scope="session")
def sixty() -> Sequence[Facts]:
    """Give the applications of applications.toml."""
    found: list[Facts] = tomllib.loads((HERE / "applications.toml").read_text("utf-8"))["application"]
    return found


@pytest.fixture(scope="session")
def typed() -> dict[str, dict[str, Any]]:
    """Give the queries of queries.toml."""
    return tomllib.loads((HERE / "queries.toml").read_text("utf-8"))


@pytest.fixture
def change(database: Database) -> Callable[..., int]:
    """Give a hand that writes applications: facts of a small one, changed as told."""

    def change(*slugs: str, **facts: Any) -> int:
        values = {"publisher": "Pemerintah Kota Bekasi", "status": "stable", "id": "Contoh", "en": "Example"}
        with database.write() as session:
            for slug in slugs:
                serial = put(session, {"slug": slug, "name": slug, "categories": [], **values, **facts})
        return serial

    return change


@pytest.fixture
def catalog(database: Database, sixty: Sequence[Facts]) -> int:
    """Write the sixty applications; give the serial of the last."""
    with database.write() as session:
        return [put(session, facts) for facts in sixty][-1]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def ask_sixty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sixty: Sequence[Facts]
) -> Iterator[Find]:
    """Give a searcher over the sixty applications, which stay as they are: made once for each engine."""
    folder = tmp_path_factory.mktemp("sixty")
    url = ""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "livinglab.sqlite3")
    else:
        url = _copied(
            request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
        )
    settings = Settings(folder=folder, database_url=url)
    database = Database(settings.database)
    with database.write() as session:
        for facts in sixty:
            put(session, facts)
    search = Search(database, settings)
    search.start()
    yield asking(database, search)
    search.close()
    database.close()


def _copied(server: str, template: str) -> str:
    name = f"sixty_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    before, mark, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{query}"


@pytest.fixture
def search(database: Database, settings: Settings) -> Iterator[Search]:
    """Give a running search."""
    search = Search(database, settings)
    search.start()
    yield search
    search.close()


@pytest.fixture
def find(database: Database, search: Search) -> Find:
    """Give a searcher who asks as the API does: with the newest serial."""
    return asking(database, search)


def asking(database: Database, search: Search) -> Find:
    """Return a way to ask that checks each answer against the contract."""

    def find(
        words: str = "",
        *,
        cursor: str | None = None,
        limit: int = 25,
        language: str = "id",
        facets: bool = False,
        sort: Sort = "match",
        **filters: Any,
    ) -> contract.SearchAnswer:
        with database.read() as session:
            serial = journal.serial(session)
        ask = partial(
            search.find,
            words,
            filters=Filters(**filters),
            sort=sort,
            cursor=cursor,
            limit=limit,
            language=language,
            serial=serial,
            facets=facets,
        )
        found, deadline = ask(), time.monotonic() + PATIENCE
        # Search waits a second for a large change and then says honestly which serial it has.
        while found.serial < serial and time.monotonic() < deadline:
            found = ask()
        answer = contract.SearchAnswer.model_validate_json(found.body)
        assert answer.serial == found.serial
        return answer

    return find
