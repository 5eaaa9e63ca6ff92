"""The evaluation worksheet (LKE) by Permen PANRB 88/2021: weights, total and predicate."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esakip import objectives

PARTS = ("keberadaan", "kualitas", "pemanfaatan")

# Weights in hundredths of a point: existence 20 %, quality 30 %, use 50 % of each component.
WEIGHTS: dict[str, tuple[int, int, int]] = {
    "perencanaan": (600, 900, 1500),
    "pengukuran": (600, 900, 1500),
    "pelaporan": (300, 450, 750),
    "evaluasi": (500, 750, 1250),
}
NAMES = {
    "perencanaan": "Perencanaan Kinerja",
    "pengukuran": "Pengukuran Kinerja",
    "pelaporan": "Pelaporan Kinerja",
    "evaluasi": "Evaluasi Akuntabilitas Kinerja Internal",
    "keberadaan": "Keberadaan",
    "kualitas": "Kualitas",
    "pemanfaatan": "Pemanfaatan",
}
FIELDS = tuple(f"{component}.{part}" for component in WEIGHTS for part in PARTS)

_PREDICATES = (
    (90, "AA", "Sangat Memuaskan"),
    (80, "A", "Memuaskan"),
    (70, "BB", "Sangat Baik"),
    (60, "B", "Baik"),
    (50, "CC", "Cukup"),
    (30, "C", "Kurang"),
)


@dataclass(frozen=True)
class Worksheet:
    """Percent (in hundredths) given to each of the twelve parts, keyed `component.part`."""

    agency_id: int
    agency: str
    year: int
    scores: Mapping[str, int]

    @property
    def complete(self) -> bool:
        return len(self.scores) == len(FIELDS)

    def points(self, component: str) -> Fraction:
        """Points of one component, exactly."""
        pairs = zip(WEIGHTS[component], PARTS, strict=True)
        total = sum(weight * self.scores[f"{component}.{part}"] for weight, part in pairs)
        return Fraction(total, 1_000_000)

    @property
    def total(self) -> Fraction:
        return sum((self.points(component) for component in WEIGHTS), Fraction(0))

    @property
    def predicate(self) -> tuple[str, str]:
        return predicate(self.total)


def predicate(total: Fraction) -> tuple[str, str]:
    """Letter and name; each class begins above its bound, and the unrounded total decides."""
    for bound, letter, name in _PREDICATES:
        if total > bound:
            return letter, name
    return "D", "Sangat Kurang"


def of_year(connection: sqlite3.Connection, year: int) -> list[Worksheet]:
    """A worksheet for every agency that has targets in that year, by name."""
    agencies = connection.execute(
        "SELECT DISTINCT agency.id, agency.name FROM agency"
        " JOIN objective ON objective.agency_id = agency.id"
        " JOIN indicator ON indicator.objective_id = objective.id"
        " JOIN target ON target.indicator_id = indicator.id WHERE target.year = ? ORDER BY agency.name",
        (year,),
    ).fetchall()
    scores: dict[int, dict[str, int]] = {}
    for row in connection.execute("SELECT * FROM evaluation_score WHERE year = ?", (year,)):
        field = f"{row['component']}.{row['part']}"
        scores.setdefault(row["agency_id"], {})[field] = row["percent_hundredths"]
    return [Worksheet(row["id"], row["name"], year, scores.get(row["id"], {})) for row in agencies]


def find(connection: sqlite3.Connection, agency_id: int, year: int) -> Worksheet | None:
    sheets = (sheet for sheet in of_year(connection, year) if sheet.agency_id == agency_id)
    return next(sheets, None)


def record(connection: sqlite3.Connection, sheet: Worksheet, scores: Mapping[str, int]) -> None:
    """Replace the twelve scores of one agency and year."""
    moment = objectives.now()
    rows = [(sheet.agency_id, sheet.year, *field.split("."), scores[field], moment) for field in FIELDS]
    connection.executemany("INSERT OR REPLACE INTO evaluation_score VALUES (?, ?, ?, ?, ?, ?)", rows)
