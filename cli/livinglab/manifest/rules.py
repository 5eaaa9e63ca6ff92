"""Kinds of rules for a value: a table of keys is put together from them."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from livinglab.language import Text
from livinglab.manifest.model import Level, Problem
from livinglab.manifest.nodes import Items, Keys, Node, Place, Scalar

Rule = Callable[[Node, str], Iterator[Problem]]

_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.ASCII
)
_URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[^\s]+", re.ASCII)


@dataclass(frozen=True)
class Field:
    """A key of a section: its rule, whether it must be there, and whether its use is deprecated."""

    rule: Rule
    required: bool = False
    deprecated: bool = False


def problem(key: str, place: Place, id: str, en: str, level: Level = "error") -> Problem:
    """Make one problem from its sentence in both languages."""
    return Problem(level, key, Text(id=id, en=en), place.line, place.column)


def anything(_node: Node, _key: str) -> Iterator[Problem]:
    """Accept whatever is written: for sections that others define."""
    return iter(())


def text(*, shortest: int = 1, longest: int | None = None) -> Rule:
    """Accept one value as text, its length counted in what a reader sees as characters."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or node.kind == "null":
            yield problem(key, node.place, "Harus berupa teks", "Must be text")
            return
        count = length(node.text)
        if count < shortest:
            yield problem(
                key, node.place, f"Paling sedikit {shortest} huruf", f"At least {shortest} characters"
            )
        if longest is not None and count > longest:
            yield problem(
                key,
                node.place,
                f"Paling banyak {longest} huruf, sekarang {count}",
                f"At most {longest} characters, now {count}",
            )

    return rule


def boolean(node: Node, key: str) -> Iterator[Problem]:
    """Accept true or false, which in YAML 1.2 are not yes or no."""
    if not isinstance(node, Scalar) or node.kind != "boolean":
        yield problem(key, node.place, "Harus true atau false", "Must be true or false")


def one_of(*allowed: str) -> Rule:
    """Accept one of a few values."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or node.text not in allowed:
            listed = ", ".join(allowed)
            yield problem(key, node.place, f"Harus salah satu dari: {listed}", f"Must be one of: {listed}")

    return rule


def usually(*known: str) -> Rule:
    """Accept any text, with a warning for one that is not among the known values."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        yield from text()(node, key)
        if isinstance(node, Scalar) and node.text and node.text not in known:
            listed = ", ".join(known)
            yield problem(
                key, node.place, f"Biasanya salah satu dari: {listed}", f"Usually one of: {listed}", "warning"
            )

    return rule


def matching(test: Callable[[str], bool], id: str, en: str) -> Rule:
    """Accept text for which `test` holds."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or node.kind == "null" or not test(node.text):
            yield problem(key, node.place, id, en)

    return rule


def each(item: Rule, *, at_least: int = 0) -> Rule:
    """Accept a list whose items all keep to one rule."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        empty = isinstance(node, Scalar) and node.kind == "null"
        if not isinstance(node, Items) and not (empty and at_least == 0):
            yield problem(key, node.place, "Harus berupa daftar", "Must be a list")
        if isinstance(node, Items):
            if len(node.items) < at_least:
                yield problem(
                    key, node.place, f"Paling sedikit {at_least} butir", f"At least {at_least} item(s)"
                )
            for number, value in enumerate(node.items):
                yield from item(value, f"{key}[{number}]")

    return rule


def either(one: Rule, many: Rule) -> Rule:
    """Accept one value or a list of such."""
    return lambda node, key: many(node, key) if isinstance(node, Items) else one(node, key)


def section(fields: Mapping[str, Field], *together: Callable[[Keys, str], Iterator[Problem]]) -> Rule:
    """Accept a mapping with these keys and no others; `together` judges what depends on several of them."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Keys):
            yield problem(key, node.place, "Harus berupa bagian dengan kunci", "Must be a section with keys")
            return
        for name, value in node.values.items():
            yield from _known(fields, node, name, value, below(key, name))
        for name, wanted in fields.items():
            if wanted.required and name not in node.values:
                yield missing(below(key, name), node.place)
        for judge in together:
            yield from judge(node, key)

    return rule


def by_language(fields: Rule) -> Rule:
    """Accept a mapping from BCP 47 language tags, at least one."""

    def rule(node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Keys) or not node.values:
            yield problem(key, node.place, "Paling sedikit satu bahasa", "At least one language")
            return
        for language, value in node.values.items():
            if not is_language(language):
                place = node.places[language]
                yield problem(
                    below(key, language), place, "Bukan kode bahasa BCP 47", "Not a BCP 47 language tag"
                )
            yield from fields(value, below(key, language))

    return rule


def missing(key: str, place: Place) -> Problem:
    """Say that a mandatory key is not there, at the place of the section that lacks it."""
    return problem(key, place, "Kunci wajib ini tidak ada", "This mandatory key is missing")


def below(key: str, name: str) -> str:
    """Return the path of a key in a section."""
    return f"{key}.{name}" if key else name


def length(value: str) -> int:
    """Count what a reader sees as one character: marks, joiners and variation selectors do not count."""
    joined = value.count("\u200d")
    marks = sum(unicodedata.category(character) in {"Mn", "Me", "Cf"} for character in value)
    return max(len(value) - marks - joined, 0) if not value.isascii() else len(value)


def is_language(value: str) -> bool:
    """Tell whether a text looks like a BCP 47 tag such as `id`, `en-GB`, `jv-Java`."""
    return _LANGUAGE.fullmatch(value) is not None


def is_url(value: str) -> bool:
    """Tell whether a text is an absolute http(s) URL."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)


def is_identifier(value: str) -> bool:
    """Tell whether a text is a URI with a host, or a URN (RFC 2141)."""
    if value.lower().startswith("urn:"):
        return _URN.fullmatch(value) is not None
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def is_date(value: str) -> bool:
    """Tell whether a text is a day that exists, as YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _known(fields: Mapping[str, Field], node: Keys, name: str, value: Node, key: str) -> Iterator[Problem]:
    wanted = fields.get(name)
    if wanted is None:
        yield problem(key, node.places[name], "Kunci ini tidak dikenal", "This key is not known")
        return
    if wanted.deprecated:
        yield problem(key, node.places[name], "Kunci ini sudah usang", "This key is deprecated", "warning")
    yield from wanted.rule(value, key)
