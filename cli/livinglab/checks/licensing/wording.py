"""What of a licence's text counts: its words, without markup, numbering and notices of copyright.

After the SPDX License List Matching Guidelines: case, punctuation, bullets, spelling variants and copyright
notices make no difference.
"""

import re

LONGEST = 64 << 10  # characters; no licence of the SPDX list has more

_WORD = re.compile(r"[a-z0-9][a-z0-9.]*")
_NOTICE = re.compile(  # "(c)" alone begins many a clause
    r"\W{0,20}(copyright|hak cipta|©|all rights reserved|portions copyright|\(c\)\W{0,4}[0-9]{4})"
)
_WHOSE = re.compile(r"\(c\)|©|[0-9]{4}|all rights reserved|<year>|\[year\]|\[yyyy\]")
_LONGEST_NOTICE = 300
_OF_LICENSES = frozenset({"redistribution", "hereby", "granted", "use", "copy", "distribute", "subject"})
_IN_NOTICES = frozenset({"no", "not"})  # as in "No. 12"
_NUMBERS = frozenset(re.findall("[a-z]+", "ii iii iv vi vii viii ix xi xii"))
_SPELLING = {
    "licence": "license",
    "licences": "licenses",
    "licenced": "licensed",
    "sublicence": "sublicense",
    "authorised": "authorized",
    "authorisation": "authorization",
    "organisation": "organization",
    "organisations": "organizations",
    "recognise": "recognize",
    "programme": "program",
    "favour": "favor",
    "judgement": "judgment",
    "acknowledgement": "acknowledgment",
    "owner": "holder",
    "owners": "holders",
    "http": "https",
}
# Words by which a clause takes away what the licence gave, in the languages of its authors.
RESTRICTING = frozenset(
    re.findall(
        "[a-z]+",
        """
    not no non except unless only without must shall prohibited forbidden restricted restrict solely
    provided condition conditions commercial noncommercial military evil fee
    fees payment royalty royalties permission consent evaluation educational personal prior written
    require required requires expire expires revoke revoked terminate
    hanya tidak dilarang larangan kecuali wajib harus tanpa izin ijin seizin seijin persetujuan komersial
    diperjualbelikan dijual menjual jual bayar berbayar membayar biaya royalti
    khusus terbatas syarat ketentuan boleh diperbolehkan diperkenankan dibatasi sebelumnya tertulis
    """,
    )
)

# Words that narrow a clause from within, and outside of it belong to somebody's name.
NARROWING = RESTRICTING | frozenset(
    re.findall(
        "[a-z]+", "government governmental agency agencies limited internal pemerintah instansi lembaga"
    )
)


def words(text: str) -> list[str]:
    """Return the words that count, in order. Linear; reads at most LONGEST characters."""
    return [word for word, _ in placed(text)]


def placed(text: str) -> list[tuple[str, int]]:
    """Return the words that count, each with its line, counted from 1."""
    lines = enumerate(text[:LONGEST].lower().splitlines(), 1)
    return [
        (_SPELLING.get(word, word), number)
        for number, line in lines
        if not is_notice(line)
        for word in (found.rstrip(".") for found in _WORD.findall(line))
        if len(word) > 1 and word not in _NUMBERS and not _numbering(word)
    ]


def notices(text: str) -> list[str]:
    """Return the lines of a text that say whose copyright it is, in small letters."""
    return [line.strip() for line in text[:LONGEST].lower().splitlines() if is_notice(line)]


def is_notice(line: str) -> bool:
    """Tell whether a line (in small letters) names a copyright's holder and nothing that restricts."""
    if len(line) > _LONGEST_NOTICE or not _NOTICE.match(line) or not _WHOSE.search(line):
        return False
    after = {word.rstrip(".") for word in _WORD.findall(line)}
    return RESTRICTING.isdisjoint(after - _IN_NOTICES) and _OF_LICENSES.isdisjoint(after)


def _numbering(word: str) -> bool:
    return len(word) <= 2 and word.isdigit()
