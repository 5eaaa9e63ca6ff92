"""Which versions of PHP an application can run on, and what it wants beside PHP."""

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeGuard

from livinglab.checks.components import json_locks
from livinglab.checks.deployment.stacks import manifest
from livinglab.checks.subject import Subject
from livinglab.repository.names import printable

# The year of each version's last security fix: php.net/eol.php, php.net/supported-versions.php.
ENDED = {
    "5.3": 2014, "5.4": 2015, "5.5": 2016, "5.6": 2018, "7.0": 2019, "7.1": 2019, "7.2": 2020, "7.3": 2021,
    "7.4": 2022, "8.0": 2023, "8.1": 2025,
}  # fmt: skip
SUPPORTED = ("8.2", "8.3", "8.4", "8.5")  # in November 2026
LARGEST_LOCK = 16 << 20
LONGEST_RANGE = 200  # characters
MOST_EXTENSIONS = 60
MOST_RANGES = 500

# In PHP itself, or in every common way to install it.
_USUAL = {
    "ctype", "curl", "date", "dom", "fileinfo", "filter", "hash", "iconv", "json", "libxml", "mbstring",
    "openssl", "pcre", "pdo", "phar", "posix", "random", "reflection", "session", "simplexml", "spl",
    "standard", "tokenizer", "xml", "xmlreader", "xmlwriter", "zlib",
}  # fmt: skip
_EXTENSION = re.compile(r"ext-([a-z0-9_-]{1,40})")
_SPACED = re.compile(r"(>=|<=|!=|[><=^~])\s+")
_HYPHEN = re.compile(r"(\S+) - (\S+)")
_ONE = re.compile(
    r"(>=|<=|!=|==?|>|<|\^|~)?v?(\d{1,6})(?:\.(\d{1,6}|[xX*]))?(?:\.(\d{1,6}|[xX*]))?(?:\.[\dxX*]+)?(?:[@-][\w.]+)?"
)

_Version = tuple[int, int, int]
_Span = tuple[_Version, _Version]  # from the first one to before the second one
_LAST: _Version = (999_999, 0, 0)
_ALL: _Span = ((0, 0, 0), _LAST)


class Wanted(NamedTuple):
    """What a composer.json asks for. `versions`: those that fit it and its locked packages, None if unclear.

    `because` is the locked package, and what it asks of PHP, that leaves no supported version.
    """

    range: str | None
    versions: tuple[str, ...] | None
    extensions: tuple[str, ...]
    because: str | None = None

    @property
    def is_unsupported(self) -> bool:
        return bool(self.versions) and not _supported(self.versions)


class _Locked(NamedTuple):
    ranges: tuple[tuple[str, str], ...]  # a range, and the first package that asks for it
    extensions: frozenset[str]


def wanted(subject: Subject, folder: str) -> Wanted:
    """Read composer.json and composer.lock of a folder; what is not there or broken asks for nothing."""
    required = manifest(subject, f"{folder}composer.json", "require")
    said = required.get("php")
    asked = said if _is_range(said) else None
    entry = subject.by_path.get(f"{folder}composer.lock")
    locks = [one for _, one in subject.each("php", _locked, [entry] if entry else [], most=LARGEST_LOCK)]
    names = {found[1] for name in required if (found := _EXTENSION.fullmatch(name))}
    names = names.union(*(one.extensions for one in locks)) - _USUAL
    wish = Wanted(asked, fitting(asked) if asked else None, tuple(sorted(names))[:MOST_EXTENSIONS])
    for lock in locks:
        wish = _narrowed(wish, lock.ranges)
    return wish


def _narrowed(wanted: Wanted, ranges: tuple[tuple[str, str], ...]) -> Wanted:
    """Leave the versions that the locked packages allow too: Composer installs them on no others."""
    for one, package in ranges:
        allowed = fitting(one)
        if wanted.versions is None or allowed is None:
            continue
        left = tuple(version for version in wanted.versions if version in allowed)
        if not left:  # they exclude each other, so nobody installs them as they are
            continue
        lost = _supported(wanted.versions) and not _supported(left)
        wanted = wanted._replace(versions=left, because=f"{package} {one}" if lost else wanted.because)
    return wanted


def _supported(versions: tuple[str, ...] | None) -> bool:
    return bool(set(versions or ()) & set(SUPPORTED))


def _is_range(said: object) -> TypeGuard[str]:
    return isinstance(said, str) and 0 < len(said) <= LONGEST_RANGE and said.isprintable()


def _locked(_path: str, content: bytes) -> _Locked:
    """Collect what the packages needed in production ask of PHP."""
    try:
        packages = json_locks.load(content).get("packages")
    except ValueError:
        packages = None
    ranges: dict[str, str] = {}
    extensions: set[str] = set()
    for package in packages if isinstance(packages, list) else ():
        required = package.get("require") if isinstance(package, dict) else None
        for name, said in required.items() if isinstance(required, dict) else ():
            if name == "php" and _is_range(said):
                ranges.setdefault(said, printable(str(package.get("name")))[:LONGEST_RANGE])
            elif found := _EXTENSION.fullmatch(name):
                extensions.add(found[1])
    return _Locked(tuple(ranges.items())[:MOST_RANGES], frozenset(extensions))


def fitting(constraint: str) -> tuple[str, ...] | None:
    """Return the minor versions of PHP, of those in our tables, that a constraint of Composer allows.

    None where it is not understood. Source: getcomposer.org/doc/articles/versions.md.
    """
    spans: list[_Span] = []
    for alternative in re.split(r"\|\|?", constraint):
        every = list(_spans(alternative.strip()))
        known = [one for one in every if one]
        if len(known) < len(every):
            return None
        spans.append((max(first for first, _ in known), min(last for _, last in known)))
    return tuple(version for version in (*ENDED, *SUPPORTED) if any(_meets(version, span) for span in spans))


def _meets(version: str, span: _Span) -> bool:
    major, minor = map(int, version.split("."))
    first, last = max(span[0], (major, minor, 0)), min(span[1], (major, minor + 1, 0))
    return first < last


def _spans(alternative: str) -> Iterator[_Span | None]:
    """Yield each of the conditions that must hold together; None for one that is not understood."""
    if between := _HYPHEN.fullmatch(alternative):
        yield from (_span(f">={between[1]}"), _span(f"<={between[2]}"))
        return
    for one in re.split(r"[\s,]+", _SPACED.sub(r"\1", alternative)):
        yield _ALL if one in ("*", "x") else _span(one)


def _span(text: str) -> _Span | None:
    """Read one condition, as exactly as whole minor versions need."""
    found = _ONE.fullmatch(text)
    if found is None:
        return None
    sign, given = found[1] or "=", [int(part) for part in found.groups()[1:] if part and part.isdigit()]
    if sign == "!=":  # takes out single releases at most
        return _ALL
    if sign in (">", ">="):
        return _three(given), _LAST
    if sign in ("<", "<="):
        return _ALL[0], _three(given) if sign == "<" else _after(given)
    kept = {"=": given, "==": given, "^": given[:1] if given[0] else given[:2], "~": given[:-1] or given}
    return _three(given), _after(kept[sign])


def _after(given: list[int]) -> _Version:
    """The first version after all those that begin with these numbers."""
    return _three([*given[:-1], given[-1] + 1])


def _three(given: list[int]) -> _Version:
    first, second, third = (*given, 0, 0)[:3]
    return first, second, third
