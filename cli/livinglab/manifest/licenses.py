"""SPDX license expressions."""

from functools import cache
from typing import Any

from license_expression import (  # type: ignore[import-untyped]  # it ships no types
    ExpressionError,
    get_spdx_licensing,
)

LONGEST = 200


@cache
def _licensing() -> Any:
    return get_spdx_licensing()


def is_license(expression: str) -> bool:
    """Tell whether a text is an SPDX expression of known licences."""
    if not expression.strip() or len(expression) > LONGEST:
        return False
    return not _licensing().validate(expression).errors


def identifiers(expression: str) -> frozenset[str]:
    """Return the licences that an expression names, without their exceptions; empty if it is none."""
    try:
        parsed = _licensing().parse(expression, validate=False)
    except ExpressionError:
        return frozenset()
    return frozenset(_base(str(key)) for key in _licensing().license_keys(parsed)) if parsed else frozenset()


def _base(key: str) -> str:
    return key.split(" WITH ", maxsplit=1)[0].strip()
