"""Objectives, indicators and targets from a CSV file, all or nothing."""

import csv
import sqlite3
from pathlib import Path

from esakip import numbers, objectives

COLUMNS = ("perangkat_daerah", "sasaran", "indikator", "satuan", "arah", "tahun", "target")
DIRECTIONS = {"naik": "up", "turun": "down"}
MOST_BYTES = 10 * 1024 * 1024


class ImportRefused(Exception):
    """The file cannot be taken over; the message names the line."""


def load(connection: sqlite3.Connection, path: Path) -> int:
    """Take the rows over and return how many; a row that exists already gets the new target."""
    if path.stat().st_size > MOST_BYTES:
        raise ImportRefused("Berkas terlalu besar.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if ";" in first else ",")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ImportRefused(f"Baris 1: judul kolom harus {';'.join(COLUMNS)}")
        return sum(_take_over(connection, row, reader.line_num) for row in reader)


def _take_over(connection: sqlite3.Connection, row: dict[str, str | None], line: int) -> int:
    cells = {key: (row.get(key) or "").strip() for key in COLUMNS}
    direction = DIRECTIONS.get(cells["arah"].lower())
    if not all(cells.values()) or direction is None or not cells["tahun"].isdigit():
        raise ImportRefused(f"Baris {line}: semua kolom wajib diisi; arah = naik atau turun; tahun = angka")
    year = int(cells["tahun"])
    try:
        target = numbers.parse(cells["target"], decimals=3)
    except numbers.NumberError as error:
        raise ImportRefused(f"Baris {line}: target: {error}") from error
    if target < 0 or not 2000 <= year <= 2100:
        raise ImportRefused(f"Baris {line}: tahun 2000 sampai 2100, target tidak boleh negatif")
    description = (cells["indikator"], cells["satuan"], direction)
    added = objectives.add(connection, cells["perangkat_daerah"], cells["sasaran"], description, example=False)
    objectives.set_target(connection, added, year, target)
    return 1
