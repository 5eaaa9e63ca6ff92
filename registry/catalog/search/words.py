"""Words: how names, texts and queries are cut into terms."""

import re
import unicodedata

LONGEST_QUERY = 1_000  # characters read of a query
MOST_TERMS = 8
LONGEST_TERM = 64

_STOP = """
    a an and are as at be by for from in into is it its of on or that the this to was with what which who
    ada adalah agar akan atau bagi bahwa beberapa bisa dalam dan dapat dari dengan di guna ini itu juga
    karena ke kepada lain lebih maka oleh pada para saat sebagai secara seluruh serta setiap sudah supaya
    tentang telah tersebut tidak untuk yaitu yang
"""
_GENERIC = """
    aplikasi app apps application applications sistem system informasi information website web situs
    berbasis based online daring digital elektronik electronic mobile android kabupaten kab kota provinsi
    prov pemerintah pemerintahan pemkab pemkot pemprov pemda government dinas daerah portal program
    platform modul module open source terbuka regency city province local regional
"""
STOP = frozenset(_STOP.split())  # said in every query and every text: they tell nothing apart
GENERIC = frozenset(_GENERIC.split())  # added without being meant: they may match, they never must

_WORD = re.compile(r"[^\W_]+(?:[-‐‑–'’][^\W_]+)*")
_JOINT = re.compile(r"[-‐‑–'’]")
_HUMP = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SMALLEST_HUMP = 2


def fold(text: str) -> str:
    """Return `text` without accents, invisible characters and compatibility forms; case is kept."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})


def squash(text: str) -> str:
    """Return only the letters and digits: `e-SAKIP`, `eSakip` and `e sakip` become `esakip`."""
    return "".join(_WORD.findall(fold(text))).translate(_NO_JOINTS).lower()


_NO_JOINTS = str.maketrans("", "", "-‐‑–'’")


def of_text(text: str) -> list[str]:
    """Return the words of a text as written; compounds such as `e-SAKIP` and `satu-data` stay whole."""
    return _WORD.findall(fold(text))


def spellings(word: str) -> tuple[list[str], list[str]]:
    """Return the parts of a written word, and the other spellings under which it may be sought."""
    pieces = _JOINT.split(word)
    parts = [piece.lower() for piece in pieces]
    others = [] if len(pieces) == 1 or parts[0] == parts[-1] else ["".join(parts)]
    for piece in pieces:
        others += _humps(piece)
    return parts, others


def _humps(piece: str) -> list[str]:
    if piece.islower() or piece.isupper() or not piece.isascii():
        return []
    humps = _HUMP.findall(piece)
    # `eSAKIP` and `mLITE` have their letter in front; in `SLiMS` the pieces mean nothing.
    rest = humps[1:] if humps[0].islower() and len(humps[0]) == 1 else humps
    if len(humps) < 2 or any(len(hump) < _SMALLEST_HUMP for hump in rest):
        return []
    return [hump.lower() for hump in rest]


def of_query(text: str) -> list[str]:
    """Return the words of a query, folded: at most 8 of 64 characters. Any text is a query.

    A lone letter belongs to what follows it, so that `e sakip`, `e-sakip` and `esakip` are one word.
    """
    words: list[str] = []
    letter = ""
    for match in _WORD.findall(fold(text[:LONGEST_QUERY]).lower()):
        parts = _JOINT.split(match)
        if min(map(len, parts)) == 1:
            parts = ["".join(parts)]
        for part in parts:
            if len(part) == 1 and part.isalpha() and part not in STOP and not letter:
                letter = part
                continue
            words.append((letter + part)[:LONGEST_TERM])
            letter = ""
    if letter:
        words.append(letter)
    return _meant(words)[:MOST_TERMS]


def _meant(words: list[str]) -> list[str]:
    unique = list(dict.fromkeys(words))
    return [word for word in unique if word not in STOP] or unique
