-- Sasaran, indikator, target dan realisasi. Angka disimpan sebagai bilangan bulat per seribu (3 desimal).
CREATE TABLE agency (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    example INTEGER NOT NULL DEFAULT 0 CHECK (example IN (0, 1))
) STRICT;

CREATE TABLE objective (
    id INTEGER PRIMARY KEY,
    agency_id INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    UNIQUE (agency_id, name)
) STRICT;

CREATE TABLE indicator (
    id INTEGER PRIMARY KEY,
    objective_id INTEGER NOT NULL REFERENCES objective (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    unit TEXT NOT NULL CHECK (unit <> ''),
    direction TEXT NOT NULL CHECK (direction IN ('up', 'down')),
    UNIQUE (objective_id, name)
) STRICT;

CREATE TABLE target (
    indicator_id INTEGER NOT NULL REFERENCES indicator (id) ON DELETE CASCADE,
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2100),
    value_milli INTEGER NOT NULL CHECK (value_milli >= 0),
    PRIMARY KEY (indicator_id, year)
) STRICT;

-- Hanya ditambah, tidak pernah diubah: baris terbaru yang berlaku, yang lama tetap sebagai riwayat.
CREATE TABLE realisation (
    id INTEGER PRIMARY KEY,
    indicator_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    value_milli INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    entered_at TEXT NOT NULL,
    FOREIGN KEY (indicator_id, year) REFERENCES target (indicator_id, year) ON DELETE CASCADE
) STRICT;

CREATE INDEX realisation_newest ON realisation (indicator_id, year, id);
