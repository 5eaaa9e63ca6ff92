"""Version numbers as donors write them in tags: semantic, calendar, and the usual disorder."""

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import total_ordering

_WORD = r"(?:release|rel|versions?|ver|rilis|versi|stable|build|tag|r)"
_TAG = re.compile(
    rf"(?:(?P<known>{_WORD})[-_/. ]?|(?P<other>[A-Za-z][A-Za-z0-9]*(?:[-_/@.][A-Za-z][A-Za-z0-9]*)*)[-_/@])?"
    r"[vV]?[.]?(?P<text>(?P<numbers>[0-9]{1,18}(?:[._][0-9]{1,18}){0,5}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?P<rest>(?:[-+._~]?[A-Za-z][0-9A-Za-z.+_~-]{0,63}|[-+~][0-9][0-9A-Za-z.+_~-]{0,63})?))",
    re.IGNORECASE | re.ASCII,
)
_IDENTIFIER = re.compile(r"[0-9]{1,18}|[a-z]+", re.ASCII)
_SHORT = {"a": "alpha", "b": "beta", "c": "rc"}
_EARLIEST = {"dev", "snapshot", "nightly", "canary"}
_FINAL = {"final", "stable", "release", "ga", "lts"}
_AFTER = {"post", "patch", "p", "pl", "hotfix", "fix", "bugfix", "sp", "update", "rev"}
_PRE, _RELEASED, _POST = range(3)
LONGEST_TAG = 128

_Identifier = tuple[int, int, str]


@total_ordering
class Version:
    """One version. Ordered by numbers, pre-releases before finals, ties by text: the order is total."""

    __slots__ = ("_key", "prerelease", "tag", "text")

    def __init__(self, tag: str, text: str, numbers: tuple[int, ...], rest: str) -> None:
        self.tag = tag
        self.text = text
        stage, identifiers = _stage(rest)
        self.prerelease = stage == _PRE
        self._key = (_without_zeros(numbers), stage, identifiers, text)

    @staticmethod
    def parse(tag: str) -> "Version | None":
        """Read a tag such as `v1.2.3`, `2024.10.1`, `release-1.2`, `e-sakip-v1.0.0-rc.1`; None if it is none.

        `.text` is the tag without its prefix: `1.2.3`. A bare number after another word is none: `feature-2`.
        """
        found = _TAG.fullmatch(tag) if len(tag) <= LONGEST_TAG else None
        if found is None:
            return None
        numbers = tuple(int(number) for number in re.split(r"[._-]", found["numbers"]))
        if found["other"] and len(numbers) < 2:
            return None
        return Version(tag, found["text"], numbers, found["rest"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key == other._key

    def __lt__(self, other: "Version") -> bool:
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Version({self.text!r})"


def _without_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """1.2 and 1.2.0 are the same number; only their text decides between them."""
    end = len(numbers)
    while end > 1 and numbers[end - 1] == 0:
        end -= 1
    return numbers[:end]


def _stage(rest: str) -> tuple[int, tuple[_Identifier, ...]]:
    """Split what follows the numbers into its stage and its identifiers (semver.org, section 11)."""
    lowered = rest.lower().partition("+")[0]
    words = [_SHORT.get(word, word) for word in _IDENTIFIER.findall(lowered)]
    if not words or words[0] in _FINAL:
        return _RELEASED, ()
    identifiers = tuple(_identifier(word) for word in words)
    return (_POST if words[0] in _AFTER else _PRE), identifiers


def _identifier(word: str) -> _Identifier:
    if word.isdigit():
        return (0, int(word), "")
    return (1, 0, "" if word in _EARLIEST else word)


def newest(versions: Iterable[Version]) -> Version | None:
    """Return the highest final version; the highest pre-release only where there is no final one."""
    every = list(versions)
    finals = [version for version in every if not version.prerelease]
    return max(finals or every, default=None)


def closest(text: str, known: Sequence[str]) -> list[str]:
    """Return up to three known versions that `text` may have meant, the likeliest first."""
    wanted = _bare(text)
    starting = [
        version for version in known if _bare(version).startswith(wanted + ".") or _bare(version) == wanted
    ]
    similar = difflib.get_close_matches(wanted, [_bare(version) for version in known], n=5, cutoff=0.5)
    alike = [version for bare in similar for version in known if _bare(version) == bare]
    return list(dict.fromkeys([*starting, *alike]))[:3]


def _bare(text: str) -> str:
    parsed = Version.parse(text.strip())
    return parsed.text.lower() if parsed else text.strip().lower()
