"""Agencies, their objectives and indicators, and the realisation of each year."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import groupby

from esakip import achievement

_ROWS = """
SELECT agency.id AS agency_id, agency.name AS agency, agency.example, objective.id AS objective_id,
       objective.name AS objective, indicator.id, indicator.name, indicator.unit, indicator.direction,
       target.year, target.value_milli AS target, newest.value_milli AS value, newest.note, newest.evidence
FROM target
JOIN indicator ON indicator.id = target.indicator_id
JOIN objective ON objective.id = indicator.objective_id
JOIN agency ON agency.id = objective.agency_id
LEFT JOIN realisation AS newest ON newest.id = (
    SELECT max(id) FROM realisation WHERE indicator_id = indicator.id AND year = target.year
)
"""


@dataclass(frozen=True)
class Indicator:
    """One indicator in one year; numbers in thousandths of its unit."""

    id: int
    agency: str
    objective: str
    name: str
    unit: str
    direction: str
    year: int
    target: int
    value: int | None
    note: str
    evidence: str

    @property
    def percent(self) -> Fraction | None:
        return None if self.value is None else achievement.percent(self.direction, self.target, self.value)


@dataclass(frozen=True)
class Agency:
    """One agency (OPD) with its objectives of one year."""

    id: int
    name: str
    example: bool
    objectives: list[tuple[str, list[Indicator]]]

    @property
    def indicators(self) -> list[Indicator]:
        return [indicator for _, group in self.objectives for indicator in group]


def years(connection: sqlite3.Connection) -> list[int]:
    """Years that have targets, newest first."""
    return [row[0] for row in connection.execute("SELECT DISTINCT year FROM target ORDER BY year DESC")]


def of_year(connection: sqlite3.Connection, year: int) -> list[Agency]:
    """Every agency with its objectives and indicators of that year, by name."""
    order = " WHERE target.year = ? ORDER BY agency.name, agency.id, objective.id, indicator.id"
    rows = connection.execute(_ROWS + order, (year,)).fetchall()
    return [_agency(list(group)) for _, group in groupby(rows, key=lambda row: row["agency_id"])]


def _agency(rows: list[sqlite3.Row]) -> Agency:
    objectives = groupby(rows, key=lambda row: row["objective_id"])
    grouped = [_objective(list(group)) for _, group in objectives]
    return Agency(rows[0]["agency_id"], rows[0]["agency"], bool(rows[0]["example"]), grouped)


def _objective(rows: list[sqlite3.Row]) -> tuple[str, list[Indicator]]:
    return rows[0]["objective"], [_indicator(row) for row in rows]


def _indicator(row: sqlite3.Row) -> Indicator:
    return Indicator(
        id=row["id"],
        agency=row["agency"],
        objective=row["objective"],
        name=row["name"],
        unit=row["unit"],
        direction=row["direction"],
        year=row["year"],
        target=row["target"],
        value=row["value"],
        note=row["note"] or "",
        evidence=row["evidence"] or "",
    )


def find(connection: sqlite3.Connection, indicator_id: int, year: int) -> Indicator | None:
    row = connection.execute(_ROWS + " WHERE indicator.id = ? AND target.year = ?", (indicator_id, year))
    found = row.fetchone()
    return _indicator(found) if found else None


def record(connection: sqlite3.Connection, indicator: Indicator, *, value: int, note: str, evidence: str) -> None:
    """Add a realisation; the earlier ones stay as history."""
    connection.execute(
        "INSERT INTO realisation (indicator_id, year, value_milli, note, evidence, entered_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (indicator.id, indicator.year, value, note, evidence, now()),
    )


def history(connection: sqlite3.Connection, indicator: Indicator) -> list[sqlite3.Row]:
    """The latest twenty entries, newest first."""
    return connection.execute(
        "SELECT value_milli, note, evidence, entered_at FROM realisation"
        " WHERE indicator_id = ? AND year = ? ORDER BY id DESC LIMIT 20",
        (indicator.id, indicator.year),
    ).fetchall()


def has_examples(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM agency WHERE example = 1)").fetchone()[0])


def add(connection: sqlite3.Connection, agency: str, objective: str, indicator: Iterable[str], *, example: bool) -> int:
    """Add one indicator (name, unit, direction) below its agency and objective; returns its id."""
    connection.execute("INSERT OR IGNORE INTO agency (name, example) VALUES (?, ?)", (agency, example))
    connection.execute(
        "INSERT OR IGNORE INTO objective (agency_id, name) SELECT id, ? FROM agency WHERE name = ?",
        (objective, agency),
    )
    row = connection.execute(
        "INSERT INTO indicator (objective_id, name, unit, direction)"
        " SELECT objective.id, ?, ?, ? FROM objective JOIN agency ON agency.id = objective.agency_id"
        " WHERE objective.name = ? AND agency.name = ?"
        " ON CONFLICT (objective_id, name) DO UPDATE SET unit = excluded.unit, direction = excluded.direction"
        " RETURNING id",
        (*indicator, objective, agency),
    ).fetchone()
    return int(row[0])


def set_target(connection: sqlite3.Connection, indicator_id: int, year: int, value: int) -> None:
    connection.execute(
        "INSERT INTO target (indicator_id, year, value_milli) VALUES (?, ?, ?)"
        " ON CONFLICT (indicator_id, year) DO UPDATE SET value_milli = excluded.value_milli",
        (indicator_id, year, value),
    )


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
