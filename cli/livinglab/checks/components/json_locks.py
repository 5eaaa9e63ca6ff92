"""Lock files in JSON: Composer's and npm's."""

import json
from collections.abc import Iterator
from typing import Any

from livinglab.checks.components.component import Component, component

MOST_MARKS = 1_000_000  # brackets and commas: what a stranger's JSON may cost in memory
_INSTALLED = "node_modules/"


def load(content: bytes) -> dict[str, Any]:
    """Read a JSON object. Raises ValueError for anything else, too deep or too rich ones included."""
    found = load_any(content)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def load_any(content: bytes) -> object:
    """Read JSON. Raises ValueError for what is none, or too deep or too rich."""
    if sum(map(content.count, (b"{", b"[", b","))) > MOST_MARKS:
        raise ValueError("more marks than a lock file has")
    try:
        found: object = json.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    return found


def composer(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a composer.lock."""
    lock = load(content)
    if not isinstance(lock.get("packages"), list):
        raise ValueError("no packages")
    for key, dev in (("packages", False), ("packages-dev", True)):
        for package in _tables(lock.get(key)):
            name, version = package.get("name"), package.get("version")
            yield component(path, "composer", name, version, package.get("license"), dev)


def installed(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield what Composer installed in a committed vendor folder: its vendor/composer/installed.json.

    Composer 1 wrote a list, Composer 2 an object.
    """
    found = load_any(content)
    lock = found if isinstance(found, dict) else {"packages": found}
    names = lock.get("dev-package-names")
    develop = set(filter(_is_text, names)) if isinstance(names, list) else set()
    if not isinstance(lock.get("packages"), list):
        raise ValueError("no packages")
    for package in _tables(lock["packages"]):
        name, version = package.get("name"), package.get("version")
        is_dev = _is_text(name) and name in develop
        yield component(path, "composer", name, version, package.get("license"), is_dev)


def npm(path: str, content: bytes) -> Iterator[Component | None]:
    """Yield the packages of a package-lock.json or npm-shrinkwrap.json, version 1 to 3."""
    lock = load(content)
    packages = lock.get("packages")
    if isinstance(packages, dict):
        return _installed(path, packages)
    if not isinstance(lock.get("dependencies", {}), dict) or "lockfileVersion" not in lock:
        raise ValueError("neither packages nor dependencies")
    return _nested(path, lock)


def _installed(path: str, packages: dict[str, Any]) -> Iterator[Component | None]:
    """Versions 2 and 3: folders with what is installed in them; the others are the project's own."""
    for folder, package in packages.items():
        if _INSTALLED not in folder or not isinstance(package, dict) or package.get("link"):
            continue
        name = package.get("name") or folder.rpartition(_INSTALLED)[2]
        dev = package.get("dev") or package.get("devOptional")
        yield component(path, "npm", name, package.get("version"), package.get("license"), dev)


def _nested(path: str, lock: dict[str, Any]) -> Iterator[Component | None]:
    """Version 1: packages within packages, to any depth."""
    waiting = [lock]
    while waiting:
        inner = waiting.pop().get("dependencies")
        for name, package in inner.items() if isinstance(inner, dict) else ():
            if not isinstance(package, dict):
                continue
            waiting.append(package)
            if not package.get("bundled"):
                yield component(path, "npm", name, package.get("version"), None, package.get("dev"))


def _is_text(said: object) -> bool:
    return isinstance(said, str)


def _tables(said: object) -> Iterator[dict[str, Any]]:
    yield from (one for one in said if isinstance(one, dict)) if isinstance(said, list) else ()
