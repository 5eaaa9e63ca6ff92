"""What a scalar without quotes is: YAML 1.2's core schema as the reference parser's library reads it."""

import re

from livinglab.manifest.nodes import Node, Scalar

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_STARTS_A_NUMBER = frozenset("+-.0123456789")
_PLAIN_DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def is_null(node: Node) -> bool:
    """Tell whether nothing is given: an empty value, `~` or `null`."""
    return isinstance(node, Scalar) and node.plain and node.text in _NULLS


def boolean(node: Scalar) -> bool | None:
    """Return a boolean, None if it is none: `yes`, `no`, `on`, `off` are text (YAML 1.2, 10.3.2)."""
    if node.plain and node.text in _TRUE:
        return True
    return False if node.plain and node.text in _FALSE else None


def is_text(node: Scalar) -> bool:
    """Tell whether a scalar is text rather than a number, a boolean or nothing. Dates are text."""
    if not node.plain:
        return True
    return not (is_null(node) or boolean(node) is not None or number(node.text) is not None)


def number(text: str) -> float | int | None:
    """Return the number that a plain scalar is for goccy/go-yaml, None if it is text.

    That library knows `0x`, `0o`, `0b`, a leading 0 for octal, `_` between digits, and takes what does not
    fit into 64 bits, or has an exponent without a point, for text. Not YAML 1.2's list, but the verdict's.
    """
    if not text or text[0] not in _STARTS_A_NUMBER or text.count(".") > 1 or len(text) > 400:
        return None
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "").lower())
    digits = text.removeprefix("+").removeprefix("-").replace("_", "")
    sign = -1 if text.startswith("-") else 1
    return _float(digits, sign) if "." in digits else _integer(digits, sign)


def as_go_prints_it(node: Scalar) -> str:
    """Return the text that a Go program is handed for this scalar: `1.0` without quotes becomes `1`."""
    found = number(node.text) if node.plain else None
    if found is None:
        return node.text
    return str(found) if isinstance(found, int) else _shortest(found)


def _integer(digits: str, sign: int) -> int | None:
    prefix = digits[:2]
    base = {"0x": 16, "0o": 8, "0b": 2}.get(prefix)
    if base is not None:
        digits = digits[2:]
    elif digits.startswith("0") and len(digits) > 1:
        base = 8
    if not digits.isalnum() or not digits.isascii():
        return None
    try:
        found = sign * int(digits, base or 10)
    except ValueError:
        return None
    return found if -(1 << 63) <= found < (1 << 64) else None


def _float(digits: str, sign: int) -> float | None:
    if not re.fullmatch(r"([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", digits):
        return None
    found = float(digits)
    return sign * found if found != float("inf") else None


def _shortest(found: float) -> str:
    text = repr(found)
    return text.removesuffix(".0") if _PLAIN_DECIMAL.fullmatch(text) else text
