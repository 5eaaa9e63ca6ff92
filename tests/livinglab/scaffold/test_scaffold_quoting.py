"""A hostile answer stays one text in every kind of file, as the file's real readers see it."""

import json
import subprocess
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from livinglab.scaffold import quoting

HOSTILE = (
    "x\n  privileged: true",
    "x\r\nprivileged: true",
    "x\u2028privileged: true",
    "x\x85privileged: true",
    "'; touch /tmp/pwned; '",
    '"; touch /tmp/pwned; "',
    "$(touch /tmp/pwned)",
    "`touch /tmp/pwned`",
    "${DB_PASSWORD}",
    "{{ 7*7 }}",
    "x\\",
    "x\\\n- y",
    "x # y",
    "- x",
    "!!python/object:os.system",
    "&a *b",
    "%n %h",
    "</textarea><script>alert(1)</script>",
    "[klik](javascript:alert(1))",
    "\u202egnp.exe",
    "\x1b[31mmerah",
)
texts = st.text(max_size=60) | st.sampled_from(HOSTILE)


def clean(value: str) -> str:
    return quoting.one_line(value)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_yaml_reads_one_text_back_with_dollars_doubled_for_compose(value: str) -> None:
    read = YAML(typ="safe", pure=True).load(f"a: {quoting.yaml(value)}\nb: 1\n")
    assert read == {"a": clean(value).replace("$", "$$"), "b": 1}


@given(texts)
@settings(max_examples=60, deadline=None)
def test_bash_reads_one_word_back(value: str) -> None:
    script = f"printf %s {quoting.shell(value)}"
    done = subprocess.run(["bash", "-c", script], check=True, capture_output=True)
    assert done.stdout.decode() == clean(value)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_toml_reads_one_text_back(value: str) -> None:
    assert tomllib.loads(f"a = {quoting.toml(value)}\n") == {"a": clean(value)}


def test_php_reads_one_text_back() -> None:
    for value in HOSTILE:
        code = f"echo json_encode({quoting.php(value)});"
        done = subprocess.run(["php", "-r", code], check=True, capture_output=True)
        assert json.loads(done.stdout) == clean(value)


@given(texts)
def test_comments_names_and_descriptions_never_leave_their_line(value: str) -> None:
    for quoted in (quoting.line(value), quoting.systemd(value), quoting.markdown(value)):
        assert len(quoted.splitlines()) <= 1
    assert not quoting.line(value).endswith("\\")


@given(texts)
def test_markdown_keeps_no_tag_link_or_code(value: str) -> None:
    quoted = quoting.markdown(value)
    assert "<" not in quoted
    assert ">" not in quoted
    for mark in "[]()`*_":
        assert quoted.count(mark) == quoted.count("\\" + mark)


def test_systemd_percent_signs_are_no_specifiers() -> None:
    assert quoting.systemd("100%\nExecStart=/bin/sh") == "100%% ExecStart=/bin/sh"


def test_nginx_refuses_what_it_cannot_quote() -> None:
    assert quoting.nginx('a"; return 200; #') == '"a\\"; return 200; #"'
    with pytest.raises(quoting.QuotingRefused):
        quoting.nginx("$host")


def test_what_people_typed_never_passes_as_ready_made() -> None:
    for ready in (quoting.name, quoting.compose):
        assert ready("e-sakip")
        with pytest.raises(quoting.QuotingRefused):
            ready(quoting.Free("e-sakip"))


@pytest.mark.parametrize("value", [*HOSTILE, "", "a b", "--", "a;b", "a\n"])
def test_a_name_is_a_word_that_needs_no_quotes(value: str) -> None:
    with pytest.raises(quoting.QuotingRefused):
        quoting.name(value)
