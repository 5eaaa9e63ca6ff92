"""The names of Indonesia's regions as they stand in code: apart, joined, with and without what they are."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_KIND = re.compile(r"^(?:(?:Kabupaten|Kota)(?: Administrasi)? )?")
# What a name is joined with in domains and identifiers: sumedangkab.go.id, logo_kotamadiun.
_AFFIXES = (
    "{}kab",
    "{}kota",
    "{}prov",
    "kab{}",
    "kota{}",
    "kabupaten{}",
    "pemkab{}",
    "pemkot{}",
    "pemprov{}",
)
_SHORT = {  # as provinces call themselves in their domains
    "babel": "Kepulauan Bangka Belitung",
    "jabar": "Jawa Barat",
    "jakarta": "Daerah Khusus Ibukota Jakarta",
    "jateng": "Jawa Tengah",
    "jatim": "Jawa Timur",
    "jogja": "Daerah Istimewa Yogyakarta",
    "kalbar": "Kalimantan Barat",
    "kalsel": "Kalimantan Selatan",
    "kaltara": "Kalimantan Utara",
    "kalteng": "Kalimantan Tengah",
    "kaltim": "Kalimantan Timur",
    "kepri": "Kepulauan Riau",
    "malut": "Maluku Utara",
    "ntb": "Nusa Tenggara Barat",
    "ntt": "Nusa Tenggara Timur",
    "sulbar": "Sulawesi Barat",
    "sulsel": "Sulawesi Selatan",
    "sulteng": "Sulawesi Tengah",
    "sultra": "Sulawesi Tenggara",
    "sulut": "Sulawesi Utara",
    "sumbar": "Sumatera Barat",
    "sumsel": "Sumatera Selatan",
    "sumut": "Sumatera Utara",
}

# Words of everyday language or of code, and whole islands: a region only beside a word like "Kota".
_EVERYDAY = {
    "aceh", "agam", "alor", "asahan", "bali", "banggai", "bangka", "bangli", "banjar", "banten", "barru",
    "batang", "batu", "batu bara", "batubara", "belu", "bengkulu", "berau", "bima", "bintan", "bitung",
    "bone", "bungo", "buol", "buru", "buton", "dairi", "demak", "depok", "dompu", "ende", "gorontalo",
    "gowa", "jambi", "kampar", "karo", "kaur", "kendal", "ketapang", "kudus", "kuningan", "lahat",
    "lampung", "landak", "langkat", "langsa", "lebak", "lebong", "lingga", "majene", "malaka", "malang",
    "maluku", "mappi", "maros", "medan", "metro", "muna", "ngada", "ngawi", "nias", "padang", "palu",
    "papua", "paser", "pati", "pidie", "poso", "puncak", "riau", "sabang", "sampang", "sarmi", "serang",
    "siak", "sigi", "sikka", "solok", "sorong", "subang", "tapin", "tebo", "tegal", "toba", "tual", "wajo",
}  # fmt: skip


class Spelling(NamedTuple):
    """One way to write a name, in lower case. `sure`: it says by itself that it is a region's.

    `alone`: without a word beside it, it still hardly means anything else.
    """

    words: tuple[bytes, ...]
    name: str
    sure: bool
    alone: bool


@cache
def by_first_word() -> dict[bytes, tuple[Spelling, ...]]:
    """Return every spelling of every province, regency and city by its first word."""
    lines = files("livinglab").joinpath("regions.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",", 1)[1] for line in lines if line and not line.startswith(("#", "code,"))]
    names = dict.fromkeys(_KIND.sub("", row.strip('"')) for row in rows)
    spellings = [spelling for name in names for spelling in _spellings(name)]
    for short, name in _SHORT.items():
        spellings += [_spelling(affix.format(short), name, sure=True) for affix in _AFFIXES]
    found: dict[bytes, list[Spelling]] = {}
    for spelling in spellings:
        found.setdefault(spelling.words[0], []).append(spelling)
    return {word: tuple(same) for word, same in found.items()}


def _spellings(name: str) -> list[Spelling]:
    plain = name.lower().replace("kep.", "kepulauan").replace("-", " ")
    joined = plain.replace(" ", "")
    apart = _spelling(plain, name, sure=False)
    together = [_spelling(joined, name, sure=False)] if joined != plain else []
    return [apart, *together, *(_spelling(affix.format(joined), name, sure=True) for affix in _AFFIXES)]


def _spelling(text: str, name: str, *, sure: bool) -> Spelling:
    alone = text not in _EVERYDAY and not text.startswith("jakarta")
    return Spelling(tuple(text.encode("ascii").split()), name, sure, alone)
