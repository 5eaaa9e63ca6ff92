"""YAML as a tree of texts with their places: bounded, without anchors, tags and guesses about types."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from livinglab.language import Text

LARGEST = 64 << 10  # bytes
DEEPEST = 16
MOST_EVENTS = 5000

_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_NULL = re.compile(r"~|null|Null|NULL|")
_NUMBER = re.compile(r"[-+]?([0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)")

Kind = Literal["text", "boolean", "null", "number"]
Node = Union["Scalar", "Items", "Keys"]


class Place(NamedTuple):
    """Line and column, from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Scalar:
    """One value as it is written. `kind` is what the YAML 1.2 core schema takes it for."""

    text: str
    kind: Kind
    place: Place


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Keys:
    """A mapping, with the place of each key."""

    values: dict[str, Node]
    places: dict[str, Place]
    place: Place


class Unreadable(Exception):
    """The text is not YAML, or more of it than we read."""

    def __init__(self, message: Text, place: Place) -> None:
        super().__init__(message.en)
        self.message = message
        self.place = place


def load(content: bytes) -> Node | None:
    """Return the tree of the one document in `content`, None if it is empty. Raises Unreadable."""
    if len(content) > LARGEST:
        raise _refused(
            f"Berkas lebih besar dari {LARGEST} bita", f"The file has more than {LARGEST} bytes", Place(1, 1)
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused("Berkas bukan UTF-8", "The file is not UTF-8", Place(line, 1)) from error
    try:
        return _Builder(text).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise _refused(f"Bukan YAML: {error.problem}", f"Not YAML: {error.problem}", place) from error
    except YAMLError as error:
        raise _refused(
            "Bukan YAML: ada huruf terlarang", "Not YAML: a forbidden character", Place(1, 1)
        ) from error


class _Builder:
    def __init__(self, text: str) -> None:
        self._events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
        self._count = 0

    def document(self) -> Node | None:
        """Build the only document."""
        event = self._next()
        while type(event).__name__ in {"StreamStartEvent", "DocumentStartEvent"}:
            event = self._next()
        if type(event).__name__ == "StreamEndEvent":
            return None
        node = self._node(event, 1)
        for event in iter(self._next, None):
            if type(event).__name__ == "StreamEndEvent":
                return node
            if type(event).__name__ == "DocumentStartEvent":
                raise _refused(
                    "Hanya satu dokumen YAML per berkas", "One YAML document a file", _place(event)
                )
        return node

    def _next(self) -> Any:
        event = next(self._events)
        self._count += 1
        if self._count > MOST_EVENTS:
            raise _refused("Terlalu banyak isi", "Too much content", _place(event))
        if getattr(event, "anchor", None) is not None:
            raise _refused(
                "Jangkar dan alias YAML tidak diterima", "No YAML anchors or aliases", _place(event)
            )
        if getattr(event, "ctag", None) is not None:
            raise _refused("Tag YAML tidak diterima", "No YAML tags", _place(event))
        return event

    def _node(self, event: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise _refused(
                f"Lebih dalam dari {DEEPEST} tingkat", f"Nested deeper than {DEEPEST}", _place(event)
            )
        kind = type(event).__name__
        if kind == "ScalarEvent":
            return Scalar(event.value, _kind(event), _place(event))
        if kind == "SequenceStartEvent":
            return self._items(event, depth)
        return self._keys(event, depth)

    def _items(self, start: Any, depth: int) -> Items:
        found: list[Node] = []
        event = self._next()
        while type(event).__name__ != "SequenceEndEvent":
            found.append(self._node(event, depth + 1))
            event = self._next()
        return Items(tuple(found), _place(start))

    def _keys(self, start: Any, depth: int) -> Keys:
        values: dict[str, Node] = {}
        places: dict[str, Place] = {}
        event = self._next()
        while type(event).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise _refused("Kunci harus berupa teks", "A key must be text", key.place)
            if key.text in values:
                raise _refused(f"Kunci ganda: {key.text}", f"Duplicate key: {key.text}", key.place)
            value = self._node(self._next(), depth + 1)
            values[key.text] = _beside(key, value)
            places[key.text] = key.place
            event = self._next()
        return Keys(values, places, _place(start))


def _beside(key: Scalar, value: Node) -> Node:
    """Give a value that is not written the place of its key: ruamel has it at whatever comes next."""
    absent = isinstance(value, Scalar) and value.kind == "null" and not value.text
    return Scalar("", "null", key.place) if absent else value


def plain(node: Node) -> Any:
    """Return a node as text, list and dict."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.values.items()}


def _kind(event: Any) -> Kind:
    if event.style is not None:
        return "text"
    if _BOOLEAN.fullmatch(event.value):
        return "boolean"
    if _NULL.fullmatch(event.value):
        return "null"
    return "number" if _NUMBER.fullmatch(event.value) else "text"


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _refused(id: str, en: str, place: Place) -> Unreadable:
    return Unreadable(Text(id=id, en=en), place)
