"""The SPBE index: what was published, by which instrument, and why a region may have none."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from starlette.testclient import TestClient

from livinglab.contract.spbe_index import SpbePredicate
from registry.app import create_app
from registry.settings import Settings
from registry.spbe_index import assessments, instruments

DOMAINS = ("policy", "governance", "management", "services")


@pytest.fixture(scope="module")
def reader(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of one registry for the whole file: nothing here is changed."""
    folder = tmp_path_factory.mktemp("spbe") / "registry"
    folder.mkdir()
    copy(sqlite_template, folder / "livinglab.sqlite3")
    with TestClient(create_app(Settings(folder=folder)), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    ("code", "unrounded", "predicate"),
    [("12.25", 1.7985, "kurang"), ("35.01", 3.49855, "baik"), ("73.17", 2.5968, "cukup")],
)
def test_a_predicate_is_that_of_the_unrounded_index(
    reader: TestClient, code: str, unrounded: float, predicate: str
) -> None:
    row = reader.get(f"/api/v1/regions/{code}/spbe-index").json()["items"][-1]
    assert (row["year"], row["unrounded"]) == (2024, unrounded)
    assert row["predicate_of_unrounded"] == row["predicate"] == predicate


def test_where_the_report_took_the_rounded_index_its_own_word_is_shown(reader: TestClient) -> None:
    rows = reader.get("/api/v1/spbe-index", params={"format": "csv"}).content.decode("utf-8-sig")
    differing = [
        (row["region_code"], row["year"])
        for row in csv.DictReader(io.StringIO(rows))
        if row["predicate_of_unrounded"] not in ("", row["predicate"])
    ]
    assert differing == [("12.25", "2023"), ("36.73", "2023"), ("93.02", "2023")]


def test_every_published_index_is_what_its_domains_come_to() -> None:
    for row in assessments.find(limit=5_000):
        if row.unrounded is not None:
            assert abs(row.unrounded - row.hundredths * 1_000) < 1_000, row


def test_the_regulations_own_examples_come_out() -> None:
    now = instruments.of_year(2024)
    assert instruments.unrounded(now, dict(zip(DOMAINS, (370, 340, 300, 320), strict=True))) == 328_200
    assert instruments.unrounded(now, dict.fromkeys(DOMAINS, 500)) == instruments.PARTS * 5
    assert [instruments.predicate(now, value) for value in (420_000, 419_999, 180_000, 179_999)] == [
        SpbePredicate.MEMUASKAN,
        SpbePredicate.SANGAT_BAIK,
        SpbePredicate.CUKUP,
        SpbePredicate.KURANG,
    ]


def test_the_instrument_changes_between_2020_and_2021(reader: TestClient) -> None:
    rows = reader.get("/api/v1/spbe-index/national").json()["items"]
    assert [(row["year"], row["index"]) for row in rows if row["instrument"] == "permenpanrb-5-2018"] == [
        (2018, 1.98),
        (2019, 2.18),
        (2020, 2.26),
    ]
    assert [(row["year"], row["index"]) for row in rows if row["instrument"] == "permenpanrb-59-2020"] == [
        (2021, 2.24),
        (2022, 2.34),
        (2023, 2.79),
        (2024, 3.12),
    ]


def test_a_region_without_an_index_is_told_why(reader: TestClient) -> None:
    def why(code: str) -> str:
        answer = reader.get(f"/api/v1/regions/{code}/spbe-index").json()
        assert answer["items"] == []
        return str(answer["nothing"]["en"])

    assert "administrative" in why("31.71")
    assert "in neither" in why("95.07")
    assert reader.get("/api/v1/regions/32.99/spbe-index").status_code == 404


def test_a_list_is_narrowed_and_paged(reader: TestClient) -> None:
    asked = {"year": "2024", "region": "32", "limit": "20"}
    first = reader.get("/api/v1/spbe-index", params=asked).json()
    rest = reader.get("/api/v1/spbe-index", params={**asked, "cursor": first["next"]}).json()
    codes = [row["region"]["code"] for row in first["items"] + rest["items"]]
    assert codes == sorted({*codes})
    assert len(codes) == 28
    assert rest["next"] is None
    assert reader.get("/api/v1/spbe-index", params={"cursor": "IjMyL3gi"}).status_code == 400
    assert reader.get("/api/v1/spbe-index", params={"year": "1999"}).status_code == 422


def test_a_provinces_mean_is_that_of_its_evaluated_regencies_and_cities() -> None:
    values = [
        row.hundredths
        for row in assessments.find(year=2024, region="32", limit=99)
        if row.region_code != "32"
    ]
    mean = assessments.means("32")[-1]
    assert (mean.year, mean.regions) == (2024, len(values)) == (2024, 27)
    assert abs(mean.hundredths - sum(values) / len(values)) <= 0.5
    assert assessments.means("31") == []
