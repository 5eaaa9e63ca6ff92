-- Satu penilaian per tahun, satu tingkat kematangan per indikator.
CREATE TABLE assessment (
    year INTEGER PRIMARY KEY CHECK (year BETWEEN 2021 AND 2100),
    example INTEGER NOT NULL DEFAULT 0 CHECK (example IN (0, 1))
) STRICT;

CREATE TABLE level (
    year INTEGER NOT NULL REFERENCES assessment (year) ON DELETE CASCADE,
    indicator INTEGER NOT NULL CHECK (indicator BETWEEN 1 AND 47),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    entered_at TEXT NOT NULL,
    PRIMARY KEY (year, indicator)
) STRICT;
