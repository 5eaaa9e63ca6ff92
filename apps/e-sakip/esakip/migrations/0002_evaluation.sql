-- v1.1.0: bukti dukung pada realisasi, dan nilai LKE per perangkat daerah. Realisasi lama tetap, buktinya kosong.
ALTER TABLE realisation ADD COLUMN evidence TEXT NOT NULL DEFAULT '';

CREATE TABLE evaluation_score (
    agency_id INTEGER NOT NULL REFERENCES agency (id) ON DELETE CASCADE,
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2100),
    component TEXT NOT NULL CHECK (component IN ('perencanaan', 'pengukuran', 'pelaporan', 'evaluasi')),
    part TEXT NOT NULL CHECK (part IN ('keberadaan', 'kualitas', 'pemanfaatan')),
    percent_hundredths INTEGER NOT NULL CHECK (percent_hundredths BETWEEN 0 AND 10000),
    entered_at TEXT NOT NULL,
    PRIMARY KEY (agency_id, year, component, part)
) STRICT;
