"""Cohorts: loaded whole or not at all, counted at once, and IDSL comes with the registry."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from livinglab.contract.journal import JournalEntry
from registry import schema
from registry.__main__ import main
from registry.adoption import cohort_files, cohorts
from registry.commands.preparation import upgrade
from registry.database import Database
from registry.errors import Invalid
from registry.journal import reading
from registry.settings import Settings
from registry.tables import Cohort, CohortMember, JournalRow, MonthCount, Region

HEAD = """
slug = "jabar"
name = "Percobaan Jawa Barat"
signed_on = 2023-07-12
size = 8
source = "catatan sendiri"
note = {id = "Contoh.", en = "An example."}
"""
ROWS = """code,evidence,source,confidence,signed_on,name
32.16,named,Kompas,high,2023-07-13,Kabupaten Bekasi
32.11,named,Kompas,medium,,
"""


@pytest.fixture
def load(database: Database, tmp_path: Path) -> Callable[..., bool]:
    """Give the operator's hand: load a cohort of two files."""

    def load(rows: str = ROWS, *, head: str = HEAD) -> bool:
        (tmp_path / "jabar.toml").write_text(head)
        (tmp_path / "jabar.csv").write_bytes(rows.encode("utf-8", "surrogateescape"))
        file = cohort_files.read(tmp_path / "jabar.toml", tmp_path)
        with database.write() as session:
            return cohorts.load(session, file, actor="operator")

    return load


def members(database: Database, slug: str = "jabar") -> dict[str, CohortMember]:
    """Return a cohort's members by code."""
    with database.read() as session:
        rows = session.exec(select(CohortMember).where(CohortMember.cohort_slug == slug)).all()
        return {row.region_code: row for row in rows}


def journal_of(database: Database, slug: str = "jabar") -> list[tuple[str, Any]]:
    """Return what the journal has of a cohort."""
    with database.read() as session:
        query = select(JournalRow).where(JournalRow.subject == f"cohort:{slug}")
        rows = session.exec(query.order_by(col(JournalRow.serial))).all()
        return [(row.action, json.loads(row.detail)) for row in rows]


def test_a_cohort_is_what_its_files_say_and_the_same_again_is_nothing_new(
    database: Database, load: Callable[..., bool]
) -> None:
    assert [load(), load()] == [True, False]
    found = members(database)
    assert {code: row.signed_on for code, row in found.items()} == {
        "32.11": None,
        "32.16": date(2023, 7, 13),
    }
    assert load(ROWS.replace("32.11,named", "32.12,named"))
    assert set(members(database)) == {"32.12", "32.16"}
    assert journal_of(database) == [
        ("cohort.loaded", {"members": 2, "added": ["32.11", "32.16"], "removed": []}),
        ("cohort.loaded", {"members": 2, "added": ["32.12"], "removed": ["32.11"]}),
    ]
    with database.read() as session:  # everybody can audit which regions a statistic is about
        public = reading.rows(session, after=0, limit=10, whole=False)
    assert [row.action for row in public if isinstance(row, JournalEntry)] == ["cohort.loaded"] * 2


def test_what_a_cohort_counts_follows_its_members(database: Database, load: Callable[..., bool]) -> None:
    def counted() -> int:
        with database.read() as session:
            row = session.get(MonthCount, ("cohort:jabar", "new", 24_300))
            return row.count if row else 0

    with database.write() as session:
        for code, count in (("32.11", 3), ("32.16", 4), ("32.12", 50)):
            session.add(MonthCount(scope=f"region:{code}", measure="new", month=24_300, count=count))
    load()
    assert counted() == 7
    load(ROWS.replace("32.11,named", "32.12,named"))
    assert counted() == 54
    with database.write() as session:
        cohorts.remove(session, "jabar", actor="operator")
    assert counted() == 0
    assert members(database) == {}


WRONG_ROWS = [
    ("code,evidence,source\n32.11,a,b\n", ":1: the columns must be code, evidence, source, confidence"),
    ("", ":1: the columns must be"),
    (ROWS.splitlines()[0], ":1: there is not one region"),
    (ROWS + "32.99,a,b,high,,\n", ":4: '32.99' is no code of a regency or city"),
    (ROWS + "32,a,b,high,,\n", ":4: '32' is no code of a regency or city"),
    (ROWS + "32.71,a,b,high,,Kabupaten Bogor\n", ":4: 32.71 is Kota Bogor, not 'Kabupaten Bogor'"),
    (ROWS + "32.11,a,b,high,,\n", ":4: this region is there already (32.11, 3)"),
    (ROWS + "32.71,,b,high,,\n", ":4: `evidence` is empty"),
    (ROWS + "32.71,a,b,sure,,\n", ":4: `confidence` 'sure' is none of high, medium, low"),
    (ROWS + "32.71,a,b,high,12/07/2023,\n", ":4: `signed_on` '12/07/2023' is no date"),
    (ROWS + "32.71,a,b, c,high,,\n", ":4: it has not as many cells"),
    (ROWS + f"32.71,{'a' * 501},b,high,,\n", ":4: `evidence` is over 500 letters"),
    (ROWS + "32.71,a\u202eb,b,high,,\n", ":4: `evidence` is over 500 letters or holds invisible"),
    (ROWS + '32.71,"a,b,high,,\n', ": this is not CSV"),
    ("\udcff\udcfe", "jabar.csv cannot be read (UTF-8)"),
    (ROWS + "".join(f"32.{n},a,b,high,,\n" for n in range(71, 79)), "10 regions, but `size` is 8"),
]
WRONG_HEADS = [
    (HEAD.replace("slug =", "slug"), "jabar.toml, `TOML`"),
    (HEAD.replace('"jabar"', '"Jabar!"'), "jabar.toml, `slug`"),
    (HEAD.replace("2023-07-12", '"kemarin"'), "jabar.toml, `signed_on`"),
    (HEAD.replace('en = "An example."', 'en = ""'), "jabar.toml, `note.en`"),
    (HEAD + 'colour = "red"', "jabar.toml, `colour`"),
    (HEAD + 'members = "elsewhere.csv"', "elsewhere.csv cannot be read"),
]


def test_a_wrong_file_is_told_line_by_line_and_nothing_of_it_is_loaded(
    database: Database, load: Callable[..., bool]
) -> None:
    cases = [(rows, HEAD, said) for rows, said in WRONG_ROWS]
    cases += [(ROWS, head, said) for head, said in WRONG_HEADS]
    for rows, head, said in cases:
        with pytest.raises(Invalid) as refused:
            load(rows, head=head)
        assert said in str(refused.value), (rows, head)
        assert "Nothing was loaded" in str(refused.value) or "try again" in str(refused.value)
    assert journal_of(database) == []
    with database.read() as session:
        assert session.exec(select(Cohort)).all() == []


def test_all_wrong_lines_are_told_at_once_and_a_spreadsheets_semicolons_are_understood(
    database: Database, load: Callable[..., bool]
) -> None:
    with pytest.raises(Invalid) as refused:
        load("code;evidence;source;confidence\n99.01;a;b;high\n32.16;a;b;high\n99.02;a;b;high\n")
    assert str(refused.value).splitlines() == [
        "jabar.csv:2: '99.01' is no code of a regency or city; find it at /api/v1/regions?q=name",
        "jabar.csv:4: '99.02' is no code of a regency or city; find it at /api/v1/regions?q=name",
        "Nothing was loaded.",
    ]
    assert load("\ufeffcode;evidence;source;confidence\r\n32.16;a;b, c;high\r\n")
    assert members(database)["32.16"].source == "b, c"


def test_idsl_comes_with_the_registry_and_says_what_is_not_known(database: Database) -> None:
    with database.write() as session:
        assert cohorts.load_packaged(session) == 1
    with database.write() as session:
        assert cohorts.load_packaged(session) == 0
        found = session.get_one(Cohort, "idsl")
    assert (found.name, found.signed_on, found.size) == ("IDSL 2022", date(2022, 11, 21), 62)
    for note, words in (
        (found.note_id, ("62", "30", "24", "tidak terbukti")),
        (found.note_en, ("62", "30", "24", "by inference", "not proven")),
    ):
        assert all(word in note for word in words)
    rows = members(database, "idsl").values()
    inferred = [row for row in rows if row.evidence.startswith("by inference")]
    assert (len(rows), len(inferred), {row.confidence for row in inferred}) == (30, 24, {"medium"})


def test_what_an_operator_did_to_a_packaged_cohort_stays(
    database: Database, load: Callable[..., bool]
) -> None:
    load(head=HEAD.replace('"jabar"', '"idsl"'))
    with database.write() as session:
        assert cohorts.load_packaged(session) == 0
        cohorts.remove(session, "idsl", actor="operator")
    with database.write() as session:
        assert cohorts.load_packaged(session) == 0
        assert session.get(Cohort, "idsl") is None


def test_an_upgraded_registry_gets_idsl_and_one_without_regions_waits_for_them(
    database: Database, tmp_path: Path
) -> None:
    upgrade(database)
    assert len(members(database, "idsl")) == 30
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    schema.migrate(empty)
    with empty.write() as session:
        assert session.exec(select(Region)).all() == []
        assert cohorts.load_packaged(session) == 0
    empty.close()


def test_the_operators_commands(
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)
    (tmp_path / "jabar.toml").write_text(HEAD)
    (tmp_path / "jabar.csv").write_text(ROWS)
    for arguments, code, said in (
        (["load", str(tmp_path / "jabar.toml")], 0, "jabar: 2 of 8 regions, loaded"),
        (["load", str(tmp_path / "jabar.toml")], 0, "jabar: 2 of 8 regions, as it was"),
        (["list"], 0, "jabar\t2023-07-12\t2/8\tPercobaan Jawa Barat"),
        (["remove", "jabar"], 0, "jabar is removed"),
        (["remove", "jabar"], 1, "There is no cohort jabar"),
        (["load", str(tmp_path / "no.toml")], 1, "no.toml cannot be read"),
    ):
        assert main(["cohort", *arguments]) == code
        printed = capsys.readouterr()
        assert said in printed.out + printed.err
