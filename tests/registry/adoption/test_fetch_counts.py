"""Fetches count once for each network, release, region and day, and nothing is kept of whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from registry import clock
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.adoption import fetches
from registry.adoption.fetches import Batch, Fetches
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import Adoption, Application, FetchCount, Organisation, Release, SeenFetch

OFFICE = "203.0.113.7"
CURATES = Grant("kurator", frozenset({Scope.CURATE}))


@pytest.fixture
def process(database: Database, settings: Settings, publish, digest: str) -> Callable[..., Fetches]:
    """Give a maker of what one web process collects of e-SAKIP's downloads; `write` writes it."""
    publish()

    def process(*downloads: tuple[str, str]) -> Fetches:
        collected = Fetches(open_keys(settings))
        for network, region in downloads:
            collected.add(digest, region, network=network)
        return collected

    return process


def write(database: Database, collected: Fetches) -> None:
    """Write a batch."""
    with database.write() as session:
        fetches.write(session, collected.take())


def counted(database: Database) -> dict[str, int]:
    """Return the counts by region, over all days."""
    with database.read() as session:
        rows = session.exec(select(FetchCount).order_by(col(FetchCount.region_code))).all()
        return {row.region_code: row.count for row in rows}


def test_the_same_network_counts_once_also_across_processes_and_restarts(database: Database, process) -> None:
    first, second = process((OFFICE, "32.16"), (OFFICE, "32.16")), process((OFFICE, "32.16"))
    write(database, first)
    write(database, second)
    assert counted(database) == {"32.16": 1}


def test_another_network_or_another_region_counts_for_itself(database: Database, process) -> None:
    write(database, process((OFFICE, "32.16"), ("203.0.113.8", "32.16"), (OFFICE, "32.15"), (OFFICE, "")))
    assert counted(database) == {"": 1, "32.15": 1, "32.16": 2}


def test_a_region_that_is_not_known_counts_for_the_next_above_it_or_as_not_told(
    database: Database, process
) -> None:
    write(database, process((OFFICE, "32.16.01.2001"), (OFFICE, "32.99"), (OFFICE, "99")))
    assert counted(database) == {"": 1, "32": 1, "32.16": 1}


def test_the_next_day_counts_again_and_forgets_who_was_seen(
    database: Database, process, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(database, process((OFFICE, "32.16")))
    with database.read() as session:
        assert len(session.exec(select(SeenFetch)).all()) == 1
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    write(database, process((OFFICE, "32.16")))
    assert counted(database) == {"32.16": 1}
    with database.read() as session:
        assert [row.day for row in session.exec(select(SeenFetch)).all()] == [clock.date_in_jakarta()]
        assert len(session.exec(select(FetchCount)).all()) == 2


def test_a_day_that_ended_is_forgotten_although_nobody_downloads(
    database: Database, process, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected = process((OFFICE, "32.16"))
    write(database, collected)
    assert not collected.take()
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    write(database, collected)
    with database.read() as session:
        assert session.exec(select(SeenFetch)).all() == []


def test_what_is_kept_differs_by_day_and_by_registry_and_holds_no_address(
    database: Database,
    settings: Settings,
    process,
    digest: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    other = Fetches(open_keys(settings.model_copy(update={"secret_file": tmp_path / "another"})))
    other.add(digest, "32.16", network=OFFICE)
    today = process((OFFICE, "32.16"))
    batches = [other.take(), today.take()]
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    batches.append(process((OFFICE, "32.16")).take())
    visitors = {one.visitor for batch in batches for one in batch.downloads}
    assert len(visitors) == 3
    assert OFFICE not in repr(batches)
    with database.write() as session:
        fetches.write(session, batches[2])
        kept = session.exec(select(SeenFetch)).one()
        assert len(kept.digest) == fetches.DIGEST_SIGNS
        assert kept.digest not in visitors


def test_what_could_not_be_written_counts_with_the_next_batch(database: Database, process) -> None:
    collected = process((OFFICE, "32.16"))
    collected.put_back(collected.take())
    write(database, collected)
    assert counted(database) == {"32.16": 1}
    assert collected.take() == Batch(frozenset(), None)


def test_two_archives_of_one_release_are_one_download(
    database: Database, process, digest: str, settings: Settings
) -> None:
    collected = process((OFFICE, "32.16"))
    with database.write() as session:
        release = session.exec(select(Release)).one()
        session.add(
            fetches.Archive(
                release_id=release.id, kind="delta", sha256="d" * 64, bytes=1, path="x", from_version="0.9.0"
            )
        )
    collected.add("d" * 64, "32.16", network=OFFICE)
    write(database, collected)
    assert counted(database) == {"32.16": 1}


def test_counts_are_filtered_by_region_with_what_is_within_it_and_summed(
    client: TestClient, database: Database, process
) -> None:
    write(database, process((OFFICE, "32.16"), ("203.0.113.8", "32.16"), (OFFICE, "32"), (OFFICE, "31.71")))

    def asked(**filters: object) -> tuple[list[tuple[str, int]], int]:
        told = client.get("/api/v1/applications/e-sakip/fetches", params=filters).json()
        return [(item["region_code"], item["count"]) for item in told["items"]], told["total"]

    assert asked() == ([("31.71", 1), ("32", 1), ("32.16", 2)], 4)
    assert asked(region="32") == ([("32", 1), ("32.16", 2)], 3)
    assert asked(region="32.16") == ([("32.16", 2)], 2)
    assert asked(region="32", limit=1) == ([("32", 1)], 3)
    assert client.get("/api/v1/applications/e-sakip/fetches?region=3").status_code == 422


def test_an_adoption_learns_of_the_first_download_that_named_its_region(database: Database, process) -> None:
    with database.write() as session:
        now, application = clock.now(), session.exec(select(Application)).one()
        bekasi = Organisation(name="Bekasi", kind="region", region_code="32.16", created_at=now)
        session.add(bekasi)
        session.flush()
        adoption = Adoption(
            application_id=application.id,
            region_code="32.16",
            organisation_id=bekasi.id,
            created_at=now,
            state="none",
            changed_serial=1,
        )
        session.add(adoption)
    write(database, process((OFFICE, "32.15"), (OFFICE, "")))
    with database.read() as session:
        assert session.exec(select(Adoption)).one().fetched_on is None
    write(database, process((OFFICE, "32.16")))
    with database.read() as session:
        assert session.exec(select(Adoption)).one().fetched_on == clock.date_in_jakarta()


def test_which_regions_fetch_what_is_not_public_is_told_to_nobody_else(
    client: TestClient, database: Database, process, publish: Callable[..., str]
) -> None:
    write(database, process((OFFICE, "32.16"), ("203.0.113.8", "32.15"), (OFFICE, "")))
    with database.write() as session:
        application = session.exec(select(Application)).one()
        application.visibility = "agreement"
        session.add(application)
        keys = {"Authorization": f"Bearer {tokens.create(session, CURATES, actor='operator')[1]}"}
    address = "/api/v1/applications/e-sakip/fetches"
    told = client.get(address)
    assert [(one["region_code"], one["count"]) for one in told.json()["items"]] == [(None, 3)]
    assert (told.json()["total"], told.json()["next"]) == (3, None)
    assert "no-store" in told.headers["cache-control"]
    assert client.get(address, params={"region": "32.16"}).status_code == 401
    whole = client.get(address, headers=keys).json()["items"]
    assert [one["region_code"] for one in whole] == [None, "32.15", "32.16"]
    assert client.get(address, params={"region": "32.16"}, headers=keys).json()["total"] == 1


def test_processes_that_write_at_the_same_moment_count_each_download_once(
    database: Database, process
) -> None:
    downloads = [(f"203.0.113.{number}", f"32.{code}") for number in range(3) for code in (11, 15, 16)]
    batches = [process(*downloads[turn:], *downloads[:turn]) for turn in (0, 3, 6)]
    start = Barrier(len(batches))

    def write_at_once(collected: Fetches) -> None:
        start.wait()
        write(database, collected)

    with ThreadPoolExecutor(len(batches)) as threads:
        list(threads.map(write_at_once, batches))
    assert counted(database) == {"32.11": 3, "32.15": 3, "32.16": 3}
