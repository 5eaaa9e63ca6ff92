"""Which categories and which public an application may belong to, by words that it uses: offers only."""

import re
from collections.abc import Iterator

from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found

MOST = 4
_CATEGORIES = (
    ("enterprise-project-management", r"sakip|akuntabilitas kinerja|indikator kinerja|pohon kinerja|lkjip"),
    ("compliance-management", r"spbe|evaluasi|akip|audit|kepatuhan|compliance"),
    ("hr", r"kepegawaian|pegawai|simpeg|presensi|absensi|employee"),
    ("budgeting", r"penganggaran|anggaran|rka|budget"),
    ("financial-reporting", r"keuangan|laporan keuangan|accounting|financial"),
    ("document-management", r"dokumen|arsip|naskah dinas|surat|e-?office|document"),
    ("integrated-library-system", r"perpustakaan|library (management|resources)|opac"),
    ("digital-citizenship", r"sistem informasi desa|kependudukan|layanan publik|warga|penduduk"),
    ("geographic-information-systems", r"peta|spasial|gis|geospasial|geographic"),
    ("data-visualization", r"dashboard|dasbor|visualisasi|satu data|open data"),
    ("regulations-and-directives", r"jdih|peraturan|produk hukum|perundang"),
    ("procurement", r"pengadaan|procurement|tender"),
    ("inventory-management", r"inventaris|barang milik|aset|inventory"),
    ("customer-service-and-support", r"pengaduan|aduan|lapor|complaint|helpdesk"),
    ("taxes-management", r"pajak|retribusi|pbb|tax"),
    ("appointment-scheduling", r"antrean|antrian|appointment"),
    ("learning-management-system", r"e-?learning|pembelajaran|lms"),
    ("content-management", r"website|portal berita|cms"),
)


def look(ground: Ground) -> Iterator[Found]:
    """Yield the categories whose words occur most in the name and the description."""
    readme = ground.readme
    texts = [] if readme.skeleton else [readme.title, *readme.paragraphs, *readme.features]
    texts += [f"{package.name} {package.description}" for package in ground.own]
    texts += [ground.folder.root.resolve().name]
    text = " ".join(texts)[:40_000]
    found = likely(text)
    if found:
        yield Found(
            "categories",
            tuple(found[:MOST]),
            ground.readme_path or f"{ground.folder.root.resolve().name}/",
            sure=False,
        )


def likely(text: str) -> list[str]:
    """Return the categories that a text's words speak for, the likeliest first."""
    lowered = text.lower()
    counted = [(len(re.findall(rf"(?<![a-z])(?:{words})", lowered)), name) for name, words in _CATEGORIES]
    return [name for count, name in sorted(counted, key=lambda pair: -pair[0]) if count]
