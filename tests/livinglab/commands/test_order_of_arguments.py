"""Arguments and options in any order: people type the folder where it comes to mind."""

import itertools

import pytest

from livinglab.__main__ import build_parser
from livinglab.errors import UsageError

WORDS = (["e-sakip"], ["mine"], ["--region", "32.16"], ["--yes"])


@pytest.mark.parametrize(
    "order", [each for each in itertools.permutations(range(4)) if each.index(0) < each.index(1)]
)
def test_the_folder_may_stand_anywhere_behind_the_application(order: tuple[int, ...]) -> None:
    words = [word for place in order for word in WORDS[place]]
    parsed = build_parser("en").parse_args(["fetch", *words])
    assert (parsed.app, parsed.directory, parsed.region, parsed.yes) == (
        "e-sakip",
        "mine",
        "32.16",
        True,
    )


@pytest.mark.parametrize(
    "words", [["fetch"], ["fetch", "a", "b", "c"], ["fetch", "a", "--regio", "1"], ["search"]]
)
def test_what_is_missing_or_too_much_is_still_said(words: list[str]) -> None:
    with pytest.raises(UsageError):
        build_parser("en").parse_args(words)
