"""Reading `.env` files as the frameworks do: quotes, comments, `export`, dotted names, empty values."""

import re
from dataclasses import dataclass

LARGEST_FILE = 262_144
MOST_LINES = 5_000
ASSIGNMENT = re.compile(
    r"^\s*(?P<off>#\s?)?(?:export\s+)?(?P<key>[A-Za-z_][A-Za-z0-9_.\[\]-]*)(?P<space>[ \t]*)=(?P<value>.*)$"
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


@dataclass(frozen=True)
class Entry:
    """One assignment; `off` when the line is commented out, `comment` is what stands above or behind it."""

    key: str
    value: str
    off: bool = False
    comment: str = ""


def read(content: bytes) -> list[Entry]:
    """All assignments in their order, also those that are commented out; a later one of a key comes later."""
    lines = content[:LARGEST_FILE].decode("utf-8", "replace").removeprefix("\ufeff").splitlines()[:MOST_LINES]
    entries: list[Entry] = []
    above: list[str] = []
    position = 0
    while position < len(lines):
        match = ASSIGNMENT.match(lines[position])
        position += 1
        if match and is_assignment(match):
            raw, position = whole_value(match["value"], lines, position)
            value, behind = split_value(raw)
            remark = " ".join(filter(None, [*above[-3:], behind]))
            entries.append(Entry(match["key"], value, off=bool(match["off"]), comment=remark))
            above = []
            continue
        line = lines[position - 1].strip()
        above = [*above, line.lstrip("# ").rstrip("# -=")] if line.startswith("#") else []
    return entries


def active(content: bytes) -> dict[str, str]:
    """The values that are in force; of two lines with the same key the last one."""
    return {entry.key: entry.value for entry in read(content) if not entry.off}


def is_assignment(match: re.Match[str]) -> bool:
    """A commented line counts only when it looks like a switched-off setting, not like prose with an `=`."""
    return not match["off"] or "." in match["key"] or match["key"].isupper()


def whole_value(raw: str, lines: list[str], position: int) -> tuple[str, int]:
    """Join the lines of a quoted value that goes on; an unclosed quote is left as it stands on its line."""
    quote = raw.strip()[:1]
    if quote not in ('"', "'") or closing(raw.strip(), quote) > 0:
        return raw, position
    joined = raw
    for further in range(position, min(position + 50, len(lines))):
        joined += "\n" + lines[further]
        if closing(joined.strip(), quote) > 0:
            return joined, further + 1
    return raw, position


def closing(text: str, quote: str) -> int:
    """Where the quote that opens `text` is closed; -1 when it is not."""
    position = 1
    while position < len(text):
        if text[position] == "\\" and quote == '"':
            position += 1
        elif text[position] == quote:
            return position
        position += 1
    return -1


def split_value(raw: str) -> tuple[str, str]:
    """The value without its quotes, and the comment behind it."""
    text = raw.strip()
    quote = text[:1]
    end = closing(text, quote) if quote in ('"', "'") else -1
    if end > 0:
        inner = text[1:end]
        return (unescape(inner) if quote == '"' else inner), text[end + 1 :].strip().lstrip("# ")
    if text.startswith("#"):
        return "", text.lstrip("# ")
    value, _, comment = re.sub(r"\s#", "\0", text, count=1).partition("\0")
    return value.strip(), comment.strip()


def unescape(text: str) -> str:
    """Resolve the escapes that all readers of double quotes agree on."""
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[0]), text)


def written(value: str) -> str:
    """The value as it stands in a `.env`: bare when no reader could misread it, in single quotes otherwise.

    A `${NAME}` that the application's own example holds stays interpolated, so that needs double quotes.
    """
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]*", value):
        return value
    plain = re.sub(r"[\x00-\x1f\x7f]", " ", value)
    if "'" not in plain and "${" not in plain:
        return f"'{plain}'"
    kept = plain.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"\$(?!\{[A-Za-z_][A-Za-z0-9_]*\})", r"\\$", kept) + '"'
