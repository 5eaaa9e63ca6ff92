"""SPDX license expressions: judged as github/go-spdx judges them, over license-expression's list."""

import re
from functools import cache
from typing import NamedTuple

from license_expression import get_license_index  # type: ignore[import-untyped]  # it ships no types

LONGEST = 1000
DEEPEST = 20  # parentheses

_TOKEN = re.compile(
    r"(?P<operator>WITH|AND|OR|[():+])|(?P<document>DocumentRef-[A-Za-z0-9.-]+)"
    r"|(?P<reference>LicenseRef-[A-Za-z0-9.-]+)|(?P<name>[A-Za-z0-9.-]+)",
    re.ASCII,
)
# What SPDX 3.28 lists and license-expression 30.4 does not know yet, or has as an exception only.
_NEWER = """
ALGLIB-Documentation Advanced-Cryptics-Dictionary BOLA-1.1 BSD-3-Clause-Tso BSD-Mark-Modifications
Brian-Gladman-3-Clause-no-conversion Buddy CAPEC-tou ESA-PL-permissive-2.4 ESA-PL-strong-copyleft-2.4
ESA-PL-weak-copyleft-2.4 HPND-SMC HPND-sell-variant-critical-systems ISO-permission MIT-STK MMPL-1.0.1
MPL-2.0-no-copyleft-exception MVT-1.1 NIST-PD-TNT OSC-1.0 OSSP OpenMDW-1.0 ParaType-Free-Font-1.3 SGMLUG-PM
TekHVC UnRAR Vixie-Cron WTFNMFPL WordNet X11-no-permit-persons hyphen-bulgarian
"""
_NEWER_EXCEPTIONS = """
Classpath-exception-2.0-short Google-Patent-WebM Simple-Library-Usage-exception kvirc-openssl-exception
rsync-linking-exception sqlitestudio-OpenSSL-exception
"""
# Deprecated identifiers of SPDX that say licence and exception in one, or end in a plus.
_DEPRECATED = """
GPL-2.0-with-GCC-exception GPL-2.0-with-autoconf-exception GPL-2.0-with-bison-exception
GPL-2.0-with-classpath-exception GPL-2.0-with-font-exception GPL-3.0-with-GCC-exception
GPL-3.0-with-autoconf-exception eCos-2.0 GPL-1.0+ GPL-2.0+ GPL-3.0+ LGPL-2.0+ LGPL-2.1+ LGPL-3.0+
"""
# Names that license-expression forgives and SPDX does not list.
_NOT_SPDX = frozenset({"BSD-2", "GPL", "Verbatim-man-pages", "Assembly-exception", "Nokia-Qt-exception-1.1"})


class NoExpression(ValueError):
    """A text that is no SPDX expression of known licences."""


class _Token(NamedTuple):
    kind: str  # an operator itself, or "license", "exception", "document", "reference"
    name: str


class _Known(NamedTuple):
    licenses: dict[str, str]  # from upper case to SPDX's spelling: identifiers know no case (SPDX 2.3, D.2)
    exceptions: dict[str, str]


def is_license(expression: str) -> bool:
    """Tell whether a text is an SPDX expression of known licences, or of `LicenseRef-`s (legal.license)."""
    try:
        _parsed(expression)
    except NoExpression:
        return False
    return True


def identifiers(expression: str) -> frozenset[str]:
    """Return the licences that an expression names, spelt as SPDX does, without exceptions; empty if none."""
    try:
        return frozenset(_parsed(expression))
    except NoExpression:
        return frozenset()


@cache
def _known() -> _Known:
    licenses, exceptions = [*_NEWER.split(), *_DEPRECATED.split()], _NEWER_EXCEPTIONS.split()
    for entry in get_license_index():
        names = [entry["spdx_license_key"], *entry.get("other_spdx_license_keys", ())]
        listed = [name for name in names if name and _TOKEN.fullmatch(name) and name not in _NOT_SPDX]
        kept = [name for name in listed if not name.startswith("LicenseRef-")]
        (exceptions if entry["is_exception"] else licenses).extend(kept)
    exceptions = [name for name in exceptions if name not in licenses]  # a licence in one word
    return _Known({name.upper(): name for name in licenses}, {name.upper(): name for name in exceptions})


def _parsed(expression: str) -> list[str]:
    stripped = expression.strip()
    if not stripped or len(stripped) > LONGEST:
        raise NoExpression(expression)
    words = stripped.split()
    if len(words) == 3 and words[1].upper() == "WITH":
        return [_with_exception(words[0], words[2])]
    reader = _Reader(_tokens(stripped))
    found = reader.either(0)
    if reader.next is not None:
        raise NoExpression(expression)
    return found


def _with_exception(license: str, exception: str) -> str:
    """A licence with an exception and nothing else: go-spdx takes `with` in any case, and few a `+`, here."""
    known = _known()
    if exception.upper() not in known.exceptions or license.upper() not in known.licenses:
        raise NoExpression(license)
    return known.licenses[license.upper()]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(text):
        matched = _TOKEN.match(text, position)
        if matched is None:
            if text[position] != " ":
                raise NoExpression(text)
            position += 1
            continue
        position = matched.end()
        if matched["name"]:
            token = _named(matched["name"], followed_by_plus=text.startswith("+", position))
        else:
            token = _Token(matched["operator"] or str(matched.lastgroup), matched[0])
        if matched[0] == "+" and text[matched.start() - 1 : matched.start()] == " ":
            raise NoExpression(text)
        found.append(token)
    return found


def _named(name: str, *, followed_by_plus: bool) -> _Token:
    """Return a licence or an exception; `-only`, `-or-later` and `+` may follow any that is known."""
    licenses, exceptions = _known()
    folded = name.upper()
    later = f"{folded}-OR-LATER"
    if followed_by_plus and folded not in exceptions and later in licenses:
        return _Token("license", licenses[later])
    if folded in licenses:
        return _Token("license", licenses[folded])
    if folded in exceptions:
        return _Token("exception", exceptions[folded])
    bare = folded.removesuffix("-ONLY").removesuffix("-OR-LATER")
    if bare in licenses:
        return _Token("license", licenses[bare])
    raise NoExpression(name)


class _Reader:
    """SPDX 2.3, annex D.4: AND binds closer than OR, WITH and + closer than both."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = iter(tokens)
        self.next = next(self._tokens, None)

    def either(self, depth: int) -> list[str]:
        found = self._both(depth)
        while self._took("OR"):
            found += self._both(depth)
        return found

    def _both(self, depth: int) -> list[str]:
        found = self._one(depth)
        while self._took("AND"):
            found += self._one(depth)
        return found

    def _one(self, depth: int) -> list[str]:
        if self._took("("):
            if depth >= DEEPEST:
                raise NoExpression("(")
            found = self.either(depth + 1)
            self._need(")")
            return found
        if self._took("document"):
            self._need(":")
            return [self._need("reference").name]
        if self.next is not None and self.next.kind == "reference":
            return [self._need("reference").name]
        license = self._need("license").name
        self._took("+")
        if self._took("WITH"):
            self._need("exception")
        return [license]

    def _took(self, kind: str) -> bool:
        if self.next is None or self.next.kind != kind:
            return False
        self.next = next(self._tokens, None)
        return True

    def _need(self, kind: str) -> _Token:
        token = self.next
        if token is None or not self._took(kind):
            raise NoExpression(kind)
        return token
