"""The dump holds what everybody may know, whole and of one moment, and nothing else."""

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract.adoptions import Stage
from livinglab.contract.dump import Dump
from livinglab.contract.moderation import Decision
from registry.__main__ import main
from registry.access import people
from registry.access.callers import OPERATOR
from registry.catalog import moderation
from registry.catalog.found import ManifestFacts
from registry.catalog.store import FolderStore
from registry.database import Database
from registry.exchange import dump
from registry.exchange.dump import files as dump_files
from registry.exchange.dump import shelf
from registry.exchange.dump.shelf import Shelved
from registry.exchange.dump.tables import TABLES
from registry.settings import Settings

REASON = "Alasan yang cukup panjang untuk dibaca."
CANARY = "kanari"
DAY = date(2026, 11, 22)
PERSON, MAILBOX = "Kanari Wijaya", "kanari.wijaya@sumedangkab.go.id"
Files = dict[str, bytes]


def facts(name: str, short: str) -> ManifestFacts:
    """Give a manifest that names a person and a mailbox, in its contacts and in its text."""
    said = contract.Description(short=short, long=f"Hubungi {MAILBOX}.", features=["=2+5+cmd|' /C calc'!A0"])
    contacts = [contract.Contact(name=PERSON, email=MAILBOX, phone="0812-kanari")]
    return ManifestFacts(name=name, license="EUPL-1.2", descriptions={"id": said}, contacts=contacts)


@pytest.fixture
def told(
    database: Database, publish: Callable[..., str], make_release: Any, adopt: Callable[..., int]
) -> None:
    """Tell the story: one application everybody may have, one nobody may name, one in quarantine."""
    open_to_all = facts("=HYPERLINK(1)", f"Surat ke {MAILBOX}; @SUM(1)")
    publish("e-sakip", make_release(manifest=open_to_all))
    publish("e-rahasia", make_release(manifest=facts("e-Rahasia", "Pendek")), visibility="agreement")
    publish("e-karantina", make_release(manifest=facts("e-Karantina", "kanari-karantina")))
    adopt("e-sakip", "32.16", Stage.GO_LIVE, version="1.0.0", note=f"{CANARY} catatan", document_kind="bast")
    adopt("e-sakip", "32.17", Stage.STOPPED, reason="no-staff", note=PERSON)
    adopt("e-rahasia", "32.12", note=f"{CANARY} catatan", document_number="kanari-nomor")
    adopt("e-karantina", "32.13")
    with database.write() as session:
        people.add(session, MAILBOX, PERSON, actor="operator")
        moderation.decide(session, "e-karantina", Decision.QUARANTINE, REASON, caller=OPERATOR)


def files(settings: Settings, day: str = "latest") -> Files:
    """Give what lies in a dump."""
    store = shelf.open_dumps(settings)
    found = shelf.find(store, day)
    return {file.name: b"".join(store.read(f"{found.folder}/{file.name}")) for file in found.dump.files}


def rows(content: bytes) -> list[Any]:
    """Give the rows of JSON Lines."""
    return [json.loads(line) for line in content.decode().splitlines()]


def cells(content: bytes) -> list[dict[str, str]]:
    """Give the rows of CSV."""
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def test_a_dump_holds_everything_public_in_both_forms(
    database: Database, settings: Settings, told: None
) -> None:
    report = dump.dump(database, settings)
    found = files(settings)
    package = json.loads(found["datapackage.json"])
    for resource in package["resources"]:
        content = found[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
    for table in TABLES:
        lines, sheet = rows(found[f"{table.name}.jsonl"]), cells(found[f"{table.name}.csv"])
        validator = Draft202012Validator(json.loads(found[f"{table.name}.schema.json"]))
        assert all(validator.is_valid(row) for row in lines), table.name
        assert len(lines) == len(sheet)
        assert {tuple(row) for row in sheet} <= {tuple(table.model.model_fields)}
    assert [row["slug"] for row in rows(found["applications.jsonl"])] == ["e-rahasia", "e-sakip"]
    assert [row["region_code"] for row in rows(found["adoptions.jsonl"])] == ["32.16", "32.17"]
    assert [row["stage"] for row in rows(found["adoption-events.jsonl"])] == ["go-live", "stopped"]
    assert len(rows(found["regions.jsonl"])) == 552
    assert (report.unnamed, package["livinglab"]["unnamed"]["adoptions"]) == (2, 2)
    assert package["livinglab"]["serial"] == report.serial


def test_no_canary_is_in_any_file(database: Database, settings: Settings, told: None) -> None:
    dump.dump(database, settings)
    for name, content in files(settings).items():
        said = content.decode().lower()
        assert CANARY not in said, name
        assert "@sumedang" not in said, name
        assert "person:" not in said, name
        assert "e-karantina" not in said, name
        rest = said.replace("e-rahasia", "") if name.partition(".")[0] in WITH_RESTRICTED else said
        assert "rahasia" not in rest, name


# Restricted applications are in the catalog by name: in these files, and in no other.
WITH_RESTRICTED = ("applications", "releases", "changes")


def test_no_cell_is_a_formula(database: Database, settings: Settings, told: None) -> None:
    dump.dump(database, settings)
    found = files(settings)
    for name in found:
        if name.endswith(".csv"):
            for row in cells(found[name]):
                assert not [cell for cell in row.values() if cell.startswith(("=", "+", "@"))], name
    assert [row["name"] for row in cells(found["applications.csv"])] == ["e-Rahasia", "'=HYPERLINK(1)"]


def test_the_same_content_gives_the_same_bytes(database: Database, settings: Settings, told: None) -> None:
    first = dump.dump(database, settings)
    before = files(settings)
    again = dump.dump(database, settings)
    assert (first.is_new, again.is_new) == (True, False)
    assert files(settings) == before


def test_a_second_dump_of_a_day_takes_the_place_of_the_first(
    database: Database, settings: Settings, told: None, publish: Callable[..., str]
) -> None:
    dump.dump(database, settings)
    publish("e-kinerja")
    dump.dump(database, settings)
    kept = shelf.read(shelf.open_dumps(settings))
    assert (len(kept.shelved), kept.strays) == (1, [])
    assert {path.name for path in settings.folder.joinpath("dumps").iterdir()} == {
        "index",
        kept.shelved[0].folder,
    }


class Dying(FolderStore):
    """A store whose process is killed after so many files."""

    def __init__(self, root: Path, *, after: int) -> None:
        super().__init__(root)
        self.left = after

    def put_file(self, name: str, path: Path) -> None:
        """Put it, or die."""
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        super().put_file(name, path)


def made(folder: Path, day: date) -> Shelved:
    """Make the files of a small dump in a folder."""
    content = [dump_files.put(folder, name, f"{day}") for name in ("readme.md", "adoptions.csv")]
    one = Dump(date=day, serial=1, at=None, unnamed=0, files=content)
    return Shelved(folder=f"{day}-abc", dump=one)


def test_what_a_killed_dump_left_is_cleared_up_by_the_next(tmp_path: Path) -> None:
    making, place = tmp_path / "making", tmp_path / "shelf"
    making.mkdir()
    with pytest.raises(KeyboardInterrupt):
        shelf.put(Dying(place, after=1), made(making, DAY), making, keep=7)
    assert shelf.index(FolderStore(place)).dumps == []
    assert (place / f"{DAY}-abc" / "readme.md").exists()
    shelf.put(FolderStore(place), made(making, DAY + timedelta(days=1)), making, keep=7)
    assert not (place / f"{DAY}-abc" / "readme.md").exists()
    assert [one.date for one in shelf.index(FolderStore(place)).dumps] == [DAY + timedelta(days=1)]


def test_the_last_days_are_kept_and_no_more(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "shelf")
    days = [DAY + timedelta(days=number) for number in range(4)]
    for day in days:
        shelf.put(store, made(tmp_path, day), tmp_path, keep=3)
    assert [one.date for one in shelf.index(store).dumps] == days[:0:-1]
    left = {path.name for path in tmp_path.glob("shelf/*-abc") if any(path.iterdir())}
    assert left == {f"{day}-abc" for day in days[1:]}


def test_dumps_are_served_by_range_and_with_digests(
    database: Database, settings: Settings, told: None, client: TestClient
) -> None:
    assert client.get("/dumps/").json()["dumps"] == []
    assert client.get("/dumps/latest/applications.csv").status_code == 404
    report = dump.dump(database, settings)
    listed = client.get("/dumps/").json()["dumps"][0]
    assert (listed["date"], listed["serial"]) == (f"{report.date}", report.serial)
    for file in listed["files"]:
        answer = client.get(f"/dumps/latest/{file['name']}")
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert answer.headers["etag"] == f'"{file["sha256"]}"'
    address = f"/dumps/{report.date}/applications.jsonl"
    whole = client.get(address)
    part = client.get(address, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.content) == (206, whole.content[2:10])
    unchanged = client.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize("path", ["none.csv", "index.json", "..%2findex%2findex.json", "applications.exe"])
def test_nothing_else_is_served_below_dumps(client: TestClient, path: str) -> None:
    answer = client.get(f"/dumps/latest/{path}")
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_operator_dumps_at_the_shell(
    settings: Settings, told: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)
    assert main(["dump", "--keep", "2"]) == 0
    assert "rows" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["dump", "--keep", "0"])
