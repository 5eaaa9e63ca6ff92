"""The levels that a region gave itself, by year."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True)
class Assessment:
    """Everything entered for one year, by the number of the indicator."""

    year: int
    example: bool = False
    levels: Mapping[int, int] = field(default_factory=dict)
    evidence: Mapping[int, str] = field(default_factory=dict)
    targets: Mapping[int, int] = field(default_factory=dict)

    @property
    def hoped(self) -> dict[int, int]:
        """The levels when every target is reached."""
        return {**self.levels, **self.targets}


def newest_year(connection: sqlite3.Connection) -> int | None:
    found = connection.execute("SELECT max(year) FROM level").fetchone()[0]
    return None if found is None else int(found)


def of_year(connection: sqlite3.Connection, year: int) -> Assessment:
    """What was entered for that year, perhaps nothing yet."""
    row = connection.execute("SELECT example FROM assessment WHERE year = ?", (year,)).fetchone()
    levels = connection.execute("SELECT * FROM level WHERE year = ?", (year,)).fetchall()
    targets = connection.execute("SELECT * FROM target WHERE year = ?", (year,)).fetchall()
    return Assessment(
        year=year,
        example=bool(row and row["example"]),
        levels={row["indicator"]: row["level"] for row in levels},
        evidence={row["indicator"]: row["evidence"] for row in levels if row["evidence"]},
        targets={row["indicator"]: row["level"] for row in targets},
    )


def open_year(connection: sqlite3.Connection, year: int, *, example: bool = False) -> None:
    """Begin a year; one that exists stays what it is."""
    connection.execute("INSERT OR IGNORE INTO assessment (year, example) VALUES (?, ?)", (year, example))


def record_level(connection: sqlite3.Connection, year: int, indicator: int, *, level: int, evidence: str) -> None:
    """Replace the level of one indicator."""
    connection.execute(
        "INSERT INTO level (year, indicator, level, evidence, entered_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (year, indicator) DO UPDATE SET level = excluded.level, evidence = excluded.evidence,"
        " entered_at = excluded.entered_at",
        (year, indicator, level, evidence, datetime.now(UTC).isoformat(timespec="seconds")),
    )


def record_target(connection: sqlite3.Connection, year: int, indicator: int, level: int | None) -> None:
    """Replace the target of one indicator; None takes it away."""
    connection.execute("DELETE FROM target WHERE year = ? AND indicator = ?", (year, indicator))
    if level is not None:
        connection.execute("INSERT INTO target (year, indicator, level) VALUES (?, ?, ?)", (year, indicator, level))
