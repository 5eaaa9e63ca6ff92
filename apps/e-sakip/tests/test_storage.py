import sqlite3

import pytest

from esakip import database, example, importer, objectives

HEADINGS = ";".join(importer.COLUMNS) + "\n"


def indicator(connection, year=2026):
    return objectives.of_year(connection, year)[0].indicators[0]


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


def test_the_newest_entry_counts_and_the_earlier_ones_stay(file):
    with database.writing(file) as connection:
        before = len(objectives.history(connection, indicator(connection)))
        for value in (1000, 2000):
            objectives.record(connection, indicator(connection), value=value, note="", evidence="")
        assert indicator(connection).value == 2000
        assert len(objectives.history(connection, indicator(connection))) == before + 2


def test_a_realisation_without_a_target_is_refused_by_the_database(file):
    with pytest.raises(sqlite3.IntegrityError), database.writing(file) as connection:
        connection.execute(
            "INSERT INTO realisation (indicator_id, year, value_milli, entered_at) VALUES (1, 1999, 1, '')"
        )


def empty_and_fail(file):
    with database.writing(file) as connection:
        connection.execute("DELETE FROM agency")
        connection.execute("DELETE FROM nowhere")


def test_an_error_rolls_the_whole_change_back(file):
    with pytest.raises(sqlite3.OperationalError):
        empty_and_fail(file)
    with database.reading(file) as connection:
        assert objectives.of_year(connection, 2026)


def test_the_example_never_mixes_with_real_data(tmp_path):
    path = tmp_path / "real.sqlite3"
    database.migrate(path)
    with database.writing(path) as connection:
        objectives.add(connection, "Dinas Nyata", "Sasaran", ("Indikator", "%", "up"), example=False)
        assert example.add_when_empty(connection) is False
        assert objectives.has_examples(connection) is False


def test_removing_the_example_removes_everything_below_it(file):
    with database.writing(file) as connection:
        assert example.remove(connection) == 3
    with database.reading(file) as connection:
        assert connection.execute("SELECT count(*) FROM realisation").fetchone()[0] == 0


def test_objectives_are_taken_over_from_a_file(file, tmp_path):
    table = tmp_path / "sasaran.csv"
    table.write_text(HEADINGS + "Dinas Nyata;Sasaran;Indikator;%;turun;2027;1.234,5\n", encoding="utf-8-sig")
    with database.writing(file) as connection:
        assert importer.load(connection, table) == 1
        found = indicator(connection, 2027)
    assert (found.agency, found.direction, found.target) == ("Dinas Nyata", "down", 1234500)


@pytest.mark.parametrize(
    "row",
    [
        "Dinas;S;I;%;naik;2027;12.5",
        "Dinas;S;I;%;miring;2027;1",
        "Dinas;S;;%;naik;2027;1",
        "Dinas;S;I;%;naik;27;1",
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken_over(file, tmp_path, row):
    table = tmp_path / "sasaran.csv"
    table.write_text(HEADINGS + "Dinas Nyata;S;I;%;naik;2027;1\n" + row + "\n", encoding="utf-8")
    with pytest.raises(importer.ImportRefused, match="Baris 3"), database.writing(file) as connection:
        importer.load(connection, table)
    with database.reading(file) as connection:
        assert 2027 not in objectives.years(connection)
