"""What type each value has: from the tree to text, booleans, lists and mappings, or to the first mistake.

It goes as the reference parser's decoder goes: keys in the table's order, a section with a wrong value in it
is not there at all, and only the first mistake of a file is told. What is required is asked afterwards.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from livinglab.language import Text
from livinglab.manifest import places, scalars, urls
from livinglab.manifest.nodes import Items, Keys, Node, Scalar, printable

Rule = Callable[[Any], Text | None]
Judgement = tuple[str, Text]  # a key path and what is wrong there

MISSING = Text(id="Kunci wajib ini tidak ada atau kosong", en="This mandatory key is missing or empty")
_LIST = Text(id="Harus berupa daftar", en="Must be a list")
_SECTION = Text(id="Harus berupa bagian dengan kunci", en="Must be a section with keys")
_TEXT = Text(id="Harus berupa teks", en="Must be text")
_BOOLEAN = Text(id="Harus true atau false", en="Must be true or false")


class Mistake(Exception):
    """A value of the wrong type, a key that nobody knows, or an address that cannot be read.

    `line` is where it stands; 0 if the reference parser does not say, which then names no key either.
    """

    def __init__(self, message: Text, line: int) -> None:
        super().__init__(message.en)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Words:
    """Text. Numbers and booleans without quotes are taken as they are written."""

    rule: Rule | None = None
    as_number: bool = False  # a number counts as Go prints it: 1.0 as 1
    nothing: str = ""

    def read(self, node: Node) -> str:
        """Return the text. Raises Mistake for a list or a section."""
        if not isinstance(node, Scalar):
            raise Mistake(_TEXT, places.start_line(node))
        return scalars.as_go_prints_it(node) if self.as_number else node.text

    def judge(self, value: str, key: str) -> Iterator[Judgement]:
        """Yield what is wrong with the text."""
        if self.rule is not None and (message := self.rule(value)):
            yield key, message


@dataclass(frozen=True)
class Truth:
    """A boolean of YAML 1.2."""

    nothing: None = None

    def read(self, node: Node) -> bool:
        """Return the boolean. Raises Mistake for anything else, `yes` and "true" among it."""
        found = scalars.boolean(node) if isinstance(node, Scalar) else None
        if found is None:
            raise Mistake(_BOOLEAN, places.start_line(node))
        return found

    def judge(self, value: bool, key: str) -> Iterator[Judgement]:  # noqa: ARG002  # every shape has it
        """Yield nothing: a boolean is right."""
        return iter(())


@dataclass(frozen=True)
class Link:
    """A URL."""

    rule: Rule
    nothing: None = None

    def read(self, node: Node) -> str:
        """Return the URL as it is written. Raises Mistake where Go's net/url refuses to read it."""
        text = _WORDS.read(node)
        try:
            urls.parse(text)
        except urls.NoURL as error:
            line, shown = places.start_line(node), printable(text)
            message = Text(
                id=f"Baris {line}: alamat ini tidak dapat dibaca: {shown}",
                en=f"Line {line}: this address cannot be read: {shown}",
            )
            raise Mistake(message, 0) from error
        return text

    def judge(self, value: str | None, key: str) -> Iterator[Judgement]:
        """Yield what is wrong with the URL; an item that is null is none."""
        if message := self.rule(value or ""):
            yield key, message


@dataclass(frozen=True)
class Each:
    """A list of one shape."""

    item: "Shape"
    at_least: int = 0
    nothing: tuple[()] = ()

    def read(self, node: Node) -> list[Any]:
        """Return the items. Raises Mistake for what is no list, and the first one of an item."""
        if not isinstance(node, Items):
            raise Mistake(_LIST, places.start_line(node))
        first: Mistake | None = None
        found = []
        for each in node.items:
            try:
                found.append(self.item.nothing if scalars.is_null(each) else self.item.read(each))
            except Mistake as mistake:
                first = first or mistake
        if first:
            raise first
        return found

    def judge(self, value: list[Any], key: str) -> Iterator[Judgement]:
        """Yield that there are too few, and what is wrong with each."""
        if len(value) < self.at_least:
            yield key, _too_few(self.at_least)
        for number, each in enumerate(value):
            yield from self.item.judge(each, f"{key}[{number}]")


@dataclass(frozen=True)
class OneOrEach(Each):
    """One value, or a list of such (isBasedOn)."""

    def read(self, node: Node) -> list[Any]:
        """Return the items. A list with a wrong item is judged as one value, which it is not."""
        if isinstance(node, Items):
            try:
                return super().read(node)
            except Mistake:
                return [self.item.read(node)]
        return [self.item.read(node)]


class Field(NamedTuple):
    """A key of a section. `always`: its section is judged even where it is not given.

    `presence` says from the value and its section's values whether it may be there, or must.
    """

    shape: "Shape"
    required: bool = False
    always: bool = False
    presence: Callable[[Any, Mapping[str, Any]], Text | None] | None = None


@dataclass(frozen=True)
class Section:
    """A mapping with these keys and no others."""

    fields: Mapping[str, Field]

    @property
    def nothing(self) -> dict[str, Any]:
        """An empty section."""
        return {}

    def read(self, node: Node) -> dict[str, Any]:
        """Return the values by key, without those that are null. Raises the first Mistake."""
        values, first = self.read_on(node)
        if first:
            raise first
        return values

    def read_on(self, node: Node) -> tuple[dict[str, Any], Mistake | None]:
        """Return what can be read and the first mistake. Raises Mistake for what is no section."""
        if not isinstance(node, Keys):
            raise Mistake(_SECTION, places.start_line(node))
        values: dict[str, Any] = {}
        first: Mistake | None = None
        if not all(map(scalars.is_text, node.keys.values())):
            return values, first  # as goccy/go-yaml does: one key that is a number hides the whole section
        given = node.values
        for name, field in self.fields.items():
            value = given.get(name)
            if value is None or scalars.is_null(value):
                continue
            try:
                values[name] = field.shape.read(value)
            except Mistake as mistake:
                first = first or mistake
        return values, first or self._unknown(node)

    def judge(self, value: Mapping[str, Any], key: str) -> Iterator[Judgement]:
        """Yield what is wrong, in the order of the table."""
        for name, field in self.fields.items():
            path = f"{key}.{name}" if key else name
            given = value.get(name)
            if message := _presence(field, given, value):
                yield path, message
            elif given is not None:
                yield from field.shape.judge(given, path)
            elif field.always and isinstance(field.shape, Section):
                yield from field.shape.judge({}, path)

    def _unknown(self, node: Keys) -> Mistake | None:
        for name, key in node.keys.items():
            if name not in self.fields:
                shown = printable(name)
                message = Text(id=f"Kunci {shown} tidak dikenal", en=f"The key {shown} is not known")
                return Mistake(message, key.place.line)
        return None


@dataclass(frozen=True)
class ByLanguage:
    """A mapping from language tags, at least one, to sections."""

    section: Section
    tags: Rule
    nothing: None = None

    def read(self, node: Node) -> dict[str, dict[str, Any]]:
        """Return the sections by language. Raises the first Mistake."""
        if not isinstance(node, Keys):
            raise Mistake(_SECTION, places.start_line(node))
        first: Mistake | None = None
        found: dict[str, dict[str, Any]] = {}
        for language, value in node.values.items():
            try:
                found[language] = {} if scalars.is_null(value) else self.section.read(value)
            except Mistake as mistake:
                first = first or mistake
        if first:
            raise first
        return found

    def judge(self, value: Mapping[str, Mapping[str, Any]], key: str) -> Iterator[Judgement]:
        """Yield that a tag is wrong, once for all of them; only then what is wrong in each language."""
        if message := self.tags(value):
            yield key, message
        else:
            for language, said in value.items():
                yield from self.section.judge(said, path_of(key, language))


Shape = Words | Truth | Link | Each | Section | ByLanguage
_WORDS = Words()


def path_of(key: str, language: str) -> str:
    """Return the path of a language: `description.id`, but `description[en-GB]` as the reference parser."""
    return f"{key}.{language}" if language.isascii() and language.isalpha() else f"{key}[{language}]"


def _presence(field: Field, given: Any, section: Mapping[str, Any]) -> Text | None:
    if field.presence is not None:
        return field.presence(given, section)
    empty = given is None or (given == "" and isinstance(field.shape, Words))
    return MISSING if field.required and empty else None


def _too_few(at_least: int) -> Text:
    return Text(id=f"Paling sedikit {at_least} butir", en=f"At least {at_least} item(s)")
