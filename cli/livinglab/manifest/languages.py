"""BCP 47 language tags: the grammar of RFC 5646 and the registered subtags."""

import re
from functools import cache, lru_cache
from importlib import resources

LONGEST = 100

_WHOLE_TAGS = """
en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu
sgn-be-fr sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan
zh-xiang
"""
_WHOLE = frozenset(_WHOLE_TAGS.split())  # RFC 5646, 2.2.8: registered before there was a grammar
_PRIVATE = re.compile(r"x-[a-z0-9]{1,8}", re.ASCII)  # one subtag, as the reference parser has it
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(-[a-z]{3}){0,3})"
    r"(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extension>(-[a-wyz0-9](-[a-z0-9]{2,8})+)?)"
    r"(-x(-[a-z0-9]{1,8})+)?",
    re.ASCII,
)  # one extension at most: the reference parser's library refuses a second one
_OF_LOCALES = re.compile(r"-u(-[a-z0-9]{3,8})*((-[a-z0-9]{2})(-[a-z0-9]{3,8})*)*", re.ASCII)
_OF_TRANSFORMS = re.compile(
    r"-t(-(?P<source>[a-z]{2,3}(-[a-z0-9]{3,8}|-[a-z]{2})*))?(-[a-z][0-9](-[a-z0-9]{3,8})+)*"
)


@lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """Tell whether a tag such as `id`, `en-GB`, `jv-Java` or `sl-IT-nedis` is valid; `en_GB` is none.

    Case does not matter. Every subtag must be registered; a language with a two-letter code has only that.
    """
    lowered = tag.lower()
    if len(tag) > LONGEST or not tag.isascii():
        return False
    if lowered in _WHOLE or _PRIVATE.fullmatch(lowered):
        return True
    parts = _TAG.fullmatch(lowered)
    if parts is None:
        return False
    registered = _registered()
    return (
        parts["language"] in registered["language"]
        and all(_extends(lowered, one) for one in parts["extended"].split("-")[1:])
        and (parts["script"] or "latn") in registered["script"]
        and (parts["region"] or "id") in registered["region"]
        and registered["variant"].issuperset(parts["variants"].split("-")[1:])
        and _known_extension(parts["extension"])
    )


def _extends(tag: str, extended: str) -> bool:
    known = _registered()["extended"]
    return any(f"{prefix}-{extended}" in known for prefix in (tag[:2], tag[:3]))


def _known_extension(extension: str) -> bool:
    if extension.startswith("-u-"):
        return _OF_LOCALES.fullmatch(extension) is not None
    if not extension.startswith("-t-"):
        return True
    parts = _OF_TRANSFORMS.fullmatch(extension)
    return parts is not None and (parts["source"] is None or is_language(parts["source"]))


@cache
def _registered() -> dict[str, frozenset[str]]:
    """Read the registry's subtags by their type (data/SOURCE.md)."""
    text = resources.files("livinglab.manifest").joinpath("data", "language-subtags.txt").read_text("utf-8")
    sections = (section.partition("]") for section in text.split("[")[1:])
    return {name: frozenset(words.split()) for name, _, words in sections}
