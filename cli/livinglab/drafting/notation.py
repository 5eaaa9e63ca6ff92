"""Values as YAML 1.2 writes them so that every reader takes them for what they are."""

import re

from livinglab.drafting.model import Value
from livinglab.repository.names import printable

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.+-]*( [A-Za-z0-9(][A-Za-z0-9_/.,()+-]*)*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~/?=&%+@:-]*[A-Za-z0-9/]")
_MEANS_SOMETHING = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}  # the last six in YAML 1.1
_NO_CHARACTER = re.compile("[\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Return text that YAML may hold: nothing invisible, no blanks at lines' ends, no blank lines around."""
    lines = _NO_CHARACTER.sub("", printable(text.replace("\r\n", "\n"), multiline=True)).replace("\t", " ")
    return "\n".join(line.rstrip() for line in lines.split("\n")).strip()


def inline(text: str) -> str:
    """Return text as a comment or a table may hold it: one line."""
    return " ".join(cleaned(text).split())


def tidy(value: Value) -> Value:
    """Return a value as it may be written: lists of lines without empty ones, texts cleaned."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return cleaned(value)
    texts = tuple(inline(item) for item in value if isinstance(item, str))
    pairs = tuple(dict(item) for item in value if not isinstance(item, str))
    return tuple(filter(None, texts)) or tuple(
        {name: inline(text) for name, text in each.items()} for each in pairs
    )


def scalar(text: str) -> str:
    """Write one line of text, in quotes unless no reader could take it for anything else."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _MEANS_SOMETHING
    if plain or _ADDRESS.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def lines(key: str, value: Value, comment: str = "") -> list[str]:
    """Write a key with its value, without any indentation; the comment stands behind the key's line."""
    behind = f"  # {comment}" if comment else ""
    if isinstance(value, bool):
        return [f"{key}: {'true' if value else 'false'}{behind}"]
    if isinstance(value, str):
        return _text(key, value, behind)
    items = [_item(one) if isinstance(one, str) else _section(dict(one)) for one in value]
    return [f"{key}:{behind}", *(f"  {line}" for item in items for line in item)]


def _text(key: str, text: str, behind: str) -> list[str]:
    if "\n" not in text or text.startswith((" ", "\n")):
        return [f"{key}: {scalar(text)}{behind}"]
    return [f"{key}: |-{behind}", *(f"  {line}" if line else "" for line in text.split("\n"))]


def _item(text: str) -> list[str]:
    return [f"- {scalar(text)}"]


def _section(pairs: dict[str, str]) -> list[str]:
    written = [f"{name}: {scalar(text)}" for name, text in pairs.items()]
    return [f"{'  ' if number else '- '}{line}" for number, line in enumerate(written)]
