"""One registry for all that is asked of the Open Catalog API, on each engine: its story is told once."""

import shutil
import uuid
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import psycopg
import pytest
from starlette.testclient import TestClient

from livinglab import contract
from registry.access.callers import OPERATOR
from registry.app import create_app
from registry.catalog import moderation
from registry.catalog.found import ManifestFacts, ReleaseFound
from registry.catalog.moderation import Decision
from registry.database import open_database
from registry.exchange.imports.importing import Importer
from registry.exchange.imports.lists import AddressList
from registry.exchange.imports.offers import Offer
from registry.exchange.imports.origins import ListOrigin
from registry.settings import Settings

WHY = "Donor meminta aplikasi ini ditarik dari katalog."
IMPORTED = "https://git.bekasikab.go.id/kominfo/ppid.git"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def settings(request, tmp_path_factory):
    """Give settings with a database of their own: this file tells its story once on each engine."""
    folder = tmp_path_factory.mktemp("registry")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "livinglab.sqlite3")
        return Settings(folder=folder)
    server, template = map(request.getfixturevalue, ("postgres_server", "postgres_template"))
    name = f"open_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return Settings(folder=folder, database_url=urlsplit(server)._replace(path=f"/{name}").geturl())


@pytest.fixture(scope="session")
def database(settings):
    """Give the story's database."""
    with closing(open_database(settings)) as database:
        yield database


@pytest.fixture(scope="session")
def client(settings, database, story, tmp_path_factory):
    """Give a client of the registry that the story is told in."""
    _tell(database, partial(story, database, settings, tmp_path_factory.mktemp("story")))
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


def _tell(database, publish):
    """Tell of two public ones, one imported, one retired; one restricted and one in quarantine."""
    publish("e-sakip", region="32.11")
    own = ReleaseFound(
        version="1.0.0",
        tag="v1.0.0",
        commit="c" * 40,
        tree="d" * 40,
        released_at=datetime(2026, 3, 1, tzinfo=UTC),
        files=1,
        bytes=1,
        license=contract.License(spdx="EUPL-1.2", file="LICENSE", usable=True),
        manifest=ManifestFacts(name="SPBE", text="name: SPBE\n"),
    )
    publish("spbe-index", own, publisher="Pemerintah Kabupaten Bekasi", region="32.16")
    offer = Offer(url=IMPORTED, publisher="Komunitas PPID", external_id="7")
    list(Importer(database, ListOrigin(AddressList("sha256:" + "a" * 64, [offer]))).run())
    publish("ppid", url=IMPORTED, publisher="Komunitas PPID")
    publish("simpeg-lama", region="32.11")
    publish("rahasia", visibility="government", url="https://git.rahasia.go.id/rahasia.git", region="32.11")
    publish("karantina", region="32.11")
    with database.write() as session:
        moderation.decide(session, "simpeg-lama", Decision.RETIRE, WHY, caller=OPERATOR)
        moderation.decide(session, "karantina", Decision.QUARANTINE, WHY, caller=OPERATOR)


@pytest.fixture
def v1(client):
    """Give a way to ask /v1."""
    return lambda path, status=200, **query: _answered(client.get(f"/v1{path}", params=query), status)


def _answered(response, status):
    assert response.status_code == status, response.text
    problem = "problem+" if status >= 400 else ""
    assert response.headers["content-type"] == f"application/{problem}json"
    return response.json()
