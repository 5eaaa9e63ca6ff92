"""Regions and donors on the website: who looks one up reads what it runs, what is like it, and whom to ask.

Sumedang donates e-SAKIP; Bekasi uses an old version of it, and a village there the newest; Kuningan and, in
the next province, Cilacap use e-Office, which is Cilacap's. What moves by agreement is counted, not named.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from shutil import copy

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract import Visibility
from livinglab.contract.adoptions import Stage
from registry import clock, regions
from registry.access import people, sessions
from registry.access.callers import Role
from registry.adoption import derived
from registry.adoption.tallies import Tally
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings
from registry.tables import (
    Adoption,
    AdoptionEvent,
    Application,
    Experience,
    ExperienceVersion,
    Membership,
    Organisation,
    Publisher,
    Release,
)

SUMEDANG, CILACAP = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Cilacap"
VILLAGE = "32.16.05.2001"
HIDDEN = "Dapur Rahasia"
LIVE, STOPPED = (Stage.GO_LIVE,), (Stage.GO_LIVE, Stage.STOPPED)
ADOPTED = (
    ("e-sakip", "32.16", LIVE, "1.0.0"),
    ("e-sakip", VILLAGE, LIVE, "1.1.0"),
    ("e-sakip", "32.05", STOPPED, None),
    ("e-office", "32.08", LIVE, None),
    ("e-office", "33.01", LIVE, "1.1.0"),
    ("dapur-rahasia", "32.16", LIVE, "1.0.0"),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Settings:
    """Give a registry of its own for the whole file, marked as one of examples."""
    made = Settings(folder=tmp_path_factory.mktemp("regions") / "registry", examples=True)
    made.folder.mkdir()
    copy(sqlite_template, made.folder / "livinglab.sqlite3")
    return made


@pytest.fixture(scope="module")
def bekasi(settings: Settings) -> str:
    """Tell the story; give the session of somebody who reads for Bekasi."""
    database = Database(settings.database)
    with database.write() as session:
        cookie = _tell(session)
    database.close()
    return cookie


@pytest.fixture(scope="module")
def reader(settings: Settings, bekasi: str) -> Iterator[TestClient]:
    """Give a client whom nobody knows."""
    assert bekasi
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


def _tell(session: Session) -> str:
    regions.accept(session, VILLAGE)
    governments = {
        code: _organisation(session, name, code)
        for code, name in (("32.11", SUMEDANG), ("33.01", CILACAP), ("32.16", "Pemerintah Kabupaten Bekasi"))
    }
    donors = {
        name: _publisher(session, name, code, governments[code])
        for code, name in (("32.11", SUMEDANG), ("33.01", CILACAP))
    }
    numbers = {
        "e-sakip": _application(session, "e-sakip", "e-SAKIP", donors[SUMEDANG], "32.11"),
        "e-office": _application(session, "e-office", "e-Office", donors[CILACAP], "33.01"),
        "dapur-rahasia": _application(
            session, "dapur-rahasia", HIDDEN, donors[SUMEDANG], "32.11", visibility=Visibility.AGREEMENT
        ),
    }
    for slug, code, stages, version in ADOPTED:
        adoption = _adoption(session, numbers[slug], code, governments["32.16"], stages, version)
        if code == "32.16" and slug == "e-sakip":
            _experience(session, adoption)
    return _member(session, governments["32.16"])


def _organisation(session: Session, name: str, code: str) -> int:
    row = Organisation(
        name=name,
        kind="region",
        region_code=code,
        verified_at=clock.now(),
        verified_by="operator",
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def _publisher(session: Session, name: str, code: str, organisation: int) -> int:
    row = Publisher(name=name, region_code=code, organisation_id=organisation)
    session.add(row)
    session.flush()
    return row.id or 0


def _application(
    session: Session,
    slug: str,
    name: str,
    publisher: int,
    code: str,
    *,
    visibility: Visibility = Visibility.PUBLIC,
) -> int:
    summary = contract.ApplicationSummary(
        slug=slug,
        name=name,
        publisher=contract.Publisher(name=CILACAP if code == "33.01" else SUMEDANG),
        description={"id": f"Layanan {name}"},
        visibility=visibility,
        license="EUPL-1.2" if visibility is Visibility.PUBLIC else None,
        latest_version="1.1.0",
    )
    asked = contract.Contact(name=f"Pengelola {name}", email=f"{slug}@sumedangkab.go.id")
    body = contract.Application(**summary.model_dump(), url=None, contacts=[asked])
    row = Application(
        slug=slug,
        publisher_id=publisher,
        visibility=visibility,
        listed=True,
        name=name,
        region_code=code,
        latest_version="1.1.0",
        summary=summary.model_dump_json(),
        body=body.model_dump_json(),
        created_at=clock.now(),
        changed_serial=0,
    )
    session.add(row)
    session.flush()
    for position, version in enumerate(("1.0.0", "1.1.0"), start=1):
        session.add(_release(row.id or 0, position, version))
    return row.id or 0


def _release(application: int, position: int, version: str) -> Release:
    body = contract.Release(
        version=version,
        status=contract.ReleaseStatus.PUBLISHED,
        released_at=clock.now(),
        bytes=1,
        commit="a" * 40,
        tree="b" * 40,
        files=1,
        license=contract.License(spdx="EUPL-1.2", file="LICENSE", usable=True),
    )
    return Release(
        application_id=application,
        version=version,
        status="published",
        position=position,
        commit="a" * 40,
        tree="b" * 40,
        released_at=clock.now(),
        published_at=clock.now(),
        bytes=1,
        body=body.model_dump_json(),
    )


def _adoption(
    session: Session,
    application: int,
    code: str,
    organisation: int,
    stages: tuple[Stage, ...],
    version: str | None,
) -> int:
    row = Adoption(
        application_id=application,
        region_code=code,
        organisation_id=organisation,
        created_at=clock.now(),
        state="none",
        changed_serial=0,
    )
    session.add(row)
    session.flush()
    for ago, stage in zip((90, 30), stages, strict=False):
        event = AdoptionEvent(
            adoption_id=row.id or 0,
            stage=stage,
            happened_on=clock.date_in_jakarta() - timedelta(ago),
            version=version,
            reason="no-staff" if stage is Stage.STOPPED else None,
            recorded_by="token:1",
            recorded_at=clock.now(),
            serial=0,
        )
        session.add(event)
    session.flush()
    derived.refresh(session, row, before=Tally())
    return row.id or 0


def _experience(session: Session, adoption: int) -> None:
    row = Experience(adoption_id=adoption, published_number=1, created_at=clock.now())
    session.add(row)
    session.flush()
    session.add(
        ExperienceVersion(
            experience_id=row.id or 0,
            number=1,
            months=2,
            solutions="Dua hari bimtek <b>bersama</b> Sumedang.",
            author="person:1",
            decision="published",
            written_at=clock.now(),
        )
    )


def _member(session: Session, organisation: int) -> str:
    person = people.add(session, "siti@bekasikab.go.id", "Siti", actor="operator")
    session.flush()
    session.add(
        Membership(
            person_id=person.id or 0, organisation_id=organisation, role=Role.READER, since=clock.now()
        )
    )
    return sessions.start(session, person, agent="Firefox", proved=True)[1]


def page(reader: TestClient, path: str, status: int = 200) -> str:
    """Return a page in English, its entities read."""
    answer = reader.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code == status, answer.text[:500]
    return unescape(answer.text)


def plain(text: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_map_has_every_seat_once_and_each_leads_to_its_region(reader: TestClient) -> None:
    shown = page(reader, "/regions")
    dots = re.findall(r'<a href="/regions/(\d\d\.\d\d)" aria-label="([^"]+)"><title>', shown)
    assert len(dots) == len({code for code, _ in dots}) == 514
    assert ("32.16", "Kabupaten Bekasi: in use") in dots
    assert ("32.05", "Kabupaten Garut: stopped") in dots
    assert "Examples." in shown


def test_the_map_is_narrowed_to_an_application_and_to_a_state(reader: TestClient) -> None:
    shown = page(reader, "/regions?application=e-office&state=in-use")
    assert "2 of 514" in plain(shown)
    listed = re.search(r"Regions of this state</caption>(.*?)</table>", shown, re.DOTALL)
    assert listed
    assert re.findall(r"/regions/([\d.]+)", listed[1]) == ["32.08", "33.01"]
    given = re.search(r'href="(/api/v1/regions/states\?[^"]*format=csv)"', shown)
    assert given
    rows = list(csv.DictReader(io.StringIO(reader.get(given[1]).content.decode("utf-8-sig"))))
    assert [(row["region_code"], row["state"]) for row in rows] == [("32.08", "in-use"), ("33.01", "in-use")]


def test_a_filter_that_names_nothing_is_told_and_shows_everything(reader: TestClient) -> None:
    shown = page(reader, "/regions?application=tidak-ada&state=terbang")
    assert "knows no tidak-ada" in shown
    assert "3 of 514" in plain(shown)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("sumedang", ["32.11"]), ("KAB. bekasi", ["32.16"]), ("3211", ["32.11"]), ("atlantis", []), ("%", [])],
)
def test_a_region_is_looked_up_by_name_or_code(reader: TestClient, typed: str, found: list[str]) -> None:
    shown = page(reader, f"/regions?q={typed.replace('%', '%25')}")
    section = shown[shown.index('<section class="found">') :]
    section = section[: section.index("</section>")]
    assert re.findall(r"/regions/([\d.]+)", section) == found


def test_a_region_says_what_it_runs_and_how_far_behind_that_is(reader: TestClient) -> None:
    shown = plain(page(reader, "/regions/32.16"))
    assert "one version behind 1.1.0" in shown
    assert "livinglab update" in shown
    assert VILLAGE in shown
    assert "One more adoption is counted but not named" in shown
    assert HIDDEN not in shown
    assert "no staff" in plain(page(reader, "/regions/32.05"))


def test_its_csv_is_one_link_away_and_holds_the_same(reader: TestClient) -> None:
    shown = page(reader, "/regions/32.16")
    given = re.search(r'href="(/api/v1/adoptions\?region=32.16&format=csv)"', shown)
    assert given
    rows = list(csv.DictReader(io.StringIO(reader.get(given[1]).content.decode("utf-8-sig"))))
    assert [(row["application"], row["version"]) for row in rows] == [
        ("e-sakip", "1.0.0"),
        ("e-sakip", "1.1.0"),
    ]


def test_a_region_of_the_adopters_own_people_is_told_whole_and_not_compressed(
    settings: Settings, bekasi: str
) -> None:
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        client.cookies.set("livinglab-session", bekasi, domain="localhost.local")
        answer = client.get("/regions/32.16", headers={"Accept-Encoding": "gzip"})
    assert HIDDEN in answer.text
    assert "content-encoding" not in answer.headers


def test_what_regions_like_it_use_and_it_does_not_is_told(reader: TestClient) -> None:
    shown = page(reader, "/regions/32.11")
    assert re.search(r'<a href="/donors/\d+">' + SUMEDANG, shown)
    section = shown[shown.index('id="alike"') :]
    assert "Kabupaten Kuningan" in section
    assert "/applications/e-office" in section
    assert "e-office" not in page(reader, "/regions/32.08").split('id="alike"')[1]


def test_the_index_is_shown_with_its_year_instrument_and_source(reader: TestClient) -> None:
    shown = plain(page(reader, "/regions/32.11"))
    assert "4.51 in 2024: Satisfactory" in shown
    assert "Permen PANRB 59/2020" in shown
    assert "Kepmen PANRB 13/2024" in shown
    assert "another instrument" in shown
    assert "Shown as printed" in plain(page(reader, "/regions/12.25"))
    assert "never evaluated by themselves" in plain(page(reader, "/regions/31.71"))
    assert "in neither of the evaluation reports" in plain(page(reader, "/regions/95.07"))


def test_a_province_tells_who_uses_what_and_what_its_neighbours_use(reader: TestClient) -> None:
    shown = page(reader, "/regions/32")
    assert "2 of 27" in plain(shown)
    used = shown[shown.index('id="used"') : shown.index('id="donates"')]
    assert re.findall(r"/applications/([\w-]+)", used) == ["e-sakip", "e-office"]
    assert "/regions/32.16" in used
    assert "e-sakip" in page(reader, "/regions/33").split('id="beyond"')[1]
    assert HIDDEN not in used


@pytest.mark.parametrize(
    ("asked", "leads_to"), [("3211", "32.11"), ("32.11.05.2001", "32.11"), ("32-16", "32.16")]
)
def test_a_code_in_another_form_leads_to_its_region(reader: TestClient, asked: str, leads_to: str) -> None:
    answer = reader.get(f"/regions/{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/regions/{leads_to}")


def test_a_village_has_a_short_page_that_leads_to_its_regency(reader: TestClient) -> None:
    shown = page(reader, f"/regions/{VILLAGE}")
    assert 'href="/regions/32.16"' in shown
    assert "e-SAKIP" in shown


@pytest.mark.parametrize("asked", ["99.99", "bekasi", "%00", "<script>", "32.99", "x" * 90])
def test_an_unknown_code_is_a_page_with_a_search(reader: TestClient, asked: str) -> None:
    shown = page(reader, f"/regions/{asked}", 404)
    assert 'action="/regions"' in shown
    assert ("/regions/32.75" in shown) == (asked == "bekasi")
    assert "“<script>”" not in reader.get(f"/regions/{asked}").text


def test_a_donor_is_told_with_what_it_gave_who_took_it_and_whom_to_ask(reader: TestClient) -> None:
    listed = page(reader, "/donors?q=sumedang")
    number = re.search(r'href="/donors/(\d+)"', listed)
    assert number
    shown = page(reader, f"/donors/{number[1]}")
    assert "Pengelola e-SAKIP" in shown
    assert "who uses it is told only to those who may have its source" in shown
    adopters = shown[shown.index('id="adopters"') : shown.index('id="experiences"')]
    assert re.findall(r'<th scope="row"><a href="/regions/([\d.]+)', adopters) == ["32.05", "32.16"]
    assert "Dua hari bimtek <b>bersama</b> Sumedang." in shown
    assert "<b>bersama" not in reader.get(f"/donors/{number[1]}").text
    assert 'rel="alternate" type="application/atom+xml"' in shown
    assert "Cilacap" not in listed


def test_a_donors_feed_can_be_followed(reader: TestClient) -> None:
    listed = page(reader, "/donors?q=cilacap")
    number = re.search(r'href="/donors/(\d+)"', listed)
    assert number
    feed = re.search(r'href="(/feeds/search[^"]+)">Atom', page(reader, f"/donors/{number[1]}"))
    assert feed
    entries = reader.get(feed[1])
    assert entries.status_code == 200
    assert "e-Office" in entries.text
    assert "e-SAKIP" not in entries.text


def test_donors_are_a_list_of_the_api_that_counts_only_what_may_be_named(reader: TestClient) -> None:
    answer = reader.get("/api/v1/publishers", params={"region": "32"}).json()
    [one] = answer["items"]
    assert (one["name"], one["applications"], one["in_use"], one["adoptions"]) == (SUMEDANG, 2, 2, 3)
    assert reader.get(f"/api/v1/publishers/{one['id']}").json() == one
    table = reader.get("/api/v1/publishers", params={"format": "csv"}).content.decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(table))] == [CILACAP, SUMEDANG]
    assert reader.get("/api/v1/publishers/999").status_code == 404
    page(reader, "/donors/999", 404)


def test_states_of_regions_are_paged(reader: TestClient) -> None:
    first = reader.get("/api/v1/regions/states", params={"state": "in-use", "limit": 2}).json()
    rest = reader.get("/api/v1/regions/states", params={"state": "in-use", "cursor": first["next"]}).json()
    codes = [row["region"]["code"] for row in first["items"] + rest["items"]]
    assert (codes, first["total"], rest["next"]) == (["32.08", "32.16", "33.01"], 3, None)
