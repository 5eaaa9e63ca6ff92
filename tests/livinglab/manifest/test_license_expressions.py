"""SPDX expressions: any text gets a verdict, and a valid one names its licences."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livinglab.manifest import licenses

WORDS = st.sampled_from(
    ["MIT", "GPL-2.0-only", "Classpath-exception-2.0", "AND", "OR", "WITH", "(", ")", "+", "x", "é"]
)


@given(st.one_of(st.text(max_size=250), st.lists(WORDS, max_size=30).map(" ".join)))
@example("(" * 200)
@example("MIT OR")
@example("WITH")
@example("()")
def test_any_text_gets_a_verdict(expression):
    if licenses.is_license(expression):
        assert licenses.identifiers(expression)
    else:
        assert isinstance(licenses.identifiers(expression), frozenset)


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("MIT", {"MIT"}),
        ("MIT OR (Apache-2.0 AND EUPL-1.2)", {"MIT", "Apache-2.0", "EUPL-1.2"}),
        ("GPL-2.0-only WITH Classpath-exception-2.0", {"GPL-2.0-only"}),
    ],
)
def test_an_expression_names_its_licences(expression, named):
    assert licenses.is_license(expression)
    assert licenses.identifiers(expression) == named


@pytest.mark.parametrize(
    "expression", ["", " ", "Bebas", "MIT Apache-2.0", "MIT OR", "MIT; rm", "MIT\nOR Apache-2.0", "x" * 201]
)
def test_what_is_no_expression_is_refused(expression):
    assert not licenses.is_license(expression)
