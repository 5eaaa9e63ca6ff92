"""What can go wrong between livinglab and git, each with a sentence for the reader.

RepositoryError
├── GitMissing            no git on this machine
├── GitError              git ran and failed
│   ├── GitTimeout        git was stopped at its wall clock
│   └── GitOutputTooLarge git said more than its limit
├── ObjectMissing         an object that should be there is not
├── TreeRefused           a tree that must not be checked out anywhere
└── VerificationFailed    what arrived is not what was promised
    └── PrerequisiteMissing  a delta bundle builds on a snapshot that is not here
"""

from livinglab.language import Text


class RepositoryError(Exception):
    """Something about a repository, explained in `text`."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class GitMissing(RepositoryError):
    """There is no git on this machine."""


class GitError(RepositoryError):
    """git failed. `stderr` holds its last words, at most 4 KiB, free of control characters."""

    def __init__(self, text: Text, *, returncode: int, stderr: str) -> None:
        super().__init__(text)
        self.returncode = returncode
        self.stderr = stderr


class GitTimeout(GitError):
    """git was killed at its wall clock."""


class GitOutputTooLarge(GitError):
    """git was killed because it printed more than its limit."""


class ObjectMissing(RepositoryError):
    """An object is not in this repository."""


class TreeRefused(RepositoryError):
    """The tree must not be checked out: too large, too deep, or with names that attack."""


class VerificationFailed(RepositoryError):
    """What arrived is not what the catalog promised. Nothing of it became visible."""


class PrerequisiteMissing(VerificationFailed):
    """The delta bundle builds on a snapshot that this repository lacks: take the full bundle."""
