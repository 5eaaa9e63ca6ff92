"""Archives over HTTP: whole, by Range, for ever the same, and without the database."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from livinglab import contract
from registry.app import create_app
from registry.catalog import entries
from registry.catalog.store import open_store
from registry.database import Database
from registry.settings import Settings


@pytest.fixture
def archive(client: TestClient, publish: Callable[..., str]) -> str:
    """Give the path of the story's published archive."""
    publish()
    release = contract.Release.model_validate(
        client.get("/api/v1/applications/e-sakip/releases/latest").json()
    )
    return f"/{release.archives[0].path}"


def test_an_archive_is_what_its_name_says_and_never_changes(client: TestClient, archive: str) -> None:
    answer = client.get(archive)
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == archive.rsplit("/", 1)[1].removesuffix(".bundle")
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(archive, headers={"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=1000-", 1000, None),
        ("bytes=-16", -16, None),
        ("bytes=5-99999999999", 5, None),
    ],
)
def test_a_range_is_the_same_bytes(
    client: TestClient, archive: str, bundle: bytes, header: str, start: int, end: int | None
) -> None:
    answer = client.get(archive, headers={"range": header})
    assert (answer.status_code, answer.content) == (206, bundle[start:end])
    first = start if start >= 0 else len(bundle) + start
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(bundle)}"


@pytest.mark.parametrize("header", ["bytes=9-1", "bytes=0-1,5-6", "chunks=1-2", "bytes=-", "bytes=a-b"])
def test_a_range_that_cannot_be_read_gives_the_whole(
    client: TestClient, archive: str, bundle: bytes, header: str
) -> None:
    answer = client.get(archive, headers={"range": header})
    assert (answer.status_code, answer.content) == (200, bundle)


def test_a_range_beyond_the_end_is_said_so(client: TestClient, archive: str, bundle: bytes) -> None:
    answer = client.get(archive, headers={"range": f"bytes={len(bundle)}-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(bundle)}")


def test_a_range_of_another_file_than_before_gives_the_whole(
    client: TestClient, archive: str, bundle: bytes
) -> None:
    answer = client.get(archive, headers={"range": "bytes=5-", "if-range": '"another"'})
    assert (answer.status_code, answer.content) == (200, bundle)
    etag = client.head(archive).headers["etag"]
    assert client.get(archive, headers={"range": "bytes=5-", "if-range": etag}).status_code == 206


@pytest.mark.parametrize(
    "path",
    [
        "/archives/../livinglab.sqlite3",
        "/archives/aa/../../x",
        "/archives/applications/..%2f..%2fx.json",
        "/archives/",
    ],
)
def test_nothing_but_archives_is_served(client: TestClient, archive: str, path: str) -> None:
    assert client.get(path).status_code in (404, 422)


def test_archives_and_entries_are_served_with_the_database_gone(
    settings: Settings, database: Database, publish: Callable[..., str], bundle: bytes, tmp_path: Path
) -> None:
    publish()
    digest = hashlib.sha256(bundle).hexdigest()
    with database.read() as session:
        entry = entries.entry(session, "e-sakip")
    assert entry is not None
    open_store(settings).put_bytes("applications/e-sakip.json", entry)
    nowhere = "postgresql://nobody@127.0.0.1:9/none"
    away = settings.model_copy(update={"database_url": nowhere})
    with TestClient(create_app(away), base_url="http://localhost") as client:
        assert client.get("/api/v1/applications").status_code == 503
        assert client.get(f"/archives/{digest[:2]}/{digest}.bundle").content == bundle
        catalog_entry = contract.CatalogEntry.model_validate(
            client.get("/archives/applications/e-sakip.json").json()
        )
    assert catalog_entry.releases[0].archives[0].sha256 == digest


def test_a_complete_download_is_counted_with_its_region_and_a_part_is_not(
    client: TestClient, archive: str
) -> None:
    client.get(archive, headers={"range": "bytes=0-99", "livinglab-region": "32.16"})
    client.get(archive, headers={"livinglab-region": "32.16"})
    client.get(archive, headers={"livinglab-region": "99.99"})
    end = time.monotonic() + 15
    while not (items := client.get("/api/v1/applications/e-sakip/fetches").json()["items"]):
        assert time.monotonic() < end, "the counts never came"
        time.sleep(0.2)
    assert [(item["region_code"], item["count"]) for item in items] == [(None, 1), ("32.16", 1)]


def test_a_bill_of_materials_is_served_as_what_it_is(
    client: TestClient, publish: Callable[..., str], make_release: Callable[..., object], settings: Settings
) -> None:
    content = b'{"bomFormat": "CycloneDX"}'
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest}.cdx.json"
    open_store(settings).put_bytes(name, content)
    sbom = contract.Sbom(path=f"archives/{name}", sha256=digest, bytes=len(content), components=0)
    publish("e-sakip", make_release("1.0.0"), make_release("1.1.0", sbom=sbom))
    answer = client.get("/api/v1/applications/e-sakip/releases/latest/sbom")
    assert (answer.history[0].status_code, answer.content) == (307, content)
    assert answer.headers["content-type"].startswith("application/vnd.cyclonedx+json")
    assert "immutable" in answer.headers["cache-control"]
    without = client.get("/api/v1/applications/e-sakip/releases/1.0.0/sbom")
    assert without.status_code == 404
