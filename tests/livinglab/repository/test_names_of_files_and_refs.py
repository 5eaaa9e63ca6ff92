"""Names from outside: only harmless ones become refs or files, and escapes never print."""

import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livinglab.repository import names


@pytest.mark.parametrize(
    "name", ["v1.0.0", "1.2", "release/2024.10", "e-sakip_v1", "A", "x" * 128, "v1.0-rc.1"]
)
def test_usual_tags_are_safe(name):
    assert names.safe_ref(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-x",
        "--upload-pack=evil",
        ".hidden",
        "a..b",
        "a/../b",
        "a//b",
        "a/.b",
        "a.lock",
        "a.lock/b",
        "a/",
        "/a",
        "a.",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[",
        "a\\b",
        "@{",
        "a\n",
        "a\x00b",
        "\u202ea",
        "é",
        "x" * 129,
        "a/-b",
        "a./b",
        "HEAD\n",
        "$(id)",
        "`id`",
        "'",
        '"',
    ],
)
def test_dangerous_names_are_not_safe(name):
    assert not names.safe_ref(name)


@given(st.text(alphabet="aA0./-_~^:@{ \\lock\n", max_size=12))
def test_whatever_is_safe_passes_gits_own_rule(name):
    if names.safe_ref(name):
        finished = subprocess.run(["git", "check-ref-format", f"refs/tags/{name}"], check=False)
        assert finished.returncode == 0


@given(st.text())
def test_printable_text_holds_nothing_that_steers_a_terminal(text):
    shown = names.printable(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert names.printable(shown) == shown


def test_printable_keeps_lines_only_when_asked():
    assert names.printable("a\tb\nc\x1b[0m\r", multiline=True) == "a\tb\nc[0m"
    assert names.printable("a\tb\nc") == "abc"
    assert names.printable("Kabupaten Pati — é 😀") == "Kabupaten Pati — é 😀"


@pytest.mark.parametrize(
    "path", ["README.md", "src/a b/c.php", "a/.github/x", ".gitignore", "con/../x"[:3] + "f", "nulls"]
)
def test_usual_paths_have_no_problem(path):
    assert names.path_problems(path) == []


@pytest.mark.parametrize(
    "path",
    [
        ".git",
        "a/.git/config",
        ".GIT/x",
        "git~1",
        "GIT~1/x",
        ".git ",
        ".git.",
        ".git. .",
        ".git::$DATA",
        ".git\\x",
        ".g\u200cit",
        "\ufeff.git",
        "..",
        "a/../b",
        "./a",
        "a//b",
        "/a",
        "a/",
        "",
    ],
)
def test_attacking_paths_are_named(path):
    assert any(names.attack(component) for component in path.split("/"))
    assert names.path_problems(path)


@pytest.mark.parametrize(
    "path",
    [
        "aux",
        "AUX.php",
        "com1",
        "LPT9.txt",
        "nul.tar.gz",
        "con ",
        "COM¹",
        "conin$",
        "a.",
        "b ",
        "a:b",
        "a|b",
        "a<b",
        'a"b',
        "a*",
        "a?",
        "a\\b",
        "a\x07b",
        "x" * 256,
        "a/" * 130 + "x",
        "caf\udce9",
    ],
)
def test_paths_that_windows_refuses_are_named(path):
    assert names.path_problems(path)


@given(st.text(alphabet=".gGiItT~1 :\\\u200c\u200d\ufeff", max_size=8))
def test_no_spelling_of_dot_git_slips_through(name):
    reduced = "".join(character for character in name if character not in "\u200c\u200d\ufeff").lower()
    if reduced.rstrip(". ") in {".git", "git~1"} and reduced:
        assert names.attack(name) or reduced == "git~1" != name.lower()


@given(st.text(alphabet="Éé\u0301eEßSsİi", min_size=1, max_size=6))
def test_folding_is_stable(name):
    assert names.folded(names.folded(name)) == names.folded(names.folded(names.folded(name)))
    assert names.folded(name.upper().lower()) == names.folded(name.upper().lower())
