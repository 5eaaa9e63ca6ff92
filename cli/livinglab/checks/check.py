"""What a check is, what it points at, and what an examination says of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from livinglab.checks.subject import Subject
from livinglab.language import Text

Level = Literal["block", "warn", "info"]


class Evidence(NamedTuple):
    """One place where a check found something. Never holds a secret's value or a person's number.

    `message` is the sentence about this very place; None: the check's own says it all. `level` is given where
    this place weighs less than the check usually does. `line` counts from 1.
    """

    path: str | None = None
    line: int | None = None
    message: Text | None = None
    level: Level | None = None


@dataclass(frozen=True)
class Check:
    """One question put to a repository at a commit.

    `says` is what is wrong, `mend` what to do about it, each a sentence or two; a mere fact has nothing to
    mend. `look` yields a piece of evidence a place; the examination shows the first MOST_OF_A_KIND and counts
    the rest.
    """

    code: str
    level: Level
    says: Text
    mend: Text | None
    look: Callable[[Subject], Iterable[Evidence]]


class Finding(NamedTuple):
    """One thing to mend (`block`), to think about (`warn`) or to know (`info`)."""

    code: str
    level: Level
    message: Text
    path: str | None = None
    line: int | None = None
    mend: Text | None = None
