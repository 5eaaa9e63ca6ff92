"""SQLite: the only place that opens connections, and the numbered migrations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

BUSY_MILLISECONDS = 10_000


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, so that transactions begin where the code says so."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One snapshot of the data for a whole page."""
    connection = connect(path)
    try:
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """All or nothing: committed at the end, rolled back on any error."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def migrations() -> list[tuple[int, str]]:
    """(number, SQL) of each file in migrations/, in order."""
    folder = resources.files("spbeindex") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    return [(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files]


def newest() -> int:
    return migrations()[-1][0]


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(path: Path) -> int:
    """Bring the file to the newest schema, each step in one transaction. Returns the schema's number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        for number, script in migrations():
            _step(connection, number, script)
        return version(connection)
    finally:
        connection.close()


def _step(connection: sqlite3.Connection, number: int, script: str) -> None:
    """The version is read inside the transaction: two processes that start together do it once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version(connection) < number:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """`executescript` would commit before it runs; so the script is cut where SQLite says it may be."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def healthy(path: Path) -> bool:
    """The file answers and carries the schema that this program expects."""
    if not path.is_file():
        return False
    try:
        with reading(path) as connection:
            connection.execute("SELECT count(*) FROM assessment").fetchone()
            return version(connection) == newest()
    except sqlite3.Error:
        return False
