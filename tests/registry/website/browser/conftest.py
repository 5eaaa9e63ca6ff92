"""One registry that runs, with one story, for every test in a real browser; the browser is started once."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import Session, select

from livinglab.contract import Description
from livinglab.contract.adoptions import AdoptionRequest, Document, DocumentKind, Stage, StopReason
from livinglab.contract.experiences import ExperienceDecision, ExperienceRequest
from livinglab.contract.materials import MaterialRequest
from registry import clock, regions
from registry.access import memberships, organisations, people, sessions
from registry.access.callers import OPERATOR, Caller, RegistryRole, Role
from registry.access.organisations import Kind, VerifiedBy
from registry.adoption import experience_moderation, experiences, recording
from registry.app import create_app
from registry.catalog import describing
from registry.catalog.described import Entry
from registry.catalog.found import ManifestFacts
from registry.catalog.index import Keeper
from registry.catalog.materials import recording as materials
from registry.database import Database
from registry.donor import DonorServer, serve_donor
from registry.settings import Settings
from registry.tables import Adoption, Application, Experience, Organisation, Publisher, Submission

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
COOKIE = "livinglab-session"
ATTACK = "Serangan <img src=x onerror=alert(1)><script>alert(2)</script>"
SUMEDANG = "Pemerintah Kabupaten Sumedang"
FOLDER = Path(__file__).parent
# What regions did with e-SAKIP, and how many days ago.
STORY = {
    "32.16": ((Stage.STUDY_VISIT, 300), (Stage.AGREEMENT, 220), (Stage.GO_LIVE, 120)),  # in use
    "32.05": ((Stage.INTEREST, 200), (Stage.GO_LIVE, 30)),  # in use
    "32.12": ((Stage.INTEREST, 90), (Stage.INSTALLATION, 20)),  # piloting
    "33.01": ((Stage.STUDY_VISIT, 60), (Stage.AGREEMENT, 10)),  # preparing
    "51.71": ((Stage.INTEREST, 5),),  # interested
    "73.71": ((Stage.GO_LIVE, 700),),  # lapsed
    "12.71": ((Stage.GO_LIVE, 400), (Stage.STOPPED, 40)),  # stopped
}

MATERIALS: list[dict[str, Any]] = [
    {
        "kind": "manual",
        "title": {"id": "Panduan operator"},
        "provider": SUMEDANG,
        "url": "https://contoh.go.id/panduan.pdf",
    },
    {
        "kind": "session",
        "title": {"id": "Bimtek operator", "en": "Operators' training"},
        "starts_on": (clock.date_in_jakarta() + timedelta(days=30)).isoformat(),
        "provider": SUMEDANG,
        "online": True,
        "registration": "Kirim surel ke bimtek@contoh.go.id",
    },
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests where no browser is."""
    why = "no Chromium on this machine: install it (apt-get install chromium) to run the browser tests"
    for item in items:
        if CHROMIUM is None and item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.skip(reason=why))


@dataclass(frozen=True)
class Registry:
    """A registry that runs: its address, its database, its settings, and the cookies of who is signed in.

    `donors` serves the repositories below its folder over HTTP, where the registry may visit them.
    """

    address: str
    database: Database
    settings: Settings
    cookies: dict[str, str]
    donors: DonorServer

    def cookie(self, who: str) -> Any:
        """Return the cookie with which somebody is signed in, as the browser takes it."""
        return {"name": COOKIE, "value": self.cookies[who], "url": self.address}


Tell = Callable[..., str]
Make = Callable[..., Any]
Open = Callable[..., Page]


@pytest.fixture(scope="module")  # Playwright keeps an event loop, in the way of other files' own ones
def browser() -> Iterator[Browser]:
    """Give a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def donors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DonorServer]:
    """Serve donors' repositories by real smart HTTP on loopback."""
    with serve_donor(tmp_path_factory.mktemp("donors")) as server:
        yield server


@pytest.fixture(scope="session")
def registry(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    donors: DonorServer,
    story: Tell,
    make_release: Make,
    make_unlicensed: Make,
    make_block: Make,
) -> Iterator[Registry]:
    """Give the registry of the story: six applications, seven adopters, one experience, three people."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(sqlite_template, folder / "livinglab.sqlite3")
    settings = Settings(
        folder=folder, private_donors=(donors.place,), free_bytes=0, visit_seconds=60, examples=True
    )
    database = Database(settings.database)
    for slug, releases, more in _donated(make_release, make_unlicensed, make_block):
        story(database, settings, folder, slug, *releases, **{"region": "32.11", **more})
    with database.write() as session:
        _adopt(session)
        cookies = _people(session)
    Keeper(database, settings).keep()
    with _running(settings) as address:
        yield Registry(address, database, settings, cookies, donors)
    database.close()


@contextmanager
def _running(settings: Settings) -> Iterator[str]:
    """Run a registry on a port of its own, and give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def _donated(make_release: Make, make_unlicensed: Make, make_block: Make) -> Iterator[tuple[str, Any, Any]]:
    """Yield what Sumedang donates: short name, releases, and what else is said when it is submitted."""
    newer = make_release("1.1.0", released_at=datetime(2026, 9, 1, tzinfo=UTC))
    yield "e-sakip", (make_release(), newer), {}
    yield "e-kinerja", (make_unlicensed(manifest=_named("e-Kinerja")),), {}
    yield "e-arsip", (make_release(manifest=_named("e-Arsip")),), {"visibility": "agreement"}
    yield "e-pasar", (make_release(manifest=_named("e-Pasar"), findings=[make_block()]),), {}
    yield "serangan", (make_release(manifest=_named(ATTACK)),), {}


def _named(name: str) -> ManifestFacts:
    text = f"{name}: aplikasi pemerintah daerah"
    return ManifestFacts(name=name, license="EUPL-1.2", descriptions={"id": Description(short=text)})


def _adopt(session: Session) -> None:
    """Describe an application that nobody visits, and let regions adopt e-SAKIP."""
    entry = {
        "slug": "opensid",
        "name": "OpenSID",
        "publisher": "Perkumpulan Desa Digital Terbuka",
        "url": "https://github.com/OpenSID/OpenSID",
        "seen_on": "2026-08-01",
        "description": {"id": "Sistem informasi desa", "en": "Village information system"},
        "license": "GPL-3.0-or-later",
        "license_provenance": "declared",
    }
    describing.describe(session, Entry.model_validate(entry), caller=OPERATOR)
    for region_code, stages in STORY.items():
        number = _government(session, region_code).id or 0
        recorder = Caller(
            actor="example", own=True, roles={number: Role.RECORDER}, governments=frozenset({number})
        )
        for stage, ago in stages:
            adoption = recording.record(session, _asked(region_code, stage, ago), caller=recorder).adoption
        if region_code == "32.16":
            _tell(session, adoption, recorder)
    e_sakip = session.exec(select(Application).where(Application.slug == "e-sakip")).one()
    for material in MATERIALS:
        materials.add(session, e_sakip, MaterialRequest.model_validate(material), caller=OPERATOR)


def _asked(region_code: str, stage: Stage, ago: int) -> AdoptionRequest:
    day = clock.date_in_jakarta() - timedelta(days=ago)
    runs = stage in (Stage.INSTALLATION, Stage.GO_LIVE)
    paper = Document(kind=DocumentKind.AGREEMENT, number="PKS/12/2026", date=day)
    return AdoptionRequest(
        application="e-sakip",
        region=region_code,
        stage=stage,
        date=day,
        version="1.0.0" if runs else None,
        document=paper if stage is Stage.AGREEMENT else None,
        reason=StopReason.NO_STAFF if stage is Stage.STOPPED else None,
    )


def _tell(session: Session, adoption: Adoption, recorder: Caller) -> None:
    told = ExperienceRequest(
        person_days=30,
        rupiah=45_000_000,
        months=3,
        alternative_rupiah=400_000_000,
        alternative_basis="Rencana anggaran 2025",
        problems="Data OPD di berkas lama tidak seragam.",
        solutions="Dibersihkan dua minggu dengan templat impor.",
    )
    application = session.get_one(Application, adoption.application_id)
    experiences.write(session, adoption, application, told, caller=recorder)
    number = session.exec(select(Experience.id)).one() or 0
    decision = ExperienceDecision(decision="published", reason="Sesuai dengan berita acara.")
    experience_moderation.decide(session, number, 1, decision, caller=OPERATOR)


def _government(session: Session, region_code: str) -> Organisation:
    region = regions.get(session, region_code)
    kind, name = Kind.REGION, f"Pemerintah {region.name}"
    made = organisations.create(session, name, kind=kind, region_code=region_code, actor="operator")
    organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    return made


def _people(session: Session) -> dict[str, str]:
    """Add a manager of the donor's government and a curator, and sign each in."""
    sumedang = _government(session, "32.11")
    publisher = session.exec(select(Publisher).where(Publisher.name == SUMEDANG)).one()
    publisher.organisation_id = sumedang.id
    for submission in session.exec(select(Submission)).all():
        submission.organisation_id = sumedang.id
    manager = people.add(session, "siti@sumedangkab.go.id", "Siti Rahma", actor="operator")
    memberships.put(session, sumedang, manager, Role.MANAGER, actor="operator")
    memberships.put(
        session,
        sumedang,
        people.add(session, "budi@sumedangkab.go.id", "Budi Santoso", actor="operator"),
        Role.RECORDER,
        actor="operator",
    )
    curator = people.add(
        session, "kurator@example.org", "Kurator", actor="operator", role=RegistryRole.CURATOR
    )
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    signed_in = {"manager": manager, "curator": curator}
    for person in signed_in.values():
        person.totp_since, person.password_hash = clock.now(), "no password fits this"
    return {
        name: sessions.start(session, person, agent=agent, proved=True)[1]
        for name, person in signed_in.items()
    }
