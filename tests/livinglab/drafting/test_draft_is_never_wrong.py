"""Whatever a repository holds: the draft is YAML, it says what was found, and no value in it is an error."""

import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from livinglab import manifest
from livinglab.drafting import draw, written
from livinglab.drafting.notation import lines, tidy

ANY = st.text(max_size=200)
ADDRESS = "ani.wijaya@example.invalid"
TRICKY = st.sampled_from([
    "no", "off", "null", "~", "1.0", "2026-01-01", "0x10", "a: b", "a #b", "#x", "- x", "? y", "&a", "*b",
    "!t", "@x", "`x`", "%x", "|", ">", "'", '"', "\\", "{a}", "[a]", ",", " x ", "\tx", "x:", "---", "...",
    ADDRESS, "é", "𝒳", "\u2028x", "\ufeffx", "\x85", "\x00", "\ufffe", "👨\u200d👩\u200d👧", "ب", "\u202ex",
])  # fmt: skip
WORDS = st.one_of(ANY, TRICKY, st.lists(st.one_of(ANY, TRICKY), max_size=4).map(" ".join))
WRONG = st.one_of(WORDS, st.integers(), st.none(), st.booleans(), st.lists(WORDS, max_size=2))
SAKIP = st.sampled_from(["sumedang/e-sakip", "e-sakip", "laravel/laravel"])


def _markdown(parts: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"{mark}{text}" for mark, text in parts)


README = st.lists(
    st.tuples(
        st.sampled_from(["", "# ", "## ", "## Fitur\n\n- ", "- ", "> ", "    ", "```\n", "<h1>", "![x](y) "]),
        st.one_of(WORDS, st.sampled_from(["Aplikasi untuk kinerja pemerintah daerah yang terbuka. " * 5])),
    ),
    max_size=12,
).map(_markdown)
COMPOSER = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(SAKIP, WRONG),
        "description": WRONG,
        "homepage": st.one_of(WRONG, st.just("https://sakip.example.go.id/a#b")),
        "version": WRONG,
        "type": st.sampled_from(["project", "library", 5]),
        "authors": st.one_of(WRONG, st.just([{"name": "Ani", "email": ADDRESS}, 3])),
        "require": st.one_of(WRONG, st.dictionaries(st.sampled_from(["php", "laravel/framework"]), WRONG)),
    },
).map(json.dumps)
FILES = st.fixed_dictionaries(
    {},
    optional={
        "README.md": README,
        "composer.json": COMPOSER,
        "package.json": COMPOSER,
        "LICENSE": st.one_of(WORDS, WORDS.map(lambda text: f"Copyright (c) 2026 {text}\n")),
        "plugin.php": WORDS.map(lambda text: f"/*\n * Plugin Name: {text}\n * Description: {text}\n*/"),
        ".env.example": WORDS.map(lambda text: f"DB_CONNECTION={text}"),
        "compose.yaml": WORDS.map(lambda text: f"  image: mysql:8.{text}"),
        "lang/id/menu.php": st.just(""),
        "lang/xx-YY/menu.php": st.just(""),
        "artisan": st.just(""),
    },
)


def _read(text: str) -> dict[str, object]:
    return dict(YAML(typ="safe", pure=True).load(io.StringIO(text)))


def _at(document: object, key: str) -> object:
    for name in key.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _plain(value: object) -> object:
    return (
        [dict(one) if not isinstance(one, str) else one for one in value]
        if isinstance(value, tuple)
        else value
    )


def _holds(root: Path) -> None:
    draft = draw(root)
    text = written(draft)
    document = _read(text)
    for key, found in draft.facts.items():
        assert _at(document, key) == _plain(found.value), key
    for problem in manifest.read(text.encode()).problems:
        assert problem.level == "warning" or _at(document, problem.key) is None, problem
        assert problem.key
    assert len(text.encode()) < 64 << 10
    assert "@example.invalid" not in text


@settings(max_examples=60, deadline=None)
@given(files=FILES)
def test_no_value_of_a_draft_is_ever_wrong(files):
    with tempfile.TemporaryDirectory(prefix="livinglab-test-") as place:
        root = Path(place) / "e-sakip"
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        root.mkdir(exist_ok=True)
        _holds(root)


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(WORDS, st.lists(WORDS, min_size=1, max_size=4).map("\n".join)))
def test_a_text_is_read_back_as_it_was_written(text):
    value = tidy(text)
    assert _read("\n".join(lines("key", value, "dari mana")))["key"] == value


@settings(max_examples=200, deadline=None)
@given(items=st.lists(WORDS, max_size=4).map(tuple))
def test_a_list_is_read_back_as_it_was_written(items):
    value = tidy(items)
    assert (_read("\n".join(lines("key", value)))["key"] or []) == list(value)


@settings(max_examples=200, deadline=None)
@given(
    pairs=st.lists(
        st.dictionaries(st.sampled_from(["name", "email"]), WORDS, min_size=1), min_size=1, max_size=3
    )
)
def test_people_are_read_back_as_they_were_written(pairs):
    value = tidy(tuple(pairs))
    assert _read("\n".join(lines("key", value)))["key"] == [dict(each) for each in value]


@pytest.mark.parametrize(
    "word", ["no", "Yes", "off", "null", "~", "2026-01-01", "1.0", "0x1F", "1e3", ".5", "12:30:00"]
)
def test_what_yaml_could_take_for_something_else_is_quoted(word):
    assert lines("key", word) == [f'key: "{word}"']


def test_hostile_sizes_end_soon_and_small(tmp_path):
    (tmp_path / "README.md").write_text("# e-sakip\n\n" + "[" * 300_000 + "\n" + "a " * 300_000)
    (tmp_path / "composer.json").write_text('{"name": "t/e-sakip", "description": "' + "x" * 900_000 + '"}')
    (tmp_path / "LICENSE").write_text("Copyright (c) " + "9 " * 200_000)
    deep = tmp_path / "/".join(["d"] * 60)
    deep.mkdir(parents=True)
    (deep / "AndroidManifest.xml").write_text("")
    _holds(tmp_path)
