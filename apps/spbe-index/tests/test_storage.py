import sqlite3

import pytest

from spbeindex import assessments, database, example


def test_migrating_twice_changes_nothing(file):
    with database.reading(file) as connection:
        before = connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
    assert database.migrate(file) == database.newest()
    with database.reading(file) as connection:
        assert connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall() == before


def test_a_failing_step_leaves_the_schema_as_it_was(tmp_path):
    connection = database.connect(tmp_path / "half.sqlite3")
    with pytest.raises(sqlite3.OperationalError):
        database._step(connection, 1, "CREATE TABLE kept (id INTEGER);\nCREATE TABLE kept (id INTEGER);\n")
    assert database.version(connection) == 0
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    connection.close()


@pytest.mark.parametrize(("indicator", "level"), [(0, 3), (48, 3), (1, 0), (1, 6), (1, 2.5)])
def test_the_database_itself_refuses_what_is_no_level(file, indicator, level):
    values = (example.YEAR, indicator, level)
    with pytest.raises(sqlite3.IntegrityError):
        insert(file, values)


def insert(file, values):
    with database.writing(file) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO level (year, indicator, level, entered_at) VALUES (?, ?, ?, '')", values
        )


def test_the_example_never_mixes_with_real_levels(tmp_path):
    path = tmp_path / "real.sqlite3"
    database.migrate(path)
    with database.writing(path) as connection:
        assessments.open_year(connection, 2023)
        assert example.add_when_empty(connection) is False


def test_removing_the_example_removes_its_levels(file):
    with database.writing(file) as connection:
        assert example.remove(connection) == 1
    with database.reading(file) as connection:
        assert assessments.newest_year(connection) is None
