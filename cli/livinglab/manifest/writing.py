"""A manifest as YAML that a person can read and every YAML reader, old ones too, takes for the same."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from livinglab.manifest.model import Manifest

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ._/@+-]|:(?=[A-Za-z0-9/]))*", re.ASCII)
_NO_TEXT_TO_SOME = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_JOINERS = "\u200c\u200d"  # they hold letters and signs together; other invisible ones are written out
_STEP = "  "


def to_yaml(manifest: Manifest) -> str:
    """Return a manifest as publiccode.yml, keys in the standard's order.

    `read(to_yaml(m).encode()).manifest == m` for every manifest `m` whose YAML has no more than
    `nodes.LARGEST` bytes. Comments and the places of things are not part of a manifest.
    """
    return written(manifest.raw)


def written(raw: Mapping[str, Any]) -> str:
    """Return the same of what a manifest holds, as `Manifest.raw` has it, valid or not."""
    return "".join(_section(raw, ""))


def _section(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in values.items():
        yield f"{indent}{_text(name)}:"
        yield from _value(value, indent)


def _value(value: Any, indent: str) -> Iterator[str]:
    """Yield what follows a colon, up to the line's end."""
    if isinstance(value, Mapping) and value:
        yield "\n"
        yield from _section(value, indent + _STEP)
    elif isinstance(value, list) and value:
        yield "\n"
        for item in value:
            yield from _item(item, indent + _STEP)
    else:
        yield f" {_scalar(value, indent + _STEP)}\n"


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, Mapping) or not item:
        yield f"{indent}- {_scalar(item, indent + _STEP)}\n"
        return
    lines = "".join(_section(item, indent + _STEP))
    yield f"{indent}- {lines[len(indent) + len(_STEP) :]}"


def _scalar(value: Any, indent: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _block(value, indent) or _text(value)
    return "[]" if isinstance(value, list) else "{}"


def _block(value: str, indent: str) -> str | None:
    """Return text of several lines as a literal block, None where that would not be exactly the same text."""
    kept = value.removesuffix("\n")
    lines = kept.split("\n")
    if len(lines) < 2 or not lines[0] or not lines[-1]:
        return None
    if any(line[:1].isspace() or line[-1:].isspace() or not _shown(line) for line in lines):
        return None
    head = "|" if value.endswith("\n") else "|-"
    return "\n".join([head, *(f"{indent}{line}" if line else "" for line in lines)])


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT_TO_SOME and not value.endswith(" "):
        return value
    return '"' + "".join(_ESCAPES.get(letter) or _written(letter) for letter in value) + '"'


def _shown(line: str) -> bool:
    return line.isprintable() or all(_written(letter) == letter for letter in line)


def _written(letter: str) -> str:
    if letter.isprintable() or letter in _JOINERS:
        return letter
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
