"""Import: from ourselves over real HTTP, from lists, cut off and begun again, and from hostile catalogs."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import uvicorn
from sqlmodel import select

from registry.__main__ import main
from registry.access import organisations
from registry.app import create_app
from registry.crawl.connector import Connector
from registry.crawl.dialling import Waits
from registry.database import open_database
from registry.errors import RegistryError
from registry.exchange.imports import neighbours, origins
from registry.exchange.imports.importing import Importer
from registry.settings import Settings
from registry.tables import Application, Import, ImportedItem, Publisher, Submission

# What rests on no engine is told on one.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINKED = "?page%5Bafter%5D="
MANIFEST = """
publiccodeYmlVersion: "0"
name: {name}
url: {url}
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  id:
    shortDescription: Akuntabilitas kinerja
    longDescription: >
      Perencanaan, pengukuran dan pelaporan kinerja perangkat daerah, dari sasaran dan indikator sampai
      realisasi dan evaluasi, dengan unduhan untuk lembar kerja dan riwayat isian selama bertahun-tahun.
    features: [Perjanjian kinerja]
legal: {{license: EUPL-1.2, repoOwner: {owner}}}
maintenance: {{type: none}}
localisation: {{localisationReady: false, availableLanguages: [id]}}
"""


class Catalog(ThreadingHTTPServer):
    """Another catalog: `pages` are lists of its software, `answer` may say something else for a path."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages, self.publishers, self.asked = [[]], [], []
        self.answer = lambda _: None

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self):
        return f"http://{self.place}/v1"

    def page(self, path):
        if path.startswith("/v1/publishers"):
            return {"data": self.publishers, "links": {"prev": None, "next": None}}
        number = int(path.partition(LINKED)[2] or 0)
        following = f"{LINKED}{number + 1}" if number + 1 < len(self.pages) else None
        return {"data": self.pages[number], "links": {"prev": None, "next": following}}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, body = self.server.answer(self.path) or (200, {}, None)
        body = json.dumps(self.server.page(self.path)).encode() if body is None else body
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    with Catalog() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def software(name, *, owner="Pemkab Sumedang", **more):
    url = f"https://git.sumedangkab.go.id/diskominfo/{name}.git"
    text = MANIFEST.format(name=name, url=url, owner=owner)
    return {"id": f"id-of-{name}", "url": url, "publiccodeYml": text, "active": True, **more}


def origin(catalog):
    return origins.of(catalog.url, Connector(private_donors=(catalog.place,)), waits=Waits(whole=5.0))


@pytest.fixture
def importer(database, catalog):
    return lambda: Importer(database, origin(catalog))


def counted(results):
    return Counter(result.outcome for result in results)


def rows(database, table):
    with database.read() as session:
        return session.exec(select(table)).all()


@pytest.fixture
def neighbour(sqlite_template, tmp_path, story) -> Iterator[str]:
    """Give the address of a second registry, over real HTTP, which has two applications."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        folder = tmp_path / "neighbour"
        settings = Settings(folder=folder, public_url=url)
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "livinglab.sqlite3")
        with closing(open_database(settings)) as database:
            for slug in ("e-sakip", "spbe-index"):
                story(database, settings, tmp_path, slug, region="32.11")
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield url
        server.should_exit = True
        thread.join()


def test_a_registry_imports_from_another_one_of_its_kind(database, neighbour, client):
    connector = Connector(private_donors=(neighbour.removeprefix("http://"),))
    importer = Importer(database, origins.of(f"{neighbour}/v1/software", connector))
    assert counted(importer.run()) == {"submitted": 2}
    assert counted(importer.run()) == {"known": 2}
    [run] = rows(database, Import)
    assert (run.address, run.cursor, run.finished_at is None) == (f"{neighbour}/v1", None, False)
    assert [row.status for row in rows(database, Submission)] == ["queued", "queued"]
    assert [row.name for row in rows(database, Publisher)] == ["Pemerintah Kabupaten Sumedang"]
    bodies = [json.loads(row.body) for row in rows(database, Application)]
    theirs = httpx.get(f"{neighbour}/v1/software").json()["data"]
    assert {(body["url"], body["origin"]["catalog"], body["origin"]["id"]) for body in bodies} == {
        (one["url"], run.address, one["id"]) for one in theirs
    }
    assert [one["name"] for one in client.get("/v1/catalogs").json()["data"]][1:] == [run.address]


@SQLITE
def test_an_offer_that_is_here_already_is_known_however_it_is_written(database, importer, catalog, publish):
    publish("e-sakip")
    one = software("e-sakip")
    spellings = [one["url"], one["url"].removesuffix(".git"), one["url"].replace("git.s", "GIT.S") + "/"]
    catalog.pages = [[{**one, "url": url} for url in spellings]]
    renamed = software("sakip-baru", aliases=[one["url"]])
    catalog.pages[0].append(renamed)
    assert counted(importer().run()) == {"known": 4}


def test_a_run_that_was_cut_off_goes_on_at_its_page_and_submits_nothing_twice(database, importer, catalog):
    catalog.pages = [[software(f"aplikasi-{page}{letter}") for letter in "xyz"] for page in range(1, 4)]
    running = importer().run()
    assert [next(running).slug for _ in range(4)][-1] == "aplikasi-2x"
    running.close()  # as if it were killed: what was yielded is committed, and nothing else is remembered
    catalog.asked.clear()
    assert counted(importer().run()) == {"known": 1, "submitted": 5}
    assert catalog.asked[1] == f"/v1/software{LINKED}1"
    assert len(rows(database, Submission)) == 9


@pytest.mark.long
def test_a_killed_import_goes_on(database, settings, catalog, importer):
    catalog.pages = [[software(f"aplikasi-{page}{letter}") for letter in "xyz"] for page in range(1, 4)]
    reached, killed = threading.Event(), threading.Event()

    def stall(path):
        if path.endswith("2") and not killed.is_set():
            reached.set()
            killed.wait(30)

    catalog.answer = stall
    own = {"LIVINGLAB_FOLDER": str(settings.folder), "LIVINGLAB_DATABASE_URL": settings.database_url}
    process = subprocess.Popen(
        [sys.executable, "-m", "registry", "import", catalog.url],
        env={**os.environ, **own, "LIVINGLAB_PRIVATE_DONORS": catalog.place},
        stdout=subprocess.DEVNULL,
    )
    assert reached.wait(60)
    process.kill()
    process.wait()
    killed.set()
    assert len(rows(database, Submission)) == 6
    assert counted(importer().run()) == {"submitted": 3}


@SQLITE
def test_a_catalog_that_fails_in_the_middle_loses_nothing(database, importer, catalog):
    catalog.pages = [[software("e-sakip")], [software("spbe-index")]]
    catalog.answer = lambda path: (500, {}, b"") if path.endswith("1") else None
    with pytest.raises(RegistryError, match="answered 500"):
        list(importer().run())
    assert catalog.asked.count(f"/v1/software{LINKED}1") == neighbours.TRIES
    catalog.answer = lambda _: None
    assert counted(importer().run()) == {"submitted": 1}
    assert sorted(row.slug for row in rows(database, Application)) == ["e-sakip", "spbe-index"]


def endless(catalog, path):
    return json.dumps({"data": [], "links": {"next": f"?page[after]={len(catalog.asked)}"}}).encode()


HOSTILE = {
    "leads back": lambda *_: b'{"data": [], "links": {"next": "?page[size]=100"}}',
    "pages in one run": endless,
    "is over 0 MiB": lambda *_: b'{"data": ["' + b"x" * 3000 + b'"]}',
    "no JSON": lambda *_: b"<html>",
    "more parts": lambda *_: b"[" * 900,
    "`data` and `links`": lambda *_: b'{"data": {"url": 1}, "links": 7}',
    "over 1000 items": lambda *_: b'{"data": [' + b"0," * 1000 + b'0], "links": {}}',
    "cannot be read": lambda *_: b'{"data": [], "links": {"next": "?a b"}}',
}


@pytest.mark.parametrize("said", HOSTILE)
def test_a_hostile_catalog_ends_with_a_message_that_says_why(said, catalog, monkeypatch):
    monkeypatch.setattr(neighbours, "MOST_PAGES", 3)
    monkeypatch.setattr(neighbours, "LARGEST_PAGE", 2**11 if said == "is over 0 MiB" else 2**20)
    catalog.answer = lambda path: (200, {}, HOSTILE[said](catalog, path))
    with pytest.raises(RegistryError, match=said):
        list(origin(catalog).batches(None))


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://169.254.169.254/v1", "must be https"),
        ("https://127.0.0.1/v1", "public name"),
        ("file:///etc/passwd", "must start with https"),
        ("/v1/elsewhere", "redirects more than"),
    ],
)
def test_a_redirect_goes_nowhere_that_a_visit_would_not_go(location, said, catalog):
    catalog.answer = lambda _: (302, {"Location": location}, b"")
    with pytest.raises(RegistryError, match=said):
        list(origin(catalog).batches(None))


def test_what_is_no_application_is_refused_one_by_one_with_the_reason(database, importer, catalog):
    strange = [
        7,
        {"url": 5},
        {"url": "https://user:s3cret@git.example.go.id/a/b"},
        {"url": "http://127.0.0.1/a/b.git", "publiccodeYml": ["x"]},
        software("bersih", owner='"Pem\u202ekab"'),
        software("setengah", id="\ud800", aliases=["a\0b", "\udfff", 7], owner='"a\\0b"'),
        software("mati", active=False),
        software("baik"),
    ]
    catalog.pages = [strange]
    results = list(importer().run())
    assert counted(results) == {"refused": 5, "skipped": 1, "submitted": 2}
    assert all(
        result.reason.id and result.reason.en
        for result in results
        if result.outcome in ("refused", "skipped")
    )
    kept = {row.url: row.outcome for row in rows(database, ImportedItem)}
    assert not any("s3cret" in url for url in kept)
    assert [row.slug for row in rows(database, Submission)] == ["setengah", "baik"]


def test_taken_names_get_an_ending_and_close_ones_wait_for_a_curator(database, importer, catalog, publish):
    publish("e-sakip")
    other = software("e-sakip", owner="Pemkab Bekasi")
    catalog.pages = [
        [
            {**other, "url": "https://git.bekasikab.go.id/kominfo/e-sakip.git"},
            {
                **other,
                "url": "https://git.bekasikab.go.id/bappeda/esakip.git",
                "publiccodeYml": "name: [",
                "id": 3,
            },
        ]
    ]
    assert [result.slug for result in importer().run()] == ["e-sakip-kominfo", "esakip"]
    standing = {row.slug: (row.standing, row.standing_reason) for row in rows(database, Application)}
    assert standing["esakip"] == ("review", "e-sakip")
    publishers = {row.name for row in rows(database, Publisher)}
    assert {"Pemkab Bekasi", "git.bekasikab.go.id/bappeda"} <= publishers


@SQLITE
def test_nobody_s_word_is_put_into_the_mouth_of_an_organisation(database, importer, catalog):
    with database.write() as session:
        organisations.verify(
            session,
            organisations.create(session, "Pemkab Sumedang", kind="community", actor="operator"),
            by="operator",
            actor="operator",
        )
    catalog.pages = [[software("e-sakip")]]
    [result] = importer().run()
    assert result.outcome == "refused"


@SQLITE
def test_a_list_is_imported_once_and_may_be_csv(database, settings, tmp_path, capsys, monkeypatch):
    plain, table = tmp_path / "daftar.txt", tmp_path / "daftar.csv"
    plain.write_text("# kabupaten\nhttps://git.sumedangkab.go.id/kominfo/e-sakip.git\n\nftp://x/y\n")
    table.write_text(
        "\ufeffname;URL;publisher\nPPID Daring;https://git.bekasikab.go.id/kominfo/ppid;Pemkab Bekasi\n"
    )
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)
    assert main(["import", str(plain), "--dry-run"]) == 0
    assert "would be: 1 submitted, 0 known, 0 skipped, 1 refused" in capsys.readouterr().out
    assert rows(database, Import) == []
    for place in (plain, plain, table):
        assert main(["import", str(place)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith("were")] == [
        "were: 1 submitted, 0 known, 0 skipped, 1 refused",
        "were: 0 submitted, 1 known, 0 skipped, 1 refused",
        "were: 1 submitted, 0 known, 0 skipped, 0 refused",
    ]
    assert [(row.slug, row.url) for row in rows(database, Submission)] == [
        ("e-sakip", "https://git.sumedangkab.go.id/kominfo/e-sakip.git"),
        ("ppid-daring", "https://git.bekasikab.go.id/kominfo/ppid"),
    ]


@SQLITE
def test_a_limit_stops_and_the_next_run_goes_on(database, importer, catalog):
    catalog.pages = [[software("satu-satu"), software("dua-dua")], [software("tiga-tiga")]]
    assert counted(importer().run(limit=1)) == {"submitted": 1}
    assert counted(importer().run()) == {"known": 1, "submitted": 2}
