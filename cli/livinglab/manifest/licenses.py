"""SPDX license expressions."""

import re
from functools import cache
from typing import Any

from license_expression import get_spdx_licensing  # type: ignore[import-untyped]  # it ships no types

LONGEST = 200
_LETTERS = re.compile(r"[A-Za-z0-9.+:() -]+")


def is_license(expression: str) -> bool:
    """Tell whether a text is an SPDX expression of known licences."""
    return _parsed(expression) is not None


def identifiers(expression: str) -> frozenset[str]:
    """Return the licences that an expression names, without their exceptions; empty if it is none."""
    parsed = _parsed(expression)
    if parsed is None:
        return frozenset()
    symbols = _licensing().license_symbols(parsed, decompose=True)
    return frozenset(str(symbol.key) for symbol in symbols if not symbol.is_exception)


@cache
def _licensing() -> Any:
    return get_spdx_licensing()


def _parsed(expression: str) -> Any:
    if len(expression) > LONGEST or not _LETTERS.fullmatch(expression) or not expression.strip():
        return None
    try:
        return _licensing().parse(expression, validate=True, strict=True)
    except Exception:  # the library fails on strange texts in many ways, AttributeError among them
        return None
