"""Every sentence of the website stands in both languages, with one translation, and none beside gettext."""

import ast
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from registry.website.assets import TEMPLATES
from registry.website.translations import LOCALE

WEBSITE = Path(__file__).parents[3] / "registry" / "website"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Names and terms that are the same in both languages.
SAME = re.compile(
    r"\b(livinglab|CSV|JSON(-LD)?|Atom|API|SPBE|SPDX|SBOM|EUPL-1\.2|XML|SVG|OpenAPI|openapi\.json"
    r"|publiccode\.yml|CodeMeta|CycloneDX|SHA-256|Commit|Tree|e-SAKIP|Diskominfo|PKS"
    r"|A?GPL-3\.0|MIT|Apache-2\.0)\b"
)
READ_ALOUD = re.compile(r'\s(?:aria-label|title|placeholder|alt)="([^"]*)"')
UNREAD = re.compile(r"<(code|pre|kbd|samp)\b[^>]*>.*?</\1>", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z]+,? [a-z]")


@dataclass(frozen=True)
class Used:
    """One English sentence, or a sentence and its plural, and where it is used first."""

    ids: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Told:
    """What one catalog says for a sentence."""

    strings: tuple[str, ...]
    catalog: str


def in_template(source: str, place: str) -> Iterator[Used]:
    options = {"newstyle_gettext": "true", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
    file = BytesIO(source.encode())
    for line, message, _, _ in extract("jinja2.ext:babel_extract", file, options=options):
        ids = (message,) if isinstance(message, str) else tuple(one for one in message if one)
        yield Used(ids, f"{place}:{line}")


def in_code(source: str, place: str) -> Iterator[Used]:
    """Find the calls of `translations.say(language, sentence)`; f-strings may hold them too."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or len(node.args) != 2:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "say":
            for part in ast.walk(node.args[1]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield Used((part.value,), f"{place}:{node.lineno}")


def sentences() -> list[Used]:
    found = [one for path in templates() for one in in_template(path.read_text(), path.name)]
    for path in sorted(WEBSITE.rglob("*.py")):
        found += in_code(path.read_text(), path.name)
    return found


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def catalogs() -> dict[str, list[Told]]:
    told: dict[str, list[Told]] = {}
    for path in sorted((LOCALE / "id").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="id", abort_invalid=True):
                first = message.id if isinstance(message.id, str) else message.id[0]
                if not first:
                    continue
                strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                given = Told(strings if "fuzzy" not in message.flags else (), path.name)
                told.setdefault(first, []).append(given)
    return told


def problems(used: Iterable[Used], told: dict[str, list[Told]]) -> Iterator[str]:
    by_id = {one.ids[0]: one for one in reversed(list(used))}
    for first, one in sorted(by_id.items()):
        found = told.get(first, [])
        if not found or not all(string.strip() for string in found[0].strings):
            yield entry(one)
        elif len(found) > 1:
            yield f"# stands in {' and '.join(each.catalog for each in found)}: {first!r}"
        else:
            yield from _disagreement(one, found[0])
    for first, found in sorted(told.items()):
        if first not in by_id:
            yield f"# nobody says this any more, in {found[0].catalog}: {first!r}"


def _disagreement(one: Used, found: Told) -> Iterator[str]:
    wanted = set(PLACEHOLDER.findall(one.ids[-1]))
    for string in found.strings:
        if set(PLACEHOLDER.findall(string)) != wanted:
            yield f"# {found.catalog}, its placeholders are {sorted(wanted)}: {string!r}"
        elif re.search(r"%(?!\(\w+\)s|%)", string) and wanted:
            yield f"# {found.catalog}, a plain % is written %%: {string!r}"


def entry(one: Used) -> str:
    """Return what is to be pasted into a catalog."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in one.ids]
    if len(quoted) == 1:
        return f'#: {one.place}\nmsgid "{quoted[0]}"\nmsgstr ""\n'
    return f'#: {one.place}\nmsgid "{quoted[0]}"\nmsgid_plural "{quoted[1]}"\nmsgstr[0] ""\n'


def bare(source: str) -> Iterator[str]:
    """Find what a template says beside gettext: text, what is read aloud of a tag, strings in expressions."""
    text = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    read_aloud = READ_ALOUD.findall(text)
    text = re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"", "\n", UNREAD.sub("", text), flags=re.DOTALL)
    for part in [*text.split("\n"), *read_aloud]:
        if LETTERS.search(SAME.sub("", html.unescape(part))):
            yield part.strip()
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    said = {id(one) for call in tree.find_all(nodes.Call) for one in call.args if _is_gettext(call)}
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and SENTENCE.match(constant.value) and id(constant) not in said:
            yield constant.value


def _is_gettext(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")


def test_every_sentence_has_one_translation_and_every_translation_is_used() -> None:
    found = list(problems(sentences(), catalogs()))
    assert not found, "to be mended, or pasted into a catalog of templates/locale/id:\n\n" + "\n".join(found)


def test_no_template_says_anything_beside_gettext() -> None:
    found = [f"{path.name}: {part}" for path in templates() for part in bare(path.read_text())]
    assert not found, "\n".join(found)


def test_a_forgotten_translation_would_be_found() -> None:
    used = [
        *in_template(
            '{{ _("Find \\"it\\"") }}{% trans count=n %}one{% pluralize %}{{ count }}{% endtrans %}', "a"
        ),
        *in_code("f\"{say(language, 'of %(sum)s')}\"", "b"),
    ]
    assert [one.ids for one in used] == [('Find "it"',), ("one", "%(count)s"), ("of %(sum)s",)]
    told = {
        "one": [Told(("%(count)s",), "x.po")],
        "of %(sum)s": [Told(("dari %(jumlah)s",), "x.po")],
        "Old": [Told(("Lama",), "y.po")],
    }
    found = list(problems(used, told))
    assert 'msgid "Find \\"it\\""\nmsgstr ""' in found[0]
    assert Counter(one.partition(" ")[0] for one in found) == {"#:": 1, "#": 2}
    assert not list(problems(used[1:2], {"one": told["one"]}))
    assert list(problems(used[1:2], {"one": told["one"] * 2}))
    assert list(problems(used[1:2], {"one": [Told((" ",), "x.po")]}))


def test_a_bare_sentence_would_be_found() -> None:
    for template in (
        "<p>Hello there</p>",
        '<nav aria-label="Main">{{ _("x") }}</nav>',
        '{{ parts.tag("Hello there") }}',
        "<p>{% trans %}Fine{% endtrans %} and not</p>",
    ):
        assert list(bare(template)), template
    for template in (
        '<p class="hello there">{{ _("Hello there") }} · CSV &nbsp; <code>livinglab fetch</code></p>',
        '{# a remark #}{% trans name=x %}Hello {{ name }}{% endtrans %}<img alt="{{ _("x") }}">',
        '{{ "wide plain" if x else "/catalog?q=1" }}',
    ):
        assert not list(bare(template)), template
