"""Environment files that were committed once and removed later: one walk through the history, bounded."""

from dataclasses import dataclass, field
from typing import NamedTuple

from livinglab.checks import places
from livinglab.checks.subject import Subject
from livinglab.repository import git
from livinglab.repository.errors import GitError

LIMITS = git.Limits(seconds=30, output_bytes=4 << 20)
MOST_WALKED = 200  # commits whose histories are told apart; one visit examines 25
MOST_PLACES = 200  # additions that are remembered
_COMMIT = "\x01"


class Added(NamedTuple):
    """One addition of one file; `when` in seconds since 1970, as its committer's clock had it."""

    when: int
    commit: str
    path: str


@dataclass
class _Walked:
    """What the walks through one repository have shown so far.

    Releases share nearly all of their history, so that each walk only passes over what no earlier one has.
    """

    commits: list[str] = field(default_factory=list)
    added: set[Added] = field(default_factory=set)
    broken: bool = False


def removed(subject: Subject) -> list[tuple[str, str]] | None:
    """Return (path, commit that added it) of each environment file in the history that is not in the tree.

    None if the history is shallow, lacks objects, or takes too long to walk.
    """
    key = ("environment-history", subject.commit)
    found: list[tuple[str, str]] | None = subject.memory.recall(key, lambda: _find(subject))
    return found


def _find(subject: Subject) -> list[tuple[str, str]] | None:
    walked = subject.memory.recall(("environment-history",), _Walked)
    try:
        if walked.broken or _is_shallow(subject):
            walked.broken = True
            return None
        _walk(subject, walked)
        reached = _reached(subject, walked)
    except GitError:
        walked.broken = True
        return None
    newest_first = sorted(reached, reverse=True)
    oldest = {one.path: one.commit for one in newest_first if one.path not in subject.by_path}
    return sorted(oldest.items())


def _is_shallow(subject: Subject) -> bool:
    return _run(subject, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"


def _walk(subject: Subject, walked: _Walked) -> None:
    """Pass over the commits that no walk has seen. Full history: a side branch may have had the file."""
    if subject.commit in walked.commits:
        return
    known = [f"^{commit}" for commit in walked.commits]
    output = _run(
        subject,
        [
            "log",
            "--full-history",
            "--no-renames",
            "--diff-filter=A",
            "--name-only",
            "-z",
            f"--format={_COMMIT}%ct %H",
            subject.commit,
            *known,
            "--",
            ":(icase,glob)**/.env*",
        ],
    )
    walked.added.update(_additions(output)[: MOST_PLACES - len(walked.added)])
    walked.commits = [*walked.commits, subject.commit][-MOST_WALKED:]


def _additions(output: bytes) -> list[Added]:
    """Read `git log -z --name-only`: time and id behind a mark, then the paths, the first on a new line."""
    found: list[Added] = []
    when, commit = "0", ""
    for word in output.decode("utf-8", "surrogateescape").split("\0"):
        if word.startswith(_COMMIT):
            when, _, commit = word.removeprefix(_COMMIT).partition(" ")
            continue
        path = word.removeprefix("\n")
        if places.is_environment(path) and not places.is_foreign(path):
            found.append(Added(int(when), commit, path))
    return found


def _reached(subject: Subject, walked: _Walked) -> list[Added]:
    """Leave out what was added on histories that do not lead to this commit."""
    if not walked.added:
        return []
    commits = sorted({one.commit for one in walked.added})
    output = _run(subject, ["rev-list", *commits, f"^{subject.commit}", "--"])
    elsewhere = set(output.decode("ascii").split())
    return [one for one in walked.added if one.commit not in elsewhere]


def _run(subject: Subject, arguments: list[str]) -> bytes:
    return git.run(arguments, git_dir=subject.git_dir, profile=subject.profile, limits=LIMITS)
