"""Whatever is sent as a publiccode.yml ends in an answer: bounded, short, no control characters.

`benchmarks/manifest.py` takes the time of the same corpus.
"""

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livinglab import manifest
from livinglab.manifest import nodes
from livinglab.manifest.reading import MOST_PROBLEMS

KIB = 1 << 10
START = b'publiccodeYmlVersion: "0"\n'


def valued(key, text, *, indent=""):
    """Return a document with one long value."""
    return START + f"{indent}{key}: {text}\n".encode()


HOSTILE = {
    "brackets": b"[" * 60_000,
    "closed brackets": b"[" * 30_000 + b"]" * 30_000,
    "braces": b"{a: " * 16_000,
    "braces in a value": START + b"name: " + b"{? " * 20_000,
    "question marks": b"? " * 30_000,
    "dashes": b"- " * 30_000,
    "dashes on lines": b"".join(b" " * depth + b"-\n" for depth in range(350)),
    "deep maps": b"".join(b" " * depth + b"a:\n" for depth in range(350)),
    "laughs": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "merge": b"a: &a {b: c}\nd:\n  <<: *a\n",
    "alias": b"a: *b",
    "alias of itself": b"a: &a [*a]\n",
    "anchors": b"- &a b\n" * 9_000,
    "python tag": b"name: !!python/object/apply:os.system [id]",
    "own tag": b"name: !x y",
    "binary tag": b"name: !!binary aWQ=",
    "long tag": b"name: !" + b"x" * 60_000 + b" y",
    "too large": b"#" * (64 * KIB) + b"\n",
    "far too large": b"a: b\n" * (1 << 20),
    "too many keys": b"".join(b"k%d: 1\n" % number for number in range(4000)),
    "many keys": START + b"".join(b"k%d: 1\n" % number for number in range(2400)),
    "64 KiB of keys": START + b"".join(b"%027d: 1\n" % number for number in range(2000)),
    "duplicate": b"name: a\nname: b\n",
    "two documents": b"name: a\n---\nname: b\n",
    "many documents": b"---\n" * 15_000,
    "directives": b"%A b\n" * 12_000 + b"---\na: b\n",
    "yaml 1.1": b"%YAML 1.1\n---\n" + START,
    "not utf-8": b"name: caf\xe9\n",
    "late not utf-8": b"a: b\n" * 12_000 + b"\xff",
    "overlong utf-8": b"name: \xc0\xaf\n",
    "surrogate in utf-8": b"name: \xed\xa0\x80\n",
    "utf-16": "name: a".encode("utf-16"),
    "utf-32": "name: a".encode("utf-32"),
    "byte order mark": b"\xef\xbb\xbf" + START,
    "control character": b"name: a\x07b\n",
    "terminal sequence": b"\x1b]0;x\x07: a\n",
    "escaped terminal sequence": START + b'"\\x1b[31m\\x9b": a\n',
    "escaped NUL": START + b'name: "a\\0b"\n',
    "lone surrogate": START + b'name: "\\ud800"\n',
    "surrogate pair": START + b'name: "\\ud83d\\ude00"\n',
    "beyond unicode": START + b'name: "\\UFFFFFFFF"\n',
    "bidirectional key": START + "\u202egro.elpmaxe: a\n".encode(),
    "null bytes": b"\0" * 60_000,
    "tab": b"a:\n\tb: c\n",
    "unclosed": b'name: "e-SAKIP\n',
    "unclosed and long": b'name: "' + b"a\n" * 30_000,
    "no mapping": b"just words\n",
    "list": b"- a\n",
    "empty": b"",
    "blank": b" \n" * 30_000,
    "comment only": b"# nothing\n",
    "comments": b"#\n" * 30_000,
    "complex key": b"? [a, b]\n: c\n",
    "number keys": b"1: a\n2: b\n" + START,
    "long key": START + b"k" * 60_000 + b": a\n",
    "long quoted key": START + b'"' + b"k" * 60_000 + b'": a\n',
    "long keys in braces": START
    + b"name: {"
    + b", ".join(b'"%s": 1' % (b"k" * 1000) for _ in range(60))
    + b"}\n",
    "simple keys": START + b"name: {" + b"a, " * 20_000 + b"}\n",
    "quotes": b"'" * 60_000,
    "plain scalar": b"name: " + b"a " * 30_000 + b"\n",
    "lines of a plain scalar": START + b"name: a\n" + b" a\n" * 20_000,
    "folded lines": START + b"name: >\n" + b" a\n\n" * 15_000,
    "sexagesimal": valued("name", "1:" * 30_000 + "1"),
    "huge number": valued("softwareVersion", "9" * 60_000),
    "huge float": valued("softwareVersion", "9" * 30_000 + "." + "9" * 30_000),
    "huge exponent": valued("softwareVersion", "1.0e999999999"),
    "underscores": valued("softwareVersion", "1" + "_" * 60_000),
    "old line breaks": valued("name", "a" + "\u2028" * 20_000),
    "combining marks": START
    + ("description:\n id:\n  shortDescription: e" + "\u0301" * 30_000 + "\n").encode(),
    "joined emoji": START + ("description:\n id:\n  shortDescription: " + "👨\u200d" * 9_000 + "\n").encode(),
    "flags": START + ("description:\n id:\n  shortDescription: " + "🇮" * 16_000 + "\n").encode(),
    "hangul": START + ("description:\n id:\n  shortDescription: " + "\u1100" * 21_000 + "\n").encode(),
    "long url": valued("url", "https://" + "a." * 30_000),
    "url of colons": valued("url", "https://" + ":" * 60_000),
    "url of escapes": valued("url", "https://a/" + "%2" * 30_000),
    "url of at signs": valued("url", "https://" + "@" * 60_000),
    "long urn": START + b"organisation:\n uri: urn:a:" + b"b" * 60_000 + b"!\\\n",
    "long e-mail": START + b"maintenance:\n contacts:\n - email: " + b"a." * 30_000 + b"@b\n",
    "long media type": START + b"inputTypes: ['" + b" " * 60_000 + b"']\n",
    "long date": valued("releaseDate", "2" * 60_000),
    "license of parentheses": START + b"legal:\n license: " + b"(" * 60_000 + b"\n",
    "license of operators": START + b"legal:\n license: MIT" + b" OR MIT" * 8_000 + b"\n",
    "long language": START + b"localisation:\n availableLanguages: [en" + b"-a" * 30_000 + b"]\n",
    "languages": START
    + b"localisation:\n availableLanguages: ["
    + b", ".join(b"x-%d" % number for number in range(4500))
    + b"]\n",
    "videos": START
    + b"description:\n id:\n  videos: ["
    + b", ".join(b"https://www.youtube.com/wat" for _ in range(2000))
    + b"]\n",
    "long video": START
    + b"description:\n id:\n  videos: [https://smashnotes.com/p/"
    + b"/e/" * 18_000
    + b"]\n",
    "many errors": START + b"categories: [" + b"x, " * 4_900 + b"]\n",
    "many wrong countries": START + b"intendedAudience: {countries: [" + b"id, " * 4_900 + b"]}\n",
    "many descriptions": START
    + b"description:\n"
    + b"".join(b" x-%d: {}\n" % number for number in range(1600)),
    "many contacts": START + b"maintenance:\n contacts:\n" + b" - email: a\n" * 1200,
    "many Italian codes": START + b"fundedBy:\n" + b" - uri: urn:x-italian-pa:a\n" * 1200,
    "dots in a key": START + b"description:\n " + b"a." * 5_000 + b": {}\n",
    "brackets in a key": START + b"description:\n a" + b"[0]" * 5_000 + b": {}\n",
}
REASONS = {
    "brackets": "Nested deeper",
    "dashes": "Nested deeper",
    "deep maps": "Nested deeper",
    "alias": "anchors or aliases",
    "laughs": "anchors or aliases",
    "merge": "anchors or aliases",
    "own tag": "No YAML tags",
    "python tag": "No YAML tags",
    "too large": "more than 65536 bytes",
    "too many keys": "Too much content",
    "duplicate": "Duplicate key: name",
    "two documents": "One YAML document",
    "yaml 1.1": "No YAML directives",
    "not utf-8": "not UTF-8",
    "surrogate in utf-8": "not UTF-8",
    "utf-16": "not UTF-8",
    "byte order mark": "BOM",
    "control character": "control character",
    "terminal sequence": "control character",
    "escaped terminal sequence": "No control characters (U+001B)",
    "escaped NUL": "No control characters (U+0000)",
    "lone surrogate": "Not YAML",
    "complex key": "A key must be text",
}


def judged(content):
    """Read, and hold the answer to what every answer promises."""
    reading = manifest.read(content)
    assert reading.manifest is not None or 1 <= len(reading.problems) <= MOST_PROBLEMS
    for problem in reading.problems:
        assert problem.level in {"error", "warning"}
        assert problem.line >= 0
        assert problem.column >= 0
        assert problem.message.id.isprintable()
        assert problem.message.en.isprintable()
        assert len(problem.message.en) < 1000
    return reading


@pytest.mark.parametrize("name", HOSTILE)
def test_bombs_and_riddles_are_refused(name):
    assert judged(HOSTILE[name]).manifest is None


@pytest.mark.parametrize(("name", "reason"), REASONS.items())
def test_each_bound_says_what_it_refused(name, reason):
    [problem] = judged(HOSTILE[name]).problems
    assert reason in problem.message.en


@pytest.mark.parametrize(
    "name", ["escaped terminal sequence", "bidirectional key", "long key", "dots in a key"]
)
def test_a_strangers_key_is_shown_short_and_without_what_terminals_obey(name):
    for problem in judged(HOSTILE[name]).problems:
        assert len(problem.key) <= 200
        assert problem.key.isprintable()


def test_nesting_costs_no_stack():
    """PyYAML's C composer crashes on this; the event stream that we read does not. In its own process."""
    code = "from livinglab import manifest; assert manifest.read(b'[' * 60_000).manifest is None"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_where_pyyaml_came_without_libyaml_the_verdicts_are_the_same(sakip):
    documents = [
        sakip(),
        sakip(("EUPL-1.2", "Bebas")),
        sakip(("name: e-SAKIP", "name: a: b")),
        *HOSTILE.values(),
    ]
    code = """if True:
        import ast, sys
        import yaml
        del yaml.cyaml
        from livinglab import manifest
        for document in ast.literal_eval(sys.stdin.read()):
            print(manifest.read(document).manifest is not None)
    """
    ran = subprocess.run(
        [sys.executable, "-c", code], input=repr(documents).encode(), capture_output=True, check=True
    )
    assert ran.stdout.split() == [
        str(manifest.read(each).manifest is not None).encode() for each in documents
    ]


def test_what_is_just_within_the_bounds_is_read(sakip):
    padding = nodes.LARGEST - len(sakip())
    assert manifest.read(sakip() + b"#" * padding).manifest is not None
    assert manifest.read(sakip() + b"#" * (padding + 1)).manifest is None
    # the deepest that the standard has is description.id.features[0]; unknown keys may nest to DEEPEST
    nested = b"x: " + b"[" * (nodes.DEEPEST - 2) + b"a" + b"]" * (nodes.DEEPEST - 2) + b"\n"
    assert [problem.key for problem in manifest.read(sakip() + nested).problems] == ["x"]
    assert "Nested deeper" in manifest.read(sakip() + nested.replace(b"a", b"[a]")).problems[0].message.en


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
def test_any_bytes_give_an_answer(content):
    assert judged(content).manifest is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text):
    judged(START + text.encode("utf-8", "replace"))


PIECES = st.sampled_from(
    [
        *(
            "[",
            "]",
            "{",
            "}",
            ",",
            "- ",
            "? ",
            ": ",
            ":",
            "#",
            " #",
            "|\n",
            ">-\n",
            "'",
            '"',
            "&a ",
            "*a",
            "!a ",
            "%",
        ),
        *(
            "\n",
            "\n  ",
            "\n    - ",
            "\t",
            "~",
            "null",
            "true",
            "1.0",
            "---\n",
            "...\n",
            "<<: ",
            "\\",
            "\u2028",
            "\x85",
        ),
        *(
            "description:",
            "videos:",
            "https://",
            "IT:",
            "it:",
            "legal: {",
            "maintenance:",
            "type: contract",
            "[0]",
        ),
    ]
)


@settings(deadline=None, max_examples=300)
@given(
    data=st.data(), cuts=st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 40)), min_size=1, max_size=6)
)
def test_a_manifest_spoilt_anywhere_gives_an_answer(sakip_text, data, cuts):
    text = sakip_text
    for start, length in cuts:
        piece = data.draw(st.one_of(PIECES, st.text(max_size=4)))
        text = text[:start] + piece + text[start + length :]
    judged(text.encode("utf-8", "replace"))
