"""Numbers like a NIK: known by district and date, counted, and never shown."""

import bz2
import gzip
import io
import lzma
import random
import zipfile

import pytest

from livinglab.checks import personal_numbers, resident_numbers, sweeping, unpacking
from livinglab.checks.resident_numbers import Count

CHANCE = random.Random(3211)  # noqa: S311 - numbers for tests, the same at each run


def nik(serial, *, district="321115", day=17, month=8, year=85):
    """Put a number together: Sumedang Selatan, 17 August 1985, unless said otherwise."""
    return f"{district}{day:02}{month:02}{year:02}{serial:04}"


def niks(count):
    return [
        nik(number, day=CHANCE.randint(1, 28), month=CHANCE.randint(1, 12)) for number in range(1, count + 1)
    ]


def found(examination):
    return [(one.path, one.level) for one in examination.findings if one.code == "personal-numbers"]


@pytest.mark.parametrize(
    "number",
    [
        nik(1),
        nik(9999),
        nik(1, day=57),
        nik(1, day=71, month=12),
        nik(1, day=29, month=2, year=0),
        nik(1, district="110101"),
    ],
)
def test_a_number_of_a_real_district_and_date_is_alike(number):
    assert resident_numbers.is_alike(number.encode())


@pytest.mark.parametrize(
    "number",
    [
        nik(0),
        nik(1, district="999999"),
        nik(1, district="321199"),
        nik(1, day=0),
        nik(1, day=40),
        nik(1, day=32),
        nik(1, day=72),
        nik(1, month=13),
        nik(1, month=0),
        nik(1, day=31, month=4),
        nik(1, day=70, month=2),
        "4111111111111111",
        "5500000000000004",
        "1234567890123456",
    ],
)
def test_other_numbers_are_not(number):
    assert not resident_numbers.is_alike(number.encode())


def test_every_district_of_every_regency_is_known():
    districts = resident_numbers._districts()
    assert len(districts) == 7285
    assert len({district[:4] for district in districts}) == 514


def test_chance_makes_one_of_some_1600_numbers_alike():
    numbers = (str(CHANCE.randrange(10**15, 10**16)).encode() for _ in range(200_000))
    assert 60 < sum(map(resident_numbers.is_alike, numbers)) < 200


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("{0}", 1),
        ("'{0}','{1}'", 2),
        ("{0};{0};{0}", 1),
        ("NIK:{0}.", 1),
        ("foto_{0}.jpg", 1),
        (r"Nama\n{0}\t{1}", 2),
        ("0.{0}", 0),
        ("106.{0}", 0),
        ("{0}.5", 0),
        ("1{0}", 0),
        ("{0}7", 0),
        ("a{0}", 0),
        ("{0}f", 0),
        ("<td>{0}</td>", 1),
    ],
)
def test_numbers_that_stand_alone_are_counted_once(text, count):
    content = text.format(nik(1), nik(2)).encode()
    assert resident_numbers.count([content]).alike == count


def test_among_many_other_numbers_a_few_are_chance():
    assert Count(alike=4, others=100).credible == 0
    assert Count(alike=4, others=80).credible == 4


def test_a_list_of_people_blocks(examine):
    lines = "".join(f"Warga {number};{number}\n" for number in niks(12))
    seen = examine({"data/warga.csv": f"nama;nik\n{lines}"})
    assert found(seen) == [("data/warga.csv", "block")]
    [finding] = [one for one in seen.findings if one.code == "personal-numbers"]
    assert finding.message.en.startswith("12 numbers")
    assert finding.message.id.startswith("12 angka")


@pytest.mark.parametrize(
    ("path", "count", "level"),
    [
        ("data/warga.csv", 9, "warn"),
        ("data/warga.csv", 2, "warn"),
        ("data/warga.csv", 1, None),
        ("database/seeders/WargaSeeder.php", 12, "block"),
        ("database/seeders/WargaSeeder.php", 3, "warn"),
        ("database/seeders/WargaSeeder.php", 2, None),
        ("tests/data/warga.csv", 12, "warn"),
        ("docs/contoh.json", 12, "warn"),
        ("import/contoh_penduduk.csv", 12, "warn"),
        ("composer.lock", 12, None),
        ("public/logo.svg", 12, None),
        ("storage/logs/laravel.log", 12, "block"),
    ],
)
def test_a_few_numbers_or_examples_are_mentioned(examine, path, count, level):
    assert found(examine({path: "\n".join(niks(count))})) == ([(path, level)] if level else [])


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_sheets_are_looked_into(examine):
    cells = "".join(f"<si><t>{number}</t></si>" for number in niks(15))
    sheet = zipped({"xl/sharedStrings.xml": f"<sst>{cells}</sst>", "xl/media/a.png": b"\x89PNG"})
    assert found(examine({"data/warga.xlsx": sheet})) == [("data/warga.xlsx", "block")]


def test_data_too_large_to_be_read_is_said(examine, monkeypatch):
    for module in (sweeping, personal_numbers):
        monkeypatch.setattr(module, "MOST", 1 << 20)
    seen = examine({"data/warga.csv": "\n".join(niks(12)) + "\n-" * (1 << 20)})
    assert found(seen) == [("data/warga.csv", "info")]


def test_card_numbers_and_stamps_are_left_in_peace(examine):
    cards = [f"4{CHANCE.randrange(10**15):015}" for _ in range(3_000)]
    stamps = [str(1_700_000_000_000_000 + CHANCE.randrange(10**14)) for _ in range(3_000)]
    assert found(examine({"data/kartu.csv": "\n".join(cards), "data/log.json": "\n".join(stamps)})) == []


def test_no_number_is_shown(examine):
    numbers = niks(40)
    text = "\n".join(numbers)
    seen = examine({"a.csv": text, "b.php": text, "c.sql": text, f"{numbers[0]}.txt": text})
    assert seen.blocked
    assert "*" * 16 + ".txt" in [one.path for one in seen.findings]
    assert not any(number in repr((seen.findings, seen.risks, seen.license)) for number in numbers)


@pytest.mark.parametrize(("count", "levels"), [(1, []), (2, ["warn"]), (12, ["block"])])
def test_numbers_in_the_names_of_files_are_counted(examine, count, levels):
    seen = examine({f"uploads/ktp/ktp_{number}.jpg": b"\xff\xd8\0" for number in niks(count)})
    assert [level for _, level in found(seen)] == levels


@pytest.mark.parametrize(
    "bomb",
    [
        zipped({f"xl/{number}.xml": b"0" * (8 << 20) for number in range(12)}),
        zipped({"xl/a.xml": b"0" * (48 << 20)}),
        gzip.compress(b"0" * (48 << 20)),
        bz2.compress(b"0" * (48 << 20)),
        lzma.compress(b"0" * (48 << 20)),
    ],
    ids=["members", "member", "gzip", "bzip2", "xz"],
)
def test_a_bomb_is_read_to_the_limit_only(bomb):
    assert len(bomb) < 200_000
    assert sum(map(len, unpacking.texts(bomb))) == unpacking.MOST_UNPACKED


def test_no_more_members_are_opened_than_the_limit():
    many = zipped({f"{number}.txt": b"a" for number in range(unpacking.MOST_MEMBERS + 50)})
    assert len(list(unpacking.texts(many))) == unpacking.MOST_MEMBERS


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0"])
def test_a_damaged_archive_yields_nothing(start):
    assert list(unpacking.texts(start + b"\x01" * 200)) == []
