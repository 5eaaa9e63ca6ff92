"""The end of a database: no connection stays open behind it."""

import sqlite3

import pytest

from registry.database import Database


def test_a_connection_in_hand_is_closed_when_it_comes_back(database_url: str) -> None:
    database = Database(database_url)
    with database.read() as session:
        held = session.connection().connection.dbapi_connection
        database.close()
    if isinstance(held, sqlite3.Connection):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            held.execute("SELECT 1")
    else:
        assert held.closed
