"""The documents as tests read them: sections, tables, shell lines."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SHELL = ("sh", "bash")


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Give every file of the project that git knows."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT).decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def documents(tracked: list[Path]) -> list[Path]:
    """Give the documents of the project itself: not those of the applications it donates or renders."""
    ours = [path for path in tracked if path.suffix == ".md"]
    return [path for path in ours if path.relative_to(ROOT).parts[0] not in ("apps", "cli", "tests")]


@pytest.fixture(scope="session")
def section() -> Callable[[str, str], str]:
    """Give the reader of one section: from its heading to the next one of its level or above."""

    def section(document: str, heading: str) -> str:
        text = (ROOT / document).read_text()
        found = re.search(rf"^(#+) {re.escape(heading)}.*\n", text, re.MULTILINE)
        assert found, f"{document} has no section '{heading}'"
        rest = text[found.end() :]
        end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
        return rest[: end.start()] if end else rest

    return section


@pytest.fixture(scope="session")
def rows() -> Callable[[str], list[list[str]]]:
    """Give the reader of tables: the cells of each row, headings and rules left out."""

    def rows(text: str) -> list[list[str]]:
        lines = [line for line in text.splitlines() if line.startswith("|")]
        cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
        rules = {number for number, row in enumerate(cells) if set("".join(row)) <= set("-:")}
        return [row for number, row in enumerate(cells) if number not in rules and number + 1 not in rules]

    return rows


@pytest.fixture(scope="session")
def shell_lines() -> Callable[[Path], list[list[str]]]:
    """Give the reader of shell examples: the words of each command in the fenced blocks of a document."""

    def shell_lines(document: Path) -> list[list[str]]:
        blocks = [text for language, text in FENCE.findall(document.read_text()) if language in SHELL]
        joined = "\n".join(blocks).replace("\\\n", " ")
        commands = [words for words in _commands(joined.splitlines()) if words]
        return [words[1:] if words[0] == "$" else words for words in commands]

    return shell_lines


def _commands(lines: list[str]) -> Iterator[list[str]]:
    """Split lines into words; a quotation that a line leaves open goes on in the next."""
    waiting = ""
    for line in lines:
        waiting += line
        try:
            yield shlex.split(waiting, comments=True)
            waiting = ""
        except ValueError:
            waiting += "\n"
    assert not waiting, f"a quotation is never closed: {waiting}"
