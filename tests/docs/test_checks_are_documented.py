"""docs/checks.md against the list of checks: each with its level and its sentence, none that is gone."""

from collections.abc import Callable

import pytest

from livinglab import checks

Section = Callable[[str, str], str]
Rows = Callable[[str], list[list[str]]]

BESIDE_THE_LIST = {"tree-refused", "tree-malformed"}  # said where no check can be put, or by git itself


@pytest.fixture(scope="module")
def documented(section: Section, rows: Rows) -> dict[str, list[str]]:
    """Give the table of checks by their codes."""
    return {row[0].strip("`"): row for row in rows(section("docs/checks.md", "The checks")) if "`" in row[0]}


def test_every_check_is_documented_and_nothing_else(documented: dict[str, list[str]]) -> None:
    assert set(documented) - BESIDE_THE_LIST == {check.code for check in checks.CHECKS}


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.code)
def test_a_check_has_its_real_level_and_sentence(
    check: checks.Check, documented: dict[str, list[str]]
) -> None:
    _, level, says = documented[check.code][:3]
    assert level == check.level
    assert says == check.says.en
