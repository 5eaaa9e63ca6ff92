"""What people write for a licence, as SPDX expressions, and what an expression allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livinglab.checks.licensing import expressions

SAID = {
    "MIT": "MIT",
    "mit": "MIT",
    "The MIT License (MIT)": "MIT",
    "GPL-3.0": "GPL-3.0",
    "GPL-2.0+": "GPL-2.0-or-later",
    "GPLv2 or later": "GPL-2.0-or-later",
    "GPLv3+": "GPL-3.0-or-later",
    "GNU GPL v3": "GPL-3.0",
    "GNU General Public License v3.0": "GPL-3.0",
    "GNU General Public License, version 2 or any later version": "GPL-2.0-or-later",
    "GNU Lesser General Public License v3.0 only": "LGPL-3.0-only",
    "GNU Affero General Public License v3": "AGPL-3.0",
    "LGPL 2.1": "LGPL-2.1",
    "GPL-3.0-or-later": "GPL-3.0-or-later",
    "(MIT OR GPL-3.0)": "MIT OR GPL-3.0",
    "GPL-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "LGPL-2.1-only WITH Linux-syscall-note": "LGPL-2.1-only WITH Linux-syscall-note",
    "Apache License, Version 2.0": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "EUPL v1.2": "EUPL-1.2",
    "UNLICENSED": "LicenseRef-proprietary",
    "Unlicense": "Unlicense",
    "proprietary": "LicenseRef-proprietary",
    "LicenseRef-PKS-2024": "LicenseRef-PKS-2024",
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_what_people_say(said, meant):
    assert expressions.normalise(said) == meant


@pytest.mark.parametrize(
    "said", ["", "BSD", "3.0", "v2", "free", "SEE LICENSE IN LICENSE.md", "MIT AND (", "((((MIT", "x" * 5000]
)
def test_what_nobody_can_tell_is_nothing(said):
    assert expressions.normalise(said) is None


@given(st.text(max_size=400) | st.text(alphabet="MITGPLv23.0-+() ORAND", max_size=400))
def test_nothing_that_people_say_breaks_it(said):
    found = expressions.normalise(said)
    assert found is None or expressions.identifiers(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPL-3.0", "GPL-3.0-or-later"),
        ("GPL-3.0-only", "GPL-3.0-or-later"),
        ("MIT OR GPL-3.0-only", "MIT"),
        ("MIT AND Apache-2.0", "Apache-2.0"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0"),
        ("Apache-2.0+", "Apache-2.0"),
    ],
)
def test_statements_that_may_both_be_true(one, other):
    assert expressions.agree(one, other)
    assert expressions.agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPL-3.0", "GPL-2.0"), ("MIT", "ISC"), ("LGPL-3.0-only", "GPL-3.0-only"), ("MIT", "x y")],
)
def test_statements_that_cannot(one, other):
    assert not expressions.agree(one, other)


@pytest.mark.parametrize(
    ("expression", "is_open"),
    [
        ("MIT", True),
        ("GPL-3.0", True),
        ("GPL-1.0-or-later", True),
        ("LGPL-2.1-or-later", True),
        ("CC0-1.0", True),
        ("MIT OR LicenseRef-x", True),
        ("MIT AND LicenseRef-x", False),
        ("MIT AND CC-BY-NC-4.0", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("Aladdin", False),
        ("BUSL-1.1", False),
        ("LicenseRef-proprietary", False),
        ("no expression", False),
    ],
)
def test_which_let_everybody_use_change_and_share(expression, is_open):
    assert expressions.is_open(expression) is is_open


def test_identifiers_that_spdx_has_replaced():
    assert expressions.deprecated("MIT OR (GPL-3.0 AND GPL-2.0+)") == ("GPL-3.0", "GPL-2.0+")
    assert expressions.deprecated("GPL-3.0-only") == ()
