"""What the metadata of the application's own package say of its licence."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from livinglab.checks.licensing import expressions, frameworks
from livinglab.checks.licensing.found import LicenseEvidence
from livinglab.checks.subject import Subject

LARGEST = 128 << 10  # bytes of a package's metadata
MOST_MARKS = 20_000  # brackets and commas: what a stranger's file may cost in memory
MOST_ALTERNATIVES = 10

_LINE = re.compile(r"^[^\n]{0,20}\blicen[cs]es?\b", re.IGNORECASE | re.MULTILINE)
_CLASSIFIER = "License :: "


class _Package(NamedTuple):
    """What a package says: its licence's words, and of whose skeleton it was made."""

    said: str | None
    framework: str | None = None


def evidence(subject: Subject) -> Iterator[LicenseEvidence]:
    """Yield the licence of each package that the top folder describes, where it names one."""
    entries = [subject.by_path[path] for path in _READERS if path in subject.by_path]
    for _, found in subject.each("license-package", _read, entries, most=LARGEST):
        if found is not None:
            yield found


def _read(path: str, content: bytes) -> LicenseEvidence | None:
    text = content.decode("utf-8", "replace")
    if sum(map(text.count, "{[,=")) > MOST_MARKS:
        return None
    try:
        package = _READERS[path](text)
    except (ValueError, RecursionError):  # its own tools will say what is wrong with it
        return None
    spdx = expressions.normalise(package.said) if package.said else None
    if spdx is None:
        return None
    place = _LINE.search(text)
    line = 1 + text.count("\n", 0, place.start()) if place else None
    return LicenseEvidence("package", path, line, spdx, spdx, framework=package.framework)


def _composer(text: str) -> _Package:
    """getcomposer.org/doc/04-schema.md#license: a text, or a list of alternatives."""
    package = _table(json.loads(text))
    framework = frameworks.of_package(_text(package, "name"), _text(package, "description"))
    return _Package(_alternatives(package.get("license")), framework)


def _npm(text: str) -> _Package:
    """npm: `license`, formerly `licenses`. Whoever presses Enter in `npm init` has "ISC"."""
    package = _table(json.loads(text))
    said = package.get("license") or package.get("licenses")
    license = _alternatives(said.get("type") if isinstance(said, dict) else said)
    framework = frameworks.of_package(_text(package, "name"), _text(package, "description"))
    return _Package(license, "npm" if license == "ISC" else framework)


def _pyproject(text: str) -> _Package:
    """packaging.python.org: an expression, or a table, or classifiers."""
    project = _table(_table(tomllib.loads(text)).get("project"))
    said = project.get("license")
    if isinstance(said, str):
        return _Package(said)
    if isinstance(said, dict) and isinstance(said.get("text"), str):
        return _Package(said["text"].strip()[: expressions.LONGEST])
    return _Package(_classified(project.get("classifiers")))


def _setup(text: str) -> _Package:
    """setuptools: `license` under [metadata]. configparser would take minutes over a line of blanks."""
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip()[:40]
        key, _, said = line[: expressions.LONGEST].partition("=")
        if section == "[metadata]" and key.strip() == "license":
            return _Package(said.strip())
    return _Package(None)


def _cargo(text: str) -> _Package:
    """doc.rust-lang.org/cargo: an expression, in old packages with `/` for `OR`."""
    package = _table(_table(tomllib.loads(text)).get("package"))
    return _Package(_text(package, "license").replace("/", " OR ") or None)


def _classified(said: object) -> str | None:
    named = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
    licenses = [one.rpartition(" :: ")[2] for one in named if one.startswith(_CLASSIFIER)]
    return licenses[0] if len(licenses) == 1 else None


def _alternatives(said: object) -> str | None:
    if isinstance(said, str):
        return said
    if not isinstance(said, list) or len(said) > MOST_ALTERNATIVES:
        return None
    types = [one.get("type") if isinstance(one, dict) else one for one in said]
    named = [expressions.normalise(one) for one in types if isinstance(one, str)]
    return " OR ".join(f"({one})" for one in named if one) or None


def _table(said: object) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _text(table: dict[str, Any], key: str) -> str:
    return str(table.get(key) or "")[: expressions.LONGEST]


_READERS: dict[str, Callable[[str], _Package]] = {
    "composer.json": _composer,
    "package.json": _npm,
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup,
    "Cargo.toml": _cargo,
}
