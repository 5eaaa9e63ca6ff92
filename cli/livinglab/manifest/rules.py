"""What a text must look like, each rule a function from the text to a sentence about it, or to None."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import regex  # type: ignore[import-untyped]  # it ships no types

from livinglab.language import Text
from livinglab.manifest import emails, italian, languages, licenses, urls
from livinglab.manifest.nodes import printable
from livinglab.manifest.shapes import MISSING, Rule
from livinglab.manifest.terms import ALIASES, COUNTRIES

# RFC 2045, 5.1, with the spaces around it that the reference parser forgives.
_MEDIA_TYPE = re.compile(
    r" *[A-Za-z0-9][A-Za-z0-9!#$&^_-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126} *", re.ASCII
)
_DATE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII)
_CLUSTER = regex.compile(r"\X")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{1,2}")  # two regional indicators are one flag
_ALIAS = "alias:"
NO_CATEGORY = (
    "Bukan kategori publiccode.yml (lihat categories-list dalam standarnya)",
    "Not a category of publiccode.yml (see the standard's categories-list)",
)


def matching(test: Callable[[str], bool], id: str, en: str) -> Rule:
    """Make a rule of a test and of the sentence for those who fail it."""
    sentence = Text(id=id, en=en)
    return lambda value: None if test(value) else sentence


def one_of(allowed: Collection[str], id: str | None = None, en: str | None = None) -> Rule:
    """Accept these words only."""
    listed = ", ".join(allowed)
    sentence = Text(id=id or f"Harus salah satu dari: {listed}", en=en or f"Must be one of: {listed}")
    known = frozenset(allowed)
    return lambda value: None if value in known else sentence


def unless_empty(rule: Rule) -> Rule:
    """Accept what a rule accepts, and an empty text."""
    return lambda value: rule(value) if value else None


def length(*, shortest: int = 0, longest: int) -> Rule:
    """Accept text of so many grapheme clusters (UAX #29), which is what a reader counts."""

    def rule(value: str) -> Text | None:
        count = clusters(value)
        if count < shortest:
            return Text(
                id=f"Paling sedikit {shortest} huruf, sekarang {count}",
                en=f"At least {shortest} characters, now {count}",
            )
        if count > longest:
            return Text(
                id=f"Paling banyak {longest} huruf, sekarang {count}",
                en=f"At most {longest} characters, now {count}",
            )
        return None

    return rule


def clusters(value: str) -> int:
    """Count the grapheme clusters of a text."""
    if value.isascii():
        return len(value) - value.count("\r\n")
    flagless = _FLAGS.sub("x", value)  # \X looks back through all the flags before each: quadratic
    return sum(1 for _ in _CLUSTER.finditer(flagless))


def is_date(value: str) -> bool:
    """Tell whether a text is a day that exists, as YYYY-MM-DD (releaseDate, contractors[].until)."""
    matched = _DATE.fullmatch(value)
    if matched is None:
        return False
    year, month, day = map(int, matched.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def is_country(value: str) -> bool:
    """Tell whether a text is an ISO 3166-1 alpha-2 code, all in capitals or, as before 0.5, in none."""
    return value in {value.upper(), value.lower()} and value.upper() in COUNTRIES


def is_support(value: str) -> bool:
    """Tell whether a text is a known `alias:` or a URI (supports[].id, 0.7)."""
    return value.removeprefix(_ALIAS) in ALIASES if value.startswith(_ALIAS) else urls.is_uri(value)


def organisation(value: str) -> Text | None:
    """Accept a URI or a URN; one of an Italian administration must be in their register."""
    if not urls.is_uri(value):
        return Text(id="Harus URI atau URN", en="Must be a URI or a URN")
    code = value[len(italian.PREFIX) :] if value.lower().startswith(italian.PREFIX) else None
    if code is not None and not italian.is_administration(code):
        return Text(id="Bukan kode iPA Italia yang terdaftar", en="Not a registered Italian iPA code")
    return None


def tags(described: Mapping[str, Any]) -> Text | None:
    """Accept a mapping whose keys are language tags."""
    wrong = [printable(tag) for tag in described if not languages.is_language(tag)]
    if not wrong:
        return None
    listed = ", ".join(wrong[:5])
    return Text(id=f"Bukan kode bahasa BCP 47: {listed}", en=f"Not a BCP 47 language tag: {listed}")


def contacts(given: Any, maintenance: Mapping[str, Any]) -> Text | None:
    """Contacts are mandatory for internal and community maintenance, and welcome for any."""
    kind = maintenance.get("type")
    if given is None and kind in {"internal", "community"}:
        return Text(id=f"Wajib untuk type: {kind}", en=f"Mandatory for type: {kind}")
    return None


def contractors(given: Any, maintenance: Mapping[str, Any]) -> Text | None:
    """Contractors are mandatory for a contract, and out of place otherwise."""
    contract = maintenance.get("type") == "contract"
    if contract and given is None:
        return Text(id="Wajib untuk type: contract", en="Mandatory for type: contract")
    if given is not None and not contract:
        return Text(id="Hanya untuk type: contract", en="Only for type: contract")
    return None


def at_least_one(given: Any, _section: Mapping[str, Any]) -> Text | None:
    """Ask for a list or a mapping with something in it: `platforms`, `description`, `features`."""
    return None if given else MISSING


url = matching(urls.is_url, "Harus URL yang lengkap", "Must be a complete URL")
http_url = matching(urls.is_http_url, "Harus URL http(s) yang lengkap", "Must be a complete http(s) URL")
date = matching(is_date, "Harus tanggal YYYY-MM-DD", "Must be a date, YYYY-MM-DD")
language = matching(languages.is_language, "Bukan kode bahasa BCP 47", "Not a BCP 47 language tag")
license = matching(licenses.is_license, "Bukan ekspresi lisensi SPDX", "Not an SPDX license expression")
country = matching(is_country, "Bukan kode negara ISO 3166-1", "Not a country code of ISO 3166-1")
email = matching(emails.is_email, "Bukan alamat surel", "Not an e-mail address")
support = matching(
    is_support, "Harus alias: yang dikenal, URI, atau URN", "Must be a known alias:, a URI or a URN"
)
administration = matching(
    italian.is_administration, "Bukan kode iPA Italia yang terdaftar", "Not a registered Italian iPA code"
)
media_type = matching(
    lambda value: _MEDIA_TYPE.fullmatch(value) is not None, "Bukan tipe media", "Not a media type"
)
