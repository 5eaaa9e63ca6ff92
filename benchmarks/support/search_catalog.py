"""A catalog for measuring search: invented applications in the vocabulary of Indonesian regions."""

import itertools
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from sqlmodel import col, insert, select

from registry import journal
from registry.database import Database
from registry.tables import Application, JournalRow, Publisher, Region

_TOPICS = """
    sakip kinerja perencanaan anggaran keuangan kepegawaian presensi surat arsip penduduk desa
    perizinan pengaduan pajak retribusi aset pengadaan bansos umkm pasar harga pariwisata kesehatan
    puskesmas antrean stunting posyandu sekolah siswa guru perpustakaan bencana banjir sampah parkir
    angkutan pertanian ikan ternak hukum peraturan rapat agenda berita statistik peta evaluasi
    risiko audit pelatihan survei tamu
"""
_COMMON = """
    aplikasi sistem informasi untuk data pemerintah daerah kabupaten kota layanan pengelolaan
    laporan berbasis web dan yang dengan dokumen pengguna pegawai masyarakat digital dinas publik
    pelayanan proses kegiatan program pencatatan pemantauan pelaporan penyusunan verifikasi dasbor
    notifikasi integrasi grafik
"""
_ENGLISH = """
    application for managing public service data of regional government with reporting planning
    monitoring village population letter finance budget performance library school health staff
    asset document citizen
"""
TOPICS, COMMON, ENGLISH = _TOPICS.split(), _COMMON.split(), _ENGLISH.split()
PREFIXES, SUFFIXES = ("", "", "", "me", "pe", "ber", "di", "ter"), ("", "", "", "an", "kan", "nya", "i")
LICENSES = ("EUPL-1.2", "GPL-3.0-or-later", "MIT", "AGPL-3.0-only", "Apache-2.0", None)
STATUSES = ("stable", "stable", "development", "beta", "concept", "obsolete")
CATEGORIES = tuple(f"{topic}-management" for topic in TOPICS[:40])
BATCH = 2_000
MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


class Vocabulary:
    """Words by Zipf's law: a few everywhere, tens of thousands seldom."""

    def __init__(self, chance: random.Random) -> None:
        roots = [word for word in StemmerFactory().get_words() if word.isalpha() and len(word) > 3]
        chance.shuffle(roots)
        rare = [chance.choice(PREFIXES) + root + chance.choice(SUFFIXES) for root in roots]
        self.words = [*COMMON, *TOPICS, *ENGLISH, *rare]
        weights = [1 / (rank + 3) for rank in range(len(self.words))]
        self._cumulative = list(itertools.accumulate(weights))
        self._chance = chance

    def draw(self, count: int) -> list[str]:
        """Draw `count` words."""
        return self._chance.choices(self.words, cum_weights=self._cumulative, k=count)


def fill(database: Database, count: int) -> list[str]:
    """Write `count` applications with their journal, and return 4,000 queries that fit them."""
    chance = random.Random(7)  # noqa: S311 - the same catalog at each run
    vocabulary = Vocabulary(chance)
    with database.write() as session:
        regions = session.exec(select(Region).where(col(Region.parent_code).is_not(None)).limit(514)).all()
        publishers = [
            Publisher(name=f"Diskominfo {region.name}", region_code=region.code) for region in regions
        ]
        session.add_all(publishers)
        session.flush()
    donors = list(zip(publishers, regions, strict=True))
    numbers = iter(range(1, count + 1))
    while batch := list(itertools.islice(numbers, BATCH)):
        rows = [_application(number, chance, vocabulary, donors) for number in batch]
        with database.write() as session:
            session.execute(insert(Application), rows)
    with database.write() as session:
        _journal(session, count)
    return list(_queries(chance, vocabulary))


def _application(
    number: int, chance: random.Random, vocabulary: Vocabulary, donors: list[Any]
) -> dict[str, Any]:
    publisher, region = chance.choice(donors)
    topic = chance.choice(TOPICS)
    invented = "".join(chance.choice(("si", "ka", "mo", "la", "tu", "pe", "na", "ri")) for _ in range(3))
    summary = {
        "slug": f"{invented}-{topic}-{number}",
        "name": f"{chance.choice(('e-', 'Si ', 'SI-', ''))}{invented.title()} {topic.title()}",
        "publisher": {"name": publisher.name, "region": {"code": region.code, "name": region.name}},
        "description": {
            "id": f"{topic.title()} {' '.join(vocabulary.draw(11))}",
            "en": " ".join(chance.choices(ENGLISH, k=9)),
        },
        "categories": chance.sample(CATEGORIES, 2),
        "license": chance.choice(LICENSES),
        "visibility": "public",
        "development_status": chance.choice(STATUSES),
        "software_type": "standalone/web",
        "latest_version": "1.2.0",
        "released_at": "2026-05-04T03:02:01Z",
        "described_by": "authors",
    }
    said = {
        language: {"short": short, "long": None, "features": []}
        for language, short in summary["description"].items()
    }
    said["id"]["long"] = " ".join(vocabulary.draw(chance.randint(40, 120)))
    said["id"]["features"] = [" ".join(vocabulary.draw(4)) for _ in range(5)]
    rest = {"url": f"https://git.example.go.id/{number}.git", "landing_url": None, "descriptions": said}
    rest |= {"donor_reachable": True, "releases": [], "incidents": []}
    return {
        "id": number,
        "slug": summary["slug"],
        "publisher_id": publisher.id,
        "visibility": "public",
        "listed": True,
        "name": summary["name"],
        "license": summary["license"],
        "region_code": region.code,
        "latest_version": "1.2.0",
        "summary": json.dumps(summary, separators=(",", ":")),
        "body": json.dumps(summary | rest, separators=(",", ":")),
        "created_at": MOMENT,
        "changed_serial": number,
    }


def _journal(session: Any, count: int) -> None:
    """One row for all: the index looks only at the newest and at the one it has reached."""
    newest = journal.append(
        session, actor="benchmark", action="fill", subject="catalog", detail={"count": count}
    )
    row = session.get_one(JournalRow, newest)
    session.delete(row)
    session.flush()
    shifted = JournalRow(**{**row.model_dump(), "serial": max(newest, count), "hash": ""})
    shifted.hash = journal.digest(shifted)
    session.add(shifted)


def _queries(chance: random.Random, vocabulary: Vocabulary) -> Iterator[str]:
    """Mix what people type: a topic, a topic and a place, a rare word, two or three words, a misspelling."""
    places = ("sumedang", "bekasi", "semarang", "gresik", "jawa barat", "madiun", "aceh", "bali")
    for number in range(4_000):
        kind = number % 10
        topic = chance.choice(TOPICS)
        if kind < 2:
            yield topic
        elif kind < 4:
            yield f"{topic} {chance.choice(places)}"
        elif kind < 6:
            yield vocabulary.words[chance.randrange(150, 12_000)]
        elif kind < 8:
            yield " ".join([topic, *vocabulary.draw(chance.randint(1, 2))])
        elif kind < 9:
            yield f"aplikasi {chance.choice(vocabulary.words[:40])} {topic}"
        else:
            place = chance.randrange(1, len(topic))
            yield topic[:place] + topic[place + 1 :] + "x"
