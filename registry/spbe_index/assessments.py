"""Assessments: the index of a region, or of the country, in one year. Reference data, read once."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from livinglab.contract.indicators import Instrument
from livinglab.contract.spbe_index import SpbePredicate
from registry.spbe_index import instruments

COLUMNS = {
    "policy": "d1_kebijakan",
    "governance": "d2_tata_kelola",
    "management": "d3_manajemen",
    "services": "d4_layanan",
}
PROVINCE = len("32")


@dataclass(frozen=True)
class Assessment:
    """One year's index, in `hundredths`, as printed; `region_code` is None for the whole country's."""

    region_code: str | None
    year: int
    hundredths: int
    predicate: SpbePredicate  # as printed: the report of 2023 took three of them from the rounded index
    domains: Mapping[str, int | None]  # in hundredths; None: not published, or not to be read
    evaluated: int | None = None  # of the whole country alone: how many agencies and governments

    @property
    def instrument(self) -> Instrument:
        """What it was reckoned by: no two of these make one line."""
        return instruments.of_year(self.year)

    @property
    def unrounded(self) -> int | None:
        """The index that its domain values come to, in hundred-thousandths."""
        return instruments.unrounded(self.instrument, self.domains)

    @property
    def reckoned(self) -> SpbePredicate | None:
        """The predicate of the unrounded index, None where that is not known."""
        unrounded = self.unrounded
        return None if unrounded is None else instruments.predicate(self.instrument, unrounded)


class Mean(NamedTuple):
    """The mean of the regencies and cities of a province that were evaluated in a year, in hundredths."""

    year: int
    hundredths: int
    regions: int


def of_region(code: str) -> Sequence[Assessment]:
    """Return a region's assessments by year; empty for what was never evaluated by itself."""
    return _by_region().get(code, ())


def newest() -> Mapping[str, Assessment]:
    """Return the newest year's assessments by region code."""
    last = years()[-1]
    return {code: rows[-1] for code, rows in _by_region().items() if rows[-1].year == last}


def years() -> Sequence[int]:
    """Return the years of which regions' assessments are here, oldest first."""
    return sorted({row.year for row in _rows()})


def find(
    *, year: int | None = None, region: str | None = None, after: tuple[str, int] = ("", 0), limit: int
) -> Sequence[Assessment]:
    """Return assessments by (region code, year) after such a pair; a province takes in what lies in it."""
    found = [
        row
        for row in _rows()
        if (year is None or row.year == year)
        and (region is None or _within(row, region))
        and _key(row) > after
    ]
    return found[:limit]


def means(province_code: str) -> Sequence[Mean]:
    """Return, by year, the mean of what was evaluated in a province: of its regencies and cities alone."""
    made = []
    for year in years():
        values = [row.hundredths for row in _rows() if row.year == year and _is_part(row, province_code)]
        if values:
            made.append(Mean(year, (2 * sum(values) + len(values)) // (2 * len(values)), len(values)))
    return made


@cache
def national() -> Sequence[Assessment]:
    """Return the country's index by year, 2018 to 2024. Two instruments measured it: never one line."""
    written = (files("registry.spbe_index") / "national.toml").read_text(encoding="utf-8")
    return tuple(
        Assessment(
            None,
            row["year"],
            row["index"],
            SpbePredicate(row["predicate"]),
            row.get("domains", {}),
            row.get("evaluated"),
        )
        for row in tomllib.loads(written)["years"]
    )


def _within(row: Assessment, region: str) -> bool:
    code = row.region_code or ""
    return code == region or code.startswith(f"{region}.")


def _is_part(row: Assessment, province_code: str) -> bool:
    return row.region_code is not None and row.region_code.startswith(f"{province_code}.")


def _key(row: Assessment) -> tuple[str, int]:
    return (row.region_code or "", row.year)


@cache
def _by_region() -> Mapping[str, Sequence[Assessment]]:
    made: dict[str, list[Assessment]] = {}
    for row in _rows():
        made.setdefault(row.region_code or "", []).append(row)
    return made


@cache
def _rows() -> Sequence[Assessment]:
    with (files("registry.spbe_index") / "regions_2023_2024.csv").open(encoding="utf-8") as lines:
        return sorted((_read(row) for row in csv.DictReader(lines)), key=_key)


def _read(row: dict[str, str]) -> Assessment:
    return Assessment(
        row["code"],
        int(row["year"]),
        _hundredths(row["indeks"]) or 0,
        SpbePredicate(row["predikat_as_printed"].lower().replace(" ", "-")),
        {name: _hundredths(row[column]) for name, column in COLUMNS.items()},
    )


def _hundredths(printed: str) -> int | None:
    """Read `1.80` as 180, without a binary fraction on the way."""
    whole, _, part = printed.partition(".")
    return int(whole + f"{part:0<2}") if printed else None
