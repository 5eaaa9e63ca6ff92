"""A small reader for compose files: mappings, lists, texts, anchors. What it cannot read it refuses.

The CLI installs no YAML library, and a donor's file is hostile until shown otherwise: there are no types to
construct here, an alias is the same object and never a copy, and size and depth are bounded.
"""

import re
from typing import Any

LARGEST_FILE = 262_144
MOST_LINES = 5_000
DEEPEST = 16
PLAIN_KEY = r"(?:[^\s\"'\[\]{}#&*!|>%@`,-]|-(?=[^\s#]))(?:[^#]|(?<=\S)#)*?"
KEY = re.compile(rf"(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|{PLAIN_KEY}|<<)\s*:(?:\s+(.*))?")
PREFIX = re.compile(r"(?:&([\w.-]+)|!([\w!./-]*))(?:\s+|$)")


class Unreadable(ValueError):
    """The file uses something that this reader does not know."""


def read(content: bytes) -> Any:
    """The document as nested dicts, lists and texts (None where nothing stands)."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("too large")
    lines = significant(content.decode("utf-8", "replace").removeprefix("\ufeff"))
    if not lines:
        return None
    reader = Reader(lines)
    node = reader.block(lines[0][0], 0)
    if reader.position != len(lines):
        raise Unreadable("indentation")
    return node


def significant(text: str) -> list[tuple[int, str]]:
    """Indentation and content of the lines that are neither empty nor comments."""
    found = []
    for line in text.splitlines()[: MOST_LINES + 1]:
        content = line.strip()
        if content and not content.startswith("#") and content not in ("---", "...") and content[0] != "%":
            if "\t" in line[: len(line) - len(line.lstrip())]:
                raise Unreadable("tab")
            found.append((len(line) - len(line.lstrip()), line.strip()))
    if len(found) > MOST_LINES:
        raise Unreadable("too many lines")
    return found


class Reader:
    """Goes down the lines once."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.position = 0
        self.anchors: dict[str, Any] = {}

    def block(self, indent: int, depth: int) -> Any:
        """The node whose lines start at `indent`."""
        if depth > DEEPEST:
            raise Unreadable("too deep")
        if is_item(self.lines[self.position][1]):
            return self.sequence(indent, depth)
        return self.mapping(indent, depth)

    def here(self, indent: int) -> str | None:
        """The line at the position when it stands at `indent`."""
        if self.position < len(self.lines) and self.lines[self.position][0] == indent:
            return self.lines[self.position][1]
        return None

    def mapping(self, indent: int, depth: int) -> dict[str, Any]:
        """Keys and values until the indentation ends."""
        found: dict[str, Any] = {}
        while (line := self.here(indent)) is not None and not is_item(line):
            match = KEY.fullmatch(line)
            if not match:
                raise Unreadable("key")
            self.position += 1
            value = self.value((match[2] or "").strip(), indent, depth)
            if match[1] == "<<":
                found = {**merged(value), **found}
            else:
                found[scalar(match[1])] = value
        return found

    def sequence(self, indent: int, depth: int) -> list[Any]:
        """Items until the indentation ends."""
        found = []
        while (line := self.here(indent)) is not None and is_item(line):
            rest = line[1:].strip()
            if is_item(rest) or (KEY.fullmatch(rest) and rest[:1] not in "\"'[{"):
                inner = indent + len(line) - len(rest)
                self.lines[self.position] = (inner, rest)
                found.append(self.block(inner, depth + 1))
                continue
            refuse_strange_key(rest)
            self.position += 1
            found.append(self.value(rest, indent, depth))
        return found

    def value(self, text: str, indent: int, depth: int) -> Any:
        """What stands behind a key or a dash, or under it."""
        anchor = None
        while prefix := PREFIX.match(text):
            anchor, text = prefix[1] or anchor, text[prefix.end() :]
        node = self.content(text if text[:1] in "\"'" else without_comment(text), indent, depth)
        if anchor:
            self.anchors[anchor] = node
        return node

    def content(self, text: str, indent: int, depth: int) -> Any:
        if not text:
            return self.under(indent, depth)
        if text[0] in "|>":
            self.skip(indent)
            return ""
        if text[0] == "*":
            return self.alias(text[1:])
        if text[0] in "[{":
            return Flow(self.balanced(text), self).read()
        if text[0] in "\"'":
            return quoted(text)
        return " ".join([text, *self.skip(indent)])

    def under(self, indent: int, depth: int) -> Any:
        """The nested block, or None; a list may stand at the same indentation as its key."""
        if self.position == len(self.lines):
            return None
        next_indent, next_line = self.lines[self.position]
        if next_indent > indent or (next_indent == indent and is_item(next_line) and self.in_mapping(indent)):
            return self.block_or_text(next_indent, depth + 1)
        return None

    def in_mapping(self, indent: int) -> bool:
        before = self.lines[self.position - 1]
        return before[0] == indent and not is_item(before[1])

    def block_or_text(self, indent: int, depth: int) -> Any:
        line = self.lines[self.position][1]
        if is_item(line) or KEY.fullmatch(line):
            return self.block(indent, depth)
        refuse_strange_key(line)
        self.position += 1
        return self.value(line, indent - 1, depth)

    def skip(self, indent: int) -> list[str]:
        """Lines that go on with the value, which is deeper than `indent`."""
        start = self.position
        while self.position < len(self.lines) and self.lines[self.position][0] > indent:
            self.position += 1
        return [line for _, line in self.lines[start : self.position]]

    def alias(self, name: str) -> Any:
        if name not in self.anchors:
            raise Unreadable("alias")
        return self.anchors[name]

    def balanced(self, text: str) -> str:
        """The text of a flow collection, over as many lines as it takes."""
        while unbalanced(text):
            if self.position == len(self.lines):
                raise Unreadable("flow")
            text += " " + without_comment(self.lines[self.position][1])
            self.position += 1
        return text


class Flow:
    """`[a, "b"]` and `{a: b}`."""

    TOKEN = re.compile(
        r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[\[\]{},]|:(?=\s|$)|[^\s\[\]{},\"'][^\[\]{},]*?(?=\s*(?:[\[\]{},]|:\s|$)))"
    )

    def __init__(self, text: str, reader: Reader) -> None:
        self.tokens = self.split(text)
        self.position = 0
        self.reader = reader

    def split(self, text: str) -> list[str]:
        found, position = [], 0
        text = text.strip()
        while position < len(text):
            match = self.TOKEN.match(text, position)
            if not match or match.end() == position:
                raise Unreadable("flow")
            found.append(match[1])
            position = match.end()
        return found

    def read(self) -> Any:
        node = self.node(0)
        if self.position != len(self.tokens):
            raise Unreadable("flow")
        return node

    def take(self) -> str:
        if self.position == len(self.tokens):
            raise Unreadable("flow")
        self.position += 1
        return self.tokens[self.position - 1]

    def node(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise Unreadable("too deep")
        mark = self.take()
        if mark == "[":
            return self.items(depth)
        if mark == "{":
            return self.pairs(depth)
        if mark in ("]", "}", ",", ":"):
            raise Unreadable("flow")
        return self.reader.alias(mark[1:]) if mark[0] == "*" else scalar(mark)

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def items(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while self.peek() != "]":
            found.append(self.node(depth + 1))
            if self.peek() == ",":
                self.take()
            elif self.peek() != "]":
                raise Unreadable("flow")
        self.take()
        return found

    def pairs(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.peek() != "}":
            key = scalar(self.take())
            value = None
            if self.peek() == ":":
                self.take()
                value = self.node(depth + 1)
            found.update(merged(value) if key == "<<" else {key: value})
            if self.peek() == ",":
                self.take()
            elif self.peek() != "}":
                raise Unreadable("flow")
        self.take()
        return found


def is_item(line: str) -> bool:
    return line == "-" or line.startswith("- ")


def refuse_strange_key(line: str) -> None:
    """Refuse what a full reader would take for a key, and we for a text."""
    if line[:1] not in "\"'[{" and re.search(r":(\s|$)", without_comment(line)):
        raise Unreadable("key")


def merged(value: Any) -> dict[str, Any]:
    """What `<<:` brings: one mapping, or several of which the first wins."""
    several = value if isinstance(value, list) else [value]
    found: dict[str, Any] = {}
    for each in reversed(several[:DEEPEST]):
        found.update(each if isinstance(each, dict) else {})
    return found


def scalar(text: str) -> str:
    """The text without its quotes."""
    return quoted(text) if text[:1] in "\"'" else text.strip()


def quoted(text: str) -> str:
    """A quoted scalar that ends on its line; behind it only a comment."""
    match = re.match(r"\"((?:[^\"\\]|\\.)*)\"\s*(?:#.*)?$|'((?:[^']|'')*)'\s*(?:#.*)?$", text)
    if not match:
        raise Unreadable("quote")
    if match[1] is not None:
        return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), match[1])
    return (match[2] or "").replace("''", "'")


def without_comment(text: str) -> str:
    """Cut off ` # ...`, unless it stands inside quotes."""
    for match in re.finditer(r"\s#", text):
        before = text[: match.start()]
        if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
            return before.strip()
    return "" if text.startswith("#") else text.strip()


def unbalanced(text: str) -> bool:
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", "", text)
    return bare.count("[") + bare.count("{") > bare.count("]") + bare.count("}")
