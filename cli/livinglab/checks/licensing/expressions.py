"""SPDX licence expressions, and the looser words that packages use for them."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

from license_expression import get_spdx_licensing  # type: ignore[import-untyped]  # it ships no types

from livinglab.checks.licensing import texts

LONGEST = 300
PROPRIETARY = "LicenseRef-proprietary"

_LETTERS = re.compile(r"[A-Za-z0-9.+:() -]+")
_SUFFIX = re.compile(r"(-only|-or-later|\+)$")
_GNU = re.compile(
    r"(?:gnu )?(?P<kind>affero|lesser|library|agpl|lgpl|gpl)?(?: ?general public)?(?: licen[cs]e)?,? ?"
    r"(?:version |v)?(?P<version>[123](?:\.[01])?)(?:\.0)?"
    r"(?P<later> ?\+|,? or (?:any )?(?:later|newer).{0,20})?(?P<only>[ -]only)?(?: licen[cs]e)?",
)
_KINDS = {"affero": "AGPL", "agpl": "AGPL", "lesser": "LGPL", "library": "LGPL", "lgpl": "LGPL"}
_WITH = re.compile(r"\b(GPL-[23]\.0)-with-(autoconf|bison|classpath|font|gcc)-exception\b", re.IGNORECASE)
_EXCEPTIONS = {  # deprecated in SPDX 2.0 and 3.0: spdx.org/licenses, "Deprecated License Identifiers"
    ("autoconf", "2"): "Autoconf-exception-2.0",
    ("autoconf", "3"): "Autoconf-exception-3.0",
    ("bison", "2"): "Bison-exception-2.2",
    ("bison", "3"): "Bison-exception-2.2",
    ("classpath", "2"): "Classpath-exception-2.0",
    ("classpath", "3"): "Classpath-exception-2.0",
    ("font", "2"): "Font-exception-2.0",
    ("font", "3"): "Font-exception-2.0",
    ("gcc", "2"): "GCC-exception-2.0",
    ("gcc", "3"): "GCC-exception-3.1",
}
_PLUS = re.compile(r"([A-Za-z0-9.-]+)\+")
_LATER = {"GPL-1.0-or-later": ("GPL-2.0-only",)}  # what "GPL" without a version means
_LOOSE = {
    "mit license": "MIT",
    "the mit license": "MIT",
    "the mit license (mit)": "MIT",
    "mit license (mit)": "MIT",
    "expat": "MIT",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache2": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "new bsd": "BSD-3-Clause",
    "new bsd license": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "bsd-3": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "simplified bsd": "BSD-2-Clause",
    "bsd-2": "BSD-2-Clause",
    "bsd 2-clause": "BSD-2-Clause",
    "mozilla public license 2.0": "MPL-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "eupl 1.2": "EUPL-1.2",
    "eupl v1.2": "EUPL-1.2",
    "european union public licence 1.2": "EUPL-1.2",
    "european union public licence 1.2 (eupl 1.2)": "EUPL-1.2",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "public domain": "LicenseRef-public-domain",
    "proprietary": PROPRIETARY,
    "unlicensed": PROPRIETARY,  # npm's word for "no licence is given"; not the Unlicense
    "commercial": PROPRIETARY,
    "other/proprietary license": PROPRIETARY,
    "all rights reserved": PROPRIETARY,
}


def normalise(said: str) -> str | None:
    """Return what somebody said of a licence as an SPDX expression; None if nobody can tell what was meant.

    GNU licences without `only` or `or later` keep it open: "GNU GPL v3" is GPL-3.0, the id that SPDX has
    deprecated and that says just this.
    """
    words = " ".join(said.split()).strip(" .\"'")
    if not words or len(words) > LONGEST:
        return None
    if words.lower() in _LOOSE:
        return _LOOSE[words.lower()]
    return _gnu(words.lower()) or _expression(words)


def identifiers(expression: str) -> tuple[str, ...]:
    """Return the ids that an expression names, without exceptions, in its order; empty if it is none."""
    parsed = _parsed(expression)
    return () if parsed is None else tuple(dict.fromkeys(_leaves(parsed)))


def families(expression: str) -> frozenset[str]:
    """Return the ids of an expression as far as a text can tell: GPL-3.0-or-later is GPL-3.0."""
    return frozenset(family(spdx) for spdx in identifiers(expression))


def family(spdx: str) -> str:
    """Return the id under which a text is known."""
    return _SUFFIX.sub("", spdx)


def agree(one: str, other: str) -> bool:
    """Tell whether two statements may both be true of one work: they have a licence in common."""
    return not families(one).isdisjoint(families(other))


def holds(
    expression: str, of: Callable[[str], bool], *, exceptions: Callable[[str], bool] | None = None
) -> bool:
    """Tell whether something holds of one of the alternatives of an expression, and there of every part.

    A licence WITH an exception for which `exceptions` holds passes whatever it is.
    """
    parsed = _parsed(expression)
    return parsed is not None and _holds(parsed, of, exceptions)


def deprecated(expression: str) -> tuple[str, ...]:
    """Return the ids of an expression that SPDX has replaced, as they were written: `GPL-3.0`, `GPL-2.0+`."""
    found = (word for word in re.split(r"[\s()]+", expression) if word in texts.known())
    return tuple(word for word in found if texts.known()[word].deprecated)


def references(expression: str) -> tuple[str, ...]:
    """Return the `LicenseRef-…` of an expression: licences of nobody's list."""
    return tuple(spdx for spdx in identifiers(expression) if spdx.startswith("LicenseRef-"))


def is_open(expression: str) -> bool:
    """Tell whether an expression lets anybody use, change and share: approved by OSI, or free for FSF."""
    return holds(expression, _is_open)


def _is_open(spdx: str) -> bool:
    names = (spdx, family(spdx), f"{family(spdx)}-only", *_LATER.get(spdx, ()))
    known = [texts.known()[name] for name in names if name in texts.known()]
    return any(one.open_source or one.free for one in known)


def _gnu(words: str) -> str | None:
    found = _GNU.fullmatch(words)
    if not found or not (found["kind"] or "general public" in words):
        return None
    kind = _KINDS.get(found["kind"] or "", "GPL")
    version = found["version"] if "." in found["version"] else f"{found['version']}.0"
    ending = "-or-later" if found["later"] else "-only" if found["only"] else ""
    spdx = f"{kind}-{version}"
    return f"{spdx}{ending}" if f"{spdx}-only" in texts.known() else None


def _expression(words: str) -> str | None:
    parsed = _parsed(words)
    if parsed is None:
        return None
    spelt = {leaf.lower() for leaf in re.split(r"[\s()]+", words)}
    said = str(parsed)
    for leaf in _leaves(parsed):  # the library turns GPL-3.0 into GPL-3.0-only, which nobody has said
        if family(leaf).lower() in spelt and family(leaf) in texts.known():
            said = re.sub(rf"(?<![\w.-]){re.escape(leaf)}(?![\w.-])", family(leaf), said)
    return said


def _leaves(parsed: Any) -> Iterator[str]:
    for symbol in _licensing().license_symbols(parsed, decompose=True):
        if not getattr(symbol, "is_exception", False):
            yield str(symbol.key)


def _holds(parsed: Any, of: Callable[[str], bool], exceptions: Callable[[str], bool] | None) -> bool:
    parts = getattr(parsed, "args", ())
    if parts:
        said = (_holds(part, of, exceptions) for part in parts)
        return any(said) if parsed.operator.strip().upper() == "OR" else all(said)
    added = getattr(parsed, "exception_symbol", None)
    if added is not None and exceptions is not None and exceptions(str(added.key)):
        return True
    return all(of(leaf) for leaf in _leaves(parsed))


@cache
def _licensing() -> Any:
    return get_spdx_licensing()


def _spelt(expression: str) -> str:
    """Take apart the ids of old that hold an exception, and leave out `+` where SPDX has no such id."""
    apart = _WITH.sub(
        lambda found: f"{found[1]} WITH {_EXCEPTIONS[found[2].lower(), found[1][4]]}", expression
    )
    return _PLUS.sub(lambda found: found[0] if found[0] in texts.known() else found[1], apart)


@lru_cache(maxsize=4096)
def _parsed(expression: str) -> Any:
    if len(expression) > LONGEST or not _LETTERS.fullmatch(expression) or not expression.strip():
        return None
    try:
        parsed = _licensing().parse(_spelt(expression), strict=True)
        leaves = list(_leaves(parsed))
    except Exception:  # the library fails on strange texts in many ways, AttributeError among them
        return None
    ids = texts.known()
    return parsed if all(leaf in ids or leaf.startswith("LicenseRef-") for leaf in leaves) else None
