"""What can go wrong for the person at the keyboard, each with its exit code and a way out.

LivinglabError
├── UsageError            2  the command line or the settings file is not understood
├── SentBack              3  the registry's checks stand between this code and its reuse
├── NotFetchable          4  licence, visibility or quarantine forbid it
│   └── NotSignedIn       4  no token, or one that is not valid any more
├── UnknownName           5  no such application, version or region
├── Unreachable           6  the registry or the network does not answer
├── NotVerified           7  what arrived is not what the catalog promised
├── LocalChanges          8  the region's own changes stand in the way
└── MachineLacks          9  this machine lacks something: git, disk, a free directory
"""

from livinglab.language import Text

DONE, OTHER, UPDATE_AVAILABLE, INTERRUPTED = 0, 1, 10, 130


class LivinglabError(Exception):
    """A failure that a person can act on: what happened, and what to do about it."""

    exit_code = OTHER

    def __init__(self, text: Text, hint: Text | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.hint = hint


class UsageError(LivinglabError):
    """The command line or the settings file is not understood."""

    exit_code = 2


class SentBack(LivinglabError):
    """The registry's checks stand between this code and its reuse."""

    exit_code = 3


class NotFetchable(LivinglabError):
    """Licence, visibility or quarantine forbid it."""

    exit_code = 4


class NotSignedIn(NotFetchable):
    """No token, or one that is not valid any more."""


class UnknownName(LivinglabError):
    """No such application, version or region."""

    exit_code = 5


class Unreachable(LivinglabError):
    """The registry or the network does not answer."""

    exit_code = 6


class NotVerified(LivinglabError):
    """What arrived is not what the catalog promised."""

    exit_code = 7


class LocalChanges(LivinglabError):
    """The region's own changes stand in the way."""

    exit_code = 8


class MachineLacks(LivinglabError):
    """This machine lacks something: git, disk, a free directory."""

    exit_code = 9
