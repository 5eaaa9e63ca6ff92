"""Invented levels, marked as such, so that an empty installation shows what it is for."""

import sqlite3

from spbeindex import assessments

YEAR = 2024
LEVELS = "33322332222323333332123121221113334232333433333"
TARGETS = {11: 4, 12: 4, 21: 3, 25: 2, 30: 2, 36: 4, 42: 5}


def add_when_empty(connection: sqlite3.Connection) -> bool:
    """True when the example was added; levels that somebody entered are never mixed with it."""
    if connection.execute("SELECT EXISTS (SELECT 1 FROM assessment)").fetchone()[0]:
        return False
    assessments.open_year(connection, YEAR, example=True)
    for indicator, level in enumerate(LEVELS, start=1):
        assessments.record_level(connection, YEAR, indicator, level=int(level), evidence="")
    for indicator, level in TARGETS.items():
        assessments.record_target(connection, YEAR, indicator, level)
    return True


def remove(connection: sqlite3.Connection) -> int:
    """Take the example away; returns how many years went."""
    return connection.execute("DELETE FROM assessment WHERE example = 1").rowcount
