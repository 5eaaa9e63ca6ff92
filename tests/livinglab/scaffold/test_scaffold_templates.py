"""The closed subset of Jinja: what overlays need works, everything else is refused before it runs."""

import subprocess
import sys
from importlib.resources import files

import pytest

from livinglab.scaffold import ScaffoldError
from livinglab.scaffold.quoting import FILTERS
from livinglab.scaffold.templates import TemplateRefused, fill

VALUES = {"name": "e-sakip", "items": ["a", "b"], "yes": True}

ATTACKS = {
    "classes": "{{ name.__class__.__mro__|name }}",
    "item": "{{ name['__class__']|name }}",
    "attr filter": "{{ name|attr('__class__') }}",
    "method": "{{ name.upper()|name }}",
    "format": "{{ name.format(1)|name }}",
    "format filter": "{{ name|format(1) }}",
    "call": "{{ range(10)|name }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read()|name }}",
    "lipsum": "{{ lipsum|name }}",
    "self": "{{ self|name }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'x' as x %}",
    "from": "{% from 'x' import y %}",
    "extends": "{% extends 'x' %}",
    "block": "{% block a %}{% endblock %}",
    "macro": "{% macro a() %}{{ a() }}{% endmacro %}",
    "set": "{% set name = 'x' %}",
    "set block": "{% set name %}x{% endset %}",
    "with": "{% with a = name %}{% endwith %}",
    "multiplication": "{{ ('a' * 1000000000)|name }}",
    "power": "{% if 9 ** 99999999 == 1 %}{% endif %}",
    "concatenation": "{{ (name ~ name)|name }}",
    "addition": "{{ (name + name)|name }}",
    "list": "{% for i in ['a', 'b'] %}{{ i|name }}{% endfor %}",
    "nested loops": "{% for i in items %}{% for j in items %}{{ j|name }}{% endfor %}{% endfor %}",
    "recursive loop": "{% for i in items recursive %}{{ loop(items)|name }}{% endfor %}",
    "loop with a condition": "{% for i in items if i %}{{ i|name }}{% endfor %}",
    "loop over a text's letters by a filter": "{% for i in items|list %}{{ i|name }}{% endfor %}",
    "loop variable": "{% for i in items %}{{ loop.index|name }}{% endfor %}",
    "unpacking": "{% for i, j in items %}{{ i|name }}{% endfor %}",
    "loop that hides a value": "{% for name in items %}{{ name|name }}{% endfor %}",
    "test": "{% if name is defined %}{% endif %}",
    "conditional expression": "{{ (name if yes else name)|name }}",
    "slice": "{{ name[0:1]|name }}",
    "dictionary": "{{ {'a': 1}|name }}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "call block": "{% call name() %}{% endcall %}",
    "unknown value": "{{ password|name }}",
    "unknown filter": "{{ name|safe }}",
    "filter with an argument": "{{ name|name('x') }}",
    "filter on a filter": "{{ name|name|name }}",
    "number": "{{ 5|name }}",
    "value without a filter": "{{ name }}",
    "constant without a filter": "{{ 'x' }}",
    "syntax": "{% if %}",
    "autoescape": "{% autoescape true %}{% endautoescape %}",
    "raw expression statement": "{% do name.upper() %}",
    "debug": "{% debug %}",
    "trans": "{% trans %}x{% endtrans %}",
    "comparison chain with less": "{% if name < name %}{% endif %}",
    "await": "{{ (await name)|name }}",
    "deep nesting": "{% if yes %}" * 3000 + "{% endif %}" * 3000,
    "too long": "x" * 70_000,
}


@pytest.mark.parametrize("template", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_template_is_refused(template: str) -> None:
    with pytest.raises(TemplateRefused):
        fill(template, VALUES)


def test_values_conditions_and_one_loop_work() -> None:
    loop = "{% for i in items %}{{ i|name }};{% endfor %}"
    template = "{% if yes and name == 'e-sakip' %}" + loop + "{% else %}-{% endif %}"
    assert fill(template, VALUES) == "a;b;"


def test_only_texts_truths_and_lists_of_texts_are_values() -> None:
    with pytest.raises(TemplateRefused):
        fill("{{ name|name }}", {"name": object()})  # the type checker would say so too
    with pytest.raises(TemplateRefused):
        fill("", {"items": ["a", object()]})
    with pytest.raises(TemplateRefused):
        fill("", {"items": ["a"] * 501})


def test_output_over_the_cap_is_refused() -> None:
    template = "{% for i in items %}" + "x" * 60_000 + "{% endfor %}"
    with pytest.raises(TemplateRefused, match="output"):
        fill(template, {"items": ["a"] * 100})


def test_the_refusal_names_template_and_line_in_both_languages() -> None:
    with pytest.raises(ScaffoldError) as caught:
        fill("a\nb\n{{ name.upper()|name }}", VALUES, called="compose.yaml.j2")
    assert "compose.yaml.j2:3" in caught.value.text.id
    assert "compose.yaml.j2:3" in caught.value.text.en


def test_no_overlay_uses_more_than_ten_filters() -> None:
    assert len(FILTERS) == 10


def test_every_template_of_the_package_is_utf_8_and_ends_with_j2() -> None:
    found = []
    waiting = [files("livinglab.scaffold").joinpath("overlays")]
    while waiting:
        for entry in waiting.pop().iterdir():
            if entry.is_dir():
                waiting.append(entry)
            else:
                entry.read_text(encoding="utf-8")
                found.append(entry.name)
    assert len(found) > 30
    assert [name for name in found if not name.endswith(".j2")] == []


def test_importing_the_room_does_not_import_jinja2() -> None:
    code = "import sys, livinglab.scaffold, livinglab.scaffold.environment; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
