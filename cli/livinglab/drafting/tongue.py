"""Which language a text is in: Indonesian, English, or nobody can tell."""

import re

MOST_WORDS = 5000
_WORD = re.compile(r"[a-z]+")
_INDONESIAN = """
yang dan di ke dari untuk dengan pada adalah ini itu oleh dalam sebagai atau tidak juga akan dapat
agar supaya secara serta kepada para bagi ada aplikasi sistem informasi pemerintah daerah kabupaten
kota provinsi desa dinas kinerja pengelolaan layanan pelayanan instansi berbasis manajemen pegawai
laporan perencanaan pembangunan masyarakat pengguna evaluasi perangkat pemetaan arsitektur
"""
_ENGLISH = """
the and of to for with is are this that by as or not also will can from which be it an a on in your
you application system management government service services software library user users
"""
_KNOWN = {"id": frozenset(_INDONESIAN.split()), "en": frozenset(_ENGLISH.split())}
_CLEAR = 2  # one language must have so many times the other's words


def guess(text: str) -> str | None:
    """Return `id` or `en`, or None where neither is clear."""
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    indonesian, english = (sum(word in known for word in words) for known in _KNOWN.values())
    if indonesian == english == 0:
        return None
    if indonesian >= _CLEAR * english:
        return "id"
    return "en" if english >= _CLEAR * indonesian else None
