"""What the reference parser says after its rules: of deprecated keys, of files and videos that are named."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import regex  # type: ignore[import-untyped]  # it ships no types

from livinglab.language import Text
from livinglab.manifest import italian, pictures, rules, videos
from livinglab.manifest.files import Files
from livinglab.manifest.model import Level


class Notice(NamedTuple):
    """One remark about a key."""

    level: Level
    key: str
    message: Text


_JOINERS = "\u200c\u200d"  # scripts and emoji need them
_LATIN = regex.compile(r"\p{Latin}")
_LIKE_LATIN = regex.compile(r"[\p{Cyrillic}\p{Greek}]")
_VIDEO = Text(
    id="Harus video pada layanan yang mendukung oEmbed",
    en="Must be a video on a service that supports oEmbed",
)
_BOTH = Text(id="Kunci IT sudah ada: hapus kunci ini", en="The key IT is there already: remove this one")


_INVISIBLE = Text(
    id="Nama ini memuat huruf tak terlihat atau pembalik arah",
    en="This name has letters that are invisible or turn it round",
)
_LOOK_ALIKE = Text(
    id="Nama ini mencampur huruf Latin dengan huruf lain yang serupa",
    en="This name mixes Latin letters with others that look like them",
)


def notices(values: Mapping[str, Any], files: Files | None) -> Iterator[Notice]:
    """Yield the remarks in the parser's order (v0 of fields.go), then ours about names that mislead."""
    yield from _logos(values, files)
    yield from _countries(values.get("intendedAudience") or {})
    yield from _legal(values.get("legal") or {}, files)
    for key in ("inputTypes", "outputTypes"):
        if key in values:
            yield _deprecated(key)
    for language, said in (values.get("description") or {}).items():
        yield from _described(f"description.{language}", said, files)
    yield from _italy(values)
    for key, name in _names(values):
        if not name.isascii() and (message := _misleading(name)):
            yield Notice("warning", key, message)


def _names(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "name", values.get("name") or ""
    yield "organisation.name", (values.get("organisation") or {}).get("name") or ""
    for language, said in (values.get("description") or {}).items():
        yield f"description.{language}.localisedName", said.get("localisedName") or ""


def _misleading(name: str) -> Text | None:
    """Return what would let one name pass for another in a list (UTS #39, CVE-2021-42574)."""
    if any(unicodedata.category(letter) == "Cf" and letter not in _JOINERS for letter in name):
        return _INVISIBLE
    return _LOOK_ALIKE if _LATIN.search(name) and _LIKE_LATIN.search(name) else None


def _logos(values: Mapping[str, Any], files: Files | None) -> Iterator[Notice]:
    for key in ("logo", "monochromeLogo"):
        path = values.get(key)
        if path and key == "monochromeLogo":
            yield _deprecated(key, "logo")
        for level, message in pictures.of_picture(path, pictures.LOGOS, files, strict=True) if path else ():
            yield Notice(level, key, message)


def _countries(audience: Mapping[str, Any]) -> Iterator[Notice]:
    for key in ("countries", "unsupportedCountries"):
        for number, code in enumerate(audience.get(key) or ()):
            if code.islower() and rules.is_country(code):
                message = Text(id=f"Tulis {code.upper()}", en=f"Write {code.upper()}")
                yield Notice("warning", f"intendedAudience.{key}[{number}]", message)


def _legal(legal: Mapping[str, Any], files: Files | None) -> Iterator[Notice]:
    if "authorsFile" in legal:
        yield _deprecated("legal.authorsFile")
        for level, message in pictures.of_authors(legal["authorsFile"], files):
            yield Notice(level, "legal.authorsFile", message)
    if "repoOwner" in legal:
        yield _deprecated("legal.repoOwner", "organisation.name")


def _described(key: str, said: Mapping[str, Any], files: Files | None) -> Iterator[Notice]:
    if said.get("genericName"):
        yield _deprecated(f"{key}.genericName")
    for number, path in enumerate(said.get("screenshots") or ()):
        for level, message in pictures.of_picture(path, pictures.SCREENSHOTS, files, strict=False):
            yield Notice(level, f"{key}.screenshots[{number}]", message)
    for number, url in enumerate(said.get("videos") or ()):
        scheme, colon, rest = (url or "").partition(":")
        if not videos.is_embeddable(f"{scheme.lower()}{colon}{rest}"):
            yield Notice("error", f"{key}.videos[{number}]", _VIDEO)


def _italy(values: Mapping[str, Any]) -> Iterator[Notice]:
    if "it" in values:
        yield _deprecated("it", "IT")
        if "IT" in values:
            yield Notice("error", "it", _BOTH)
    section = values.get("IT") or values.get("it") or {}
    if "conforme" in section:
        yield _deprecated("IT.conforme")
    code = (section.get("riuso") or {}).get("codiceIPA")
    if code and italian.is_administration(code):
        yield _deprecated("IT.riuso.codiceIPA", f"organisation.uri: {italian.PREFIX}{code}")


def _deprecated(key: str, instead: str | None = None) -> Notice:
    id, en = ("hapus", "drop it") if instead is None else (f"pakai {instead}", f"use {instead}")
    message = Text(id=f"Kunci ini sudah usang: {id}", en=f"This key is deprecated: {en}")
    return Notice("warning", key, message)
