"""docs/cli.md and docs/operations.md against the parsers: what exists they say, and nothing else."""

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from livinglab import errors
from livinglab.__main__ import COMMANDS, build_parser
from registry.__main__ import _parser as operator_parser
from registry.access.callers import Scope

ROOT = Path(__file__).resolve().parents[2]
GLOBAL = {"-h", "--help", "--registry", "--json", "--lang"}
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    kinds = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(kinds[0].choices) if kinds else {}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def positionals_of(parser: argparse.ArgumentParser) -> list[str]:
    plain = [action for action in parser._actions if not action.option_strings]
    return [
        str(action.metavar or action.dest)
        for action in plain
        if not isinstance(action, argparse._SubParsersAction) and not action.choices
    ]


def operators() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Give each of the operator's commands in full: `token create` is one."""
    for name, parser in commands_of(operator_parser()).items():
        below = commands_of(parser)
        yield from (
            ((f"{name} {action}", inner) for action, inner in below.items()) if below else [(name, parser)]
        )


CLI = commands_of(build_parser("en"))
OPERATORS = dict(operators())


def test_every_command_of_the_laptop_is_looked_at() -> None:
    assert set(CLI) == set(COMMANDS)


@pytest.mark.parametrize("name", CLI)
def test_a_command_has_its_options_in_its_section(
    name: str, section: Callable[[str, str], str], rows: Callable[[str], list[list[str]]]
) -> None:
    text = section("docs/cli.md", f"`livinglab {name}")
    said = {option for row in rows(text) for option in OPTION.findall(row[0])}
    assert said == options_of(CLI[name]) - GLOBAL


@pytest.mark.parametrize("name", CLI)
def test_a_command_has_its_arguments_in_its_heading(name: str) -> None:
    text = (ROOT / "docs/cli.md").read_text()
    found = re.search(rf"^### `livinglab {name}(.*)`$", text, re.MULTILINE)
    assert found
    assert all(f"{metavar.upper()}" in found[1] for metavar in positionals_of(CLI[name])), found[0]


def test_what_every_command_takes_is_said_once(
    section: Callable[[str, str], str], rows: Callable[[str], list[list[str]]]
) -> None:
    introduction = section("docs/cli.md", "The command").partition("\n## ")[0]
    said = {option for row in rows(introduction) for option in OPTION.findall(row[0])}
    assert said == GLOBAL


def test_the_exit_codes_of_the_laptop_are_complete(
    section: Callable[[str, str], str], rows: Callable[[str], list[list[str]]]
) -> None:
    kinds = {kind.exit_code for kind in errors.LivinglabError.__subclasses__()}
    kinds |= {errors.DONE, errors.OTHER, errors.UPDATE_AVAILABLE, errors.INTERRUPTED}
    assert {int(row[0]) for row in rows(section("docs/cli.md", "Exit codes"))} == kinds


def test_the_variables_that_the_laptop_reads_are_complete(section: Callable[[str, str], str]) -> None:
    sources = [path.read_text() for path in (ROOT / "cli/livinglab").rglob("*.py")]
    read = {
        name for text in sources for name in re.findall(r"environ(?:\.get\(|\[)\"(LIVINGLAB_[A-Z_]+)\"", text)
    }
    said = set(re.findall(r"`(LIVINGLAB_[A-Z_]+)`", section("docs/cli.md", "Environment")))
    assert read
    assert said == read


def test_the_operators_commands_are_complete(
    section: Callable[[str, str], str], rows: Callable[[str], list[list[str]]]
) -> None:
    table = rows(section("docs/operations.md", "Commands"))
    said = {re.match(r"`([a-z -]+?)(?: [^a-z ].*)?`$", row[0])[1].strip() for row in table}
    assert said == set(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operators_command_has_its_options(
    name: str, section: Callable[[str, str], str], rows: Callable[[str], list[list[str]]]
) -> None:
    (row,) = [
        row for row in rows(section("docs/operations.md", "Commands")) if re.match(rf"`{name}\b", row[0])
    ]
    assert set(OPTION.findall(row[0])) == options_of(OPERATORS[name]) - {"-h", "--help"}
    assert all(metavar.upper() in row[0] for metavar in positionals_of(OPERATORS[name]))


def test_the_scopes_of_tokens_are_said(section: Callable[[str, str], str]) -> None:
    text = section("docs/operations.md", "Commands")
    assert all(f"`{scope}`" in text for scope in Scope)


def test_examples_on_the_shell_are_commands_that_exist(
    documents: list[Path], shell_lines: Callable[[Path], list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = 0
    for document in documents:
        for words in shell_lines(document):
            if words[:1] == ["livinglab"]:
                build_parser("en").parse_args(_fitting(words[1:]))
                ran += 1
            if "registry" in words and words[words.index("registry") - 2 :][:2] == ["python", "-m"]:
                operator_parser().parse_args(_fitting(words[words.index("registry") + 1 :]))
                ran += 1
    assert ran > 10


def _fitting(words: list[str]) -> list[str]:
    """Cut a command where the shell takes over: redirections, pipes and what follows them."""
    cut = next((place for place, word in enumerate(words) if word in (">", "|", "&&", "&", ">>")), len(words))
    return words[:cut]
