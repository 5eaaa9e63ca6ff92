"""The packages that an application builds on, read from its lock files: never resolved, never installed."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from livinglab.checks.components import json_locks, line_locks
from livinglab.checks.components.component import Broken, Component, Components, once_each
from livinglab.checks.subject import Subject
from livinglab.language import Text

__all__ = [
    "FOREIGN",
    "NONE",
    "PARSERS",
    "Broken",
    "Component",
    "Components",
    "is_requirements",
    "parse",
    "read",
]

LARGEST = 16 << 20  # bytes of one lock file
MOST = 20_000  # packages of one repository
MOST_FILES = 100  # lock files of one repository
NONE = Components((), {}, ())

FOREIGN = re.compile(
    r"(^|/)(vendor|node_modules|bower_components|third_party|tests?|testdata|fixtures|examples?)/",
    re.IGNORECASE,
)
PARSERS: dict[str, Callable[[str, bytes], Iterator[Component | None]]] = {
    "composer.lock": json_locks.composer,
    "installed.json": json_locks.installed,
    "package-lock.json": json_locks.npm,
    "npm-shrinkwrap.json": json_locks.npm,
    "yarn.lock": line_locks.yarn,
    "pnpm-lock.yaml": line_locks.pnpm,
    "uv.lock": line_locks.poetry,
    "poetry.lock": line_locks.poetry,
    "pdm.lock": line_locks.poetry,
    "pylock.toml": line_locks.poetry,
    "go.mod": line_locks.go,
    "Gemfile.lock": line_locks.gem,
    "Cargo.lock": line_locks.cargo,
}
_REQUIREMENTS = re.compile(r"(.*/)?(requirements[\w.-]*\.txt|requirements/[\w.-]+\.txt)")
_INSTALLED = "vendor/composer/installed.json"


class Parsed(NamedTuple):
    """The packages of one lock file, or why it is of no use."""

    components: tuple[Component, ...]
    why: Text | None = None


def read(subject: Subject) -> Components:
    """Return every package of every lock file outside vendored folders, in the order of their paths.

    Whatever stands in the files, it raises nothing of its own: what cannot be used is in `broken`.
    """
    locks = [entry for entry in subject.files if _is_lock(subject, entry.path)][:MOST_FILES]
    broken = [Broken(entry.path, _too_large()) for entry in locks if (entry.size or 0) > LARGEST]
    found: list[Component] = []
    counts: dict[str, int] = {}
    for entry, parsed in subject.each("components", parse, locks, most=LARGEST):
        found += parsed.components
        if parsed.why:
            broken.append(Broken(entry.path, parsed.why))
        elif parsed.components or not is_requirements(entry.path):
            counts[entry.path] = len(parsed.components)
    return Components(tuple(found[:MOST]), counts, tuple(broken), left_out=len(found) > MOST)


def is_requirements(path: str) -> bool:
    """Tell whether a path is a requirements file, which is a lock file only as far as it pins with `==`."""
    return _REQUIREMENTS.fullmatch(path) is not None


def _is_lock(subject: Subject, path: str) -> bool:
    name = path.rpartition("/")[2]
    if name == "installed.json":
        return path.endswith(_INSTALLED) and _stands_in(subject, path.removesuffix(_INSTALLED))
    return (name in PARSERS or is_requirements(path)) and not FOREIGN.search(path)


def _stands_in(subject: Subject, above: str) -> bool:
    """Tell whether a committed vendor folder has to say what it holds: no composer.lock lies above it."""
    return not FOREIGN.search(above) and f"{above}composer.lock" not in subject.by_path


def parse(path: str, content: bytes) -> Parsed:
    """Read one lock file by its name; why it is of no use where it is none. Raises nothing."""
    parser = PARSERS.get(path.rpartition("/")[2], line_locks.requirements)
    try:
        return Parsed(tuple(once_each(islice(parser(path, content), MOST + 1))))
    except ValueError:  # its words may quote the file
        return Parsed((), _unreadable())


def _unreadable() -> Text:
    return Text(
        id="Berkas kunci paket ini rusak dan tidak dapat dibaca.",
        en="This lock file is damaged and cannot be read.",
    )


def _too_large() -> Text:
    return Text(
        id=f"Berkas kunci paket ini lebih dari {LARGEST >> 20} MiB dan tidak dibaca.",
        en=f"This lock file has more than {LARGEST >> 20} MiB and is not read.",
    )
