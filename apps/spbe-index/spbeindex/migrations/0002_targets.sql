-- v1.1.0: bukti dukung per indikator dan tingkat yang ditargetkan. Tingkat yang sudah diisi tetap, buktinya kosong.
ALTER TABLE level ADD COLUMN evidence TEXT NOT NULL DEFAULT '';

CREATE TABLE target (
    year INTEGER NOT NULL REFERENCES assessment (year) ON DELETE CASCADE,
    indicator INTEGER NOT NULL CHECK (indicator BETWEEN 1 AND 47),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (year, indicator)
) STRICT;
