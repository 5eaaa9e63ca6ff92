"""Invented data, marked as such, so that an empty installation shows what it is for."""

import sqlite3

from esakip import objectives

YEARS = (2025, 2026)

# Agency, objective, indicator, unit, direction, (target, realisation or None) of each of YEARS in thousandths.
ROWS = (
    (
        "Contoh – Dinas Kesehatan",
        "Meningkatnya derajat kesehatan masyarakat",
        ("Prevalensi stunting", "%", "down"),
        ((14000, 15200), (12500, 12100)),
    ),
    (
        "Contoh – Dinas Kesehatan",
        "Meningkatnya derajat kesehatan masyarakat",
        ("Cakupan imunisasi dasar lengkap", "%", "up"),
        ((92000, 93400), (94000, 88700)),
    ),
    (
        "Contoh – Dinas Kesehatan",
        "Meningkatnya mutu layanan kesehatan",
        ("Puskesmas terakreditasi paripurna", "puskesmas", "up"),
        ((18000, 15000), (22000, 14000)),
    ),
    (
        "Contoh – Dinas Kependudukan dan Pencatatan Sipil",
        "Meningkatnya kepemilikan dokumen kependudukan",
        ("Anak yang memiliki akta kelahiran", "%", "up"),
        ((97000, 97600), (98000, 98300)),
    ),
    (
        "Contoh – Dinas Kependudukan dan Pencatatan Sipil",
        "Meningkatnya kepemilikan dokumen kependudukan",
        ("Waktu rata-rata penerbitan KTP-el", "jam", "down"),
        ((24000, 20000), (12000, 15500)),
    ),
    (
        "Contoh – Dinas Pendidikan",
        "Meningkatnya partisipasi dan mutu pendidikan",
        ("Rata-rata lama sekolah", "tahun", "up"),
        ((8700, 8640), (8900, None)),
    ),
    (
        "Contoh – Dinas Pendidikan",
        "Meningkatnya partisipasi dan mutu pendidikan",
        ("Anak usia sekolah yang tidak bersekolah", "anak", "down"),
        ((1200000, 1310000), (900000, None)),
    ),
)


def add_when_empty(connection: sqlite3.Connection) -> bool:
    """True when the example was added; data that somebody entered is never mixed with it."""
    if connection.execute("SELECT EXISTS (SELECT 1 FROM agency)").fetchone()[0]:
        return False
    for agency, objective, description, figures in ROWS:
        added = objectives.add(connection, agency, objective, description, example=True)
        for year, (target, value) in zip(YEARS, figures, strict=True):
            objectives.set_target(connection, added, year, target)
            found = objectives.find(connection, added, year)
            if found and value is not None:
                objectives.record(connection, found, value=value, note="Data contoh", evidence="")
    return True


def remove(connection: sqlite3.Connection) -> int:
    """Take the example away with everything below it; returns how many agencies went."""
    return connection.execute("DELETE FROM agency WHERE example = 1").rowcount
