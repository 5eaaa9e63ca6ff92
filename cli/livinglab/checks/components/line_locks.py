"""Lock files that tools write line by line: read that way too, in one pass, whatever their size."""

import io
import re
from collections.abc import Iterator

from livinglab.checks.components.component import Component, Ecosystem, component

LONGEST_LINE = 4096  # bytes; what is longer is a hash or a mischief
MOST_LINES = 1_000_000
_STRING = re.compile(r'(name|version) = "([^"\\]*)"')
_PINNED = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*) ?(?:\[[A-Za-z0-9._, -]*\])? ?={2,3} ?([A-Za-z0-9][A-Za-z0-9.+!_-]*)"
)
_YARN_KEY = re.compile(r'"?(@?[^@"\s]+)@')
_YARN_VERSION = re.compile(r'  version:? "?([^"\s]+)"?')
_PNPM = re.compile(r"((?:@[^@/]+/)?[^@/]+)@(\d[^@/]*)")
_PNPM_TO_5 = re.compile(r"((?:@[^@/]+/)?[^@/]+)/(\d[^_/]*)(?:_.*)?")
_GEM = re.compile(r"    ([A-Za-z0-9._-]+) \(([^()\s]+)\)")
_GO = re.compile(r"(?:require )?\s*([A-Za-z0-9.~_/-]+) (v\d\S*)(?: //.*)?")


def _lines(content: bytes) -> Iterator[str]:
    """Yield the lines. Raises ValueError at what an unfinished merge left behind, where tools stop too."""
    for number, line in enumerate(io.BytesIO(content)):
        if number >= MOST_LINES or line.startswith((b"<<<<<<< ", b">>>>>>> ")):
            raise ValueError("an unfinished merge, or more lines than a lock file has")
        if len(line) <= LONGEST_LINE:
            yield line.decode("utf-8").rstrip()


def poetry(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a uv.lock, poetry.lock, pdm.lock or pylock.toml."""
    return _blocks(path, content, "pypi")


def cargo(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a Cargo.lock."""
    return _blocks(path, content, "cargo")


def _blocks(path: str, content: bytes, ecosystem: Ecosystem) -> Iterator[Component | None]:
    """Walk over `[[package]]` blocks, whose name and version stand on lines of their own."""
    block: dict[str, str] = {}
    own = True
    for line in [*_lines(content), "[end]"]:
        if line.startswith("["):
            if not own and block:
                yield component(path, ecosystem, block.get("name"), block.get("version"))
            block, own = {}, line not in ("[[package]]", "[[packages]]")
        elif line.startswith(
            ("source = { virtual", "source = { editable")
        ):  # uv's word for the project itself
            own = True
        elif found := _STRING.fullmatch(line):
            block[found[1]] = found[2]


def requirements(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages that a requirements file pins with `==`."""
    for line in _lines(content):
        if found := _PINNED.match(line.lstrip()):
            yield component(path, "pypi", re.sub(r"[-_.]+", "-", found[1]).lower(), found[2])


def yarn(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a yarn.lock, classic or newer."""
    name = None
    for line in _lines(content):
        if not line.startswith((" ", "#")):
            found = _YARN_KEY.match(line)
            name = found[1] if found and "@workspace:" not in line else None
        elif name and (version := _YARN_VERSION.fullmatch(line)):
            yield component(path, "npm", name, version[1])
            name = None


def pnpm(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a pnpm-lock.yaml: the keys of its `packages`."""
    inside = False
    for line in _lines(content):
        if line and not line.startswith(" "):
            inside = line == "packages:"
        elif inside and line.startswith("  ") and line[2:3] not in ("", " "):
            name, version = _pnpm_key(line)
            yield component(path, "npm", name, version)


def _pnpm_key(line: str) -> tuple[str, str]:
    """Take `/@vue/core@3.4.0(vue@3.4.0):` apart; until version 5 it was `/@vue/core/3.4.0_vue@3.4.0:`."""
    key = line.strip().removesuffix(" {}").removesuffix(":").strip("'\"").lstrip("/").partition("(")[0]
    found = _PNPM.fullmatch(key) or _PNPM_TO_5.fullmatch(key)
    return (found[1], found[2]) if found else ("", "")


def gem(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a Gemfile.lock."""
    for line in _lines(content):
        if found := _GEM.fullmatch(line):
            yield component(path, "gem", found[1], found[2])


def go(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield what a go.mod requires: the versions that are built, or lower bounds of them (go.dev/ref/mod)."""
    inside = False
    for line in _lines(content):
        if line.startswith(("require (", "require(")):
            inside = True
        elif line.startswith(")"):
            inside = False
        elif (inside or line.startswith("require ")) and (found := _GO.fullmatch(line)):
            yield component(path, "golang", found[1], found[2])
