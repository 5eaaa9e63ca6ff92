"""YAML as a tree of texts with their places: bounded, without anchors, aliases and tags, nothing guessed."""

from collections.abc import Callable
from typing import Any, NamedTuple, Union

import yaml  # type: ignore[import-untyped]  # it ships no types
from yaml import events

from livinglab.language import Text

LARGEST = 64 << 10  # bytes
DEEPEST = 16
MOST_EVENTS = 5000
LONGEST_ECHO = 60  # characters of a stranger's key in a sentence of ours

# Line breaks of YAML 1.1 that are letters like any other in 1.2, and what stands for them in the parser.
_OLD_BREAKS = "\x85\u2028\u2029"
_STAND_INS = range(0xE000, 0xF8FF)
_MARK = "\ufeff"

_MARKED = Text(
    id="Berkas diawali tanda urutan bita (BOM) yang tak terlihat: simpan sebagai UTF-8 tanpa BOM",
    en="The file starts with an invisible byte order mark: save it as UTF-8 without BOM",
)

Node = Union["Scalar", "Items", "Keys"]


class Place(NamedTuple):
    """Line and column, from 1. Both are 0 where no place says more than the whole file."""

    line: int
    column: int


NOWHERE = Place(0, 0)


class Scalar(NamedTuple):
    """One value as it is written. `plain`: without quotes, no block; only such a one may be no text."""

    text: str
    plain: bool
    place: Place
    block: bool = False


class Items(NamedTuple):
    """A list. Its place is its first dash or its bracket."""

    items: tuple[Node, ...]
    place: Place


class Keys(NamedTuple):
    """A mapping. `keys` are the keys as they stand there; `flow` if it is written in braces."""

    values: dict[str, Node]
    keys: dict[str, Scalar]
    flow: bool
    place: Place


class Unreadable(Exception):
    """The text is not YAML, or more of it than we read."""

    def __init__(self, message: Text, place: Place = NOWHERE, key: str = "") -> None:
        super().__init__(message.en)
        self.message = message
        self.place = place
        self.key = key


def load(content: bytes) -> Node | None:
    """Return the tree of the one document in `content`, None if it is empty. Raises Unreadable.

    YAML 1.2 (publiccode.yml 0.3): libyaml's event stream, which is read step by step and never composed, so
    that nesting costs no stack, with the differences of 1.2 made up for here and in `scalars`.
    """
    if len(content) > LARGEST:
        raise _refused(f"Berkas lebih besar dari {LARGEST} bita", f"The file has more than {LARGEST} bytes")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise _refused("Berkas bukan UTF-8", "The file is not UTF-8") from error
    if text.startswith(_MARK):
        raise Unreadable(_MARKED, key="publiccodeYmlVersion")  # what the reference parser then misses
    text, restore = _with_stand_ins(text)
    builder: _Builder | None = None
    try:
        builder = _Builder(text, restore)
        return builder.document()
    except yaml.MarkedYAMLError as error:
        place = Place(_line(error, builder), 1)  # the reference parser gives no column either
        reason = printable(str(error.problem))
        raise _refused(f"Bukan YAML: {reason}", f"Not YAML: {reason}", place) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1 if isinstance(error.position, int) else 0
        raise _refused(
            "Bukan YAML: ada karakter kendali", "Not YAML: a control character", Place(line, 1)
        ) from error
    except (OverflowError, ValueError) as error:  # an escape beyond Unicode, to the parser in Python
        raise _refused("Bukan YAML: karakter tak dikenal", "Not YAML: no such character") from error


def _line(error: Any, builder: "_Builder | None") -> int:
    """Return the line to mend. A value of several lines that holds a key is shown where it starts."""
    mark = error.problem_mark or error.context_mark
    if str(error.problem).startswith("found unexpected end"):
        mark = error.context_mark or mark  # a quote that nobody closed
    if builder is not None and builder.latest is not None and str(error.problem).startswith("mapping values"):
        mark = builder.latest.start_mark
    return mark.line + 1 if mark else 0


def printable(text: str, longest: int = LONGEST_ECHO) -> str:
    """Return a stranger's text for a sentence: one line, no control or invisible characters, not long."""
    if len(text) <= longest and text.isprintable():
        return text
    start = text[:longest]
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in start)
    return shown if len(text) <= longest else f"{shown}…"


def _with_stand_ins(text: str) -> tuple[str, Callable[[str], str] | None]:
    if text.isascii() or not any(letter in text for letter in _OLD_BREAKS):
        return text, None
    free = (chr(code) for code in _STAND_INS if chr(code) not in text)
    there = {ord(letter): next(free) for letter in _OLD_BREAKS}
    back = {ord(stand_in): letter for letter, stand_in in there.items()}
    return text.translate(there), lambda value: value.translate(back)


def _parser(text: str) -> Any:
    """Return libyaml's parser, or the slower one in Python where PyYAML came without libyaml."""
    fast = getattr(yaml, "cyaml", None)
    return fast.CParser(text) if fast else yaml.SafeLoader(text)


class _Builder:
    def __init__(self, text: str, restore: Callable[[str], str] | None) -> None:
        self._text = text
        self._restore = restore
        self._event = _parser(text).get_event
        self._count = 0
        self.latest: Any = None

    def document(self) -> Node | None:
        """Build the only document."""
        self._next()
        start = self._next()
        if isinstance(start, events.StreamEndEvent):
            return None
        if start.version or start.tags:
            raise _refused("Tanpa arahan YAML (%)", "No YAML directives (%)")
        node = self._node(self._next(), 1)
        self._next()
        if not isinstance(self._next(), events.StreamEndEvent):
            raise _refused("Hanya satu dokumen YAML per berkas", "One YAML document a file")
        return None if isinstance(node, Scalar) and node.plain and not node.text else node

    def _next(self) -> Any:
        self.latest = event = self._event()
        self._count += 1
        if self._count > MOST_EVENTS:
            raise _refused("Terlalu banyak isi", "Too much content", _place(event))
        return event

    def _node(self, event: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise _refused(
                f"Lebih dalam dari {DEEPEST} tingkat", f"Nested deeper than {DEEPEST}", _place(event)
            )
        if event.anchor is not None:
            raise _refused(
                "Jangkar dan alias YAML tidak diterima", "No YAML anchors or aliases", _place(event)
            )
        if event.tag is not None:
            raise _refused("Tag YAML tidak diterima", "No YAML tags", _place(event))
        kind = type(event)
        if kind is events.ScalarEvent:
            return self._scalar(event)
        return self._items(event, depth) if kind is events.SequenceStartEvent else self._keys(event, depth)

    def _scalar(self, event: Any) -> Scalar:
        value = event.value if self._restore is None else self._restore(event.value)
        if not value.isprintable() and (forbidden := _forbidden(value)):
            raise _refused(
                f"Karakter kendali U+{ord(forbidden):04X} tidak diterima",
                f"No control characters (U+{ord(forbidden):04X})",
                _place(event),
            )
        style = event.style
        return Scalar(value, not style, _place(event), style in ("|", ">"))

    def _items(self, start: Any, depth: int) -> Items:
        found: list[Node] = []
        while type(event := self._next()) is not events.SequenceEndEvent:
            found.append(self._node(event, depth + 1))
        return Items(tuple(found), _place(start))

    def _keys(self, start: Any, depth: int) -> Keys:
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        while type(event := self._next()) is not events.MappingEndEvent:
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise _refused("Kunci harus berupa teks", "A key must be text", key.place)
            if key.text in values:
                name, place = printable(key.text), Place(key.place.line, 1)
                raise _refused(f"Kunci ganda: {name}", f"Duplicate key: {name}", place)
            values[key.text] = self._node(self._next(), depth + 1)
            keys[key.text] = key
        return Keys(values, keys, bool(start.flow_style), _place(start))


def _forbidden(value: str) -> str | None:
    """Return the first control character: by its escape YAML lets any in, databases and terminals do not."""
    for letter in value:
        control = (letter < " " and letter not in "\t\n\r") or "\x7f" <= letter < "\xa0"
        if (control and letter != "\x85") or "\ud800" <= letter <= "\udfff":
            return letter
    return None


def _place(event: Any) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1)


def _refused(id: str, en: str, place: Place = NOWHERE) -> Unreadable:
    return Unreadable(Text(id=id, en=en), place)
