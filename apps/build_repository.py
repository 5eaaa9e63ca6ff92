"""Makes a donor's repository, with commits and tags, from the folder of a reference application.

    python apps/build_repository.py apps/e-sakip TARGET.git [--until v1.0.0]

The same folder gives the same commit ids on every machine. Called again with a later release it adds to the
repository what is new and moves nothing that is there. `apps/README.md` explains `releases/`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

SECONDS = 60
FORMAT = argparse.RawDescriptionHelpFormatter
Files = dict[str, str]  # path -> "mode object", as git's index writes them


class BuildRefused(Exception):
    """The repository cannot be made; the message says why."""


@dataclass(frozen=True)
class Commit:
    """One planned commit: the paths (patterns) it takes from its release; no patterns means all."""

    message: str
    date: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Release:
    """One tagged state of the folder, and the commits that lead to it."""

    tag: str
    notes: str
    commits: tuple[Commit, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What `releases/history.toml` says."""

    author: str
    email: str
    releases: tuple[Release, ...]

    def until(self, tag: str | None) -> tuple[Release, ...]:
        """The releases up to and with that tag, oldest first."""
        tags = [release.tag for release in self.releases]
        if tag is None:
            return self.releases
        if tag not in tags:
            raise BuildRefused(f"unknown release {tag}; known are {', '.join(tags)}")
        return self.releases[: tags.index(tag) + 1]


def read_history(folder: Path) -> History:
    described = tomllib.loads((folder / "releases" / "history.toml").read_text(encoding="utf-8"))
    releases = tuple(_release(release) for release in described["release"])
    return History(described["author"], described["email"], releases)


def _release(described: Mapping[str, Any]) -> Release:
    commits = tuple(
        Commit(commit["message"].strip() + "\n", commit["date"], tuple(commit.get("paths", ())))
        for commit in described["commit"]
    )
    absent = tuple(described.get("absent", ()))
    return Release(described["tag"], described["notes"].strip() + "\n", commits, absent)


class Builder:
    """One bare repository under construction, with an index of its own."""

    def __init__(self, folder: Path, target: Path, index: Path) -> None:
        self.folder = folder.resolve()
        self.history = read_history(folder)
        self._environment = _clean_environment(target.resolve(), index)

    def git(self, *arguments: str, text: str = "", extra: Mapping[str, str] | None = None) -> str:
        command = ["git", "-c", "core.autocrlf=false", "-c", "core.fsync=none", *arguments]
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            env={**self._environment, **(extra or {})},
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise BuildRefused(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode()

    def build(self, until: str | None) -> list[str]:
        """Make the commits and tags up to a release; returns the ids of the commits, oldest first."""
        releases = self.history.until(until)
        made: list[str] = []
        files: Files = {}
        for release in releases:
            state = self.state(release)
            for commit in release.commits:
                files = _taken(files, state, commit.paths)
                made.append(self._commit(commit, files, made[-1:]))
            if files != state:
                raise BuildRefused(f"the last commit of {release.tag} must take everything that is left")
            self._tag(release, made[-1], release.commits[-1].date)
        self._move_main(made[-1])
        return made

    def state(self, release: Release) -> Files:
        """The files of one release: the folder, without what came later, and with its patch turned back."""
        self.git("read-tree", "--empty")
        self.git("--work-tree", str(self.folder), "add", "--all", "--", ".", ":!/releases")
        patch = self.folder / "releases" / f"{release.tag}.patch"
        if patch.is_file():
            self.git("apply", "--cached", "--whitespace=nowarn", str(patch))
        files = _parsed(self.git("ls-files", "--stage", "-z"))
        unknown = [path for path in release.absent if path not in files]
        if unknown:
            raise BuildRefused(f"{release.tag}: absent, but not in the folder: {', '.join(unknown)}")
        return {path: entry for path, entry in files.items() if path not in release.absent}

    def tree(self, files: Files) -> str:
        """Write the files as a tree and return its id."""
        self.git("read-tree", "--empty")
        lines = "".join(f"{entry} 0\t{path}\0" for path, entry in files.items())
        self.git("update-index", "-z", "--index-info", text=lines)
        return self.git("write-tree").strip()

    def _commit(self, commit: Commit, files: Files, parents: Sequence[str]) -> str:
        options = [option for parent in parents for option in ("-p", parent)]
        arguments = ("commit-tree", *options, "-F", "-", self.tree(files))
        return self.git(*arguments, text=commit.message, extra=self._identity(commit.date)).strip()

    def _identity(self, date: str) -> dict[str, str]:
        author, email = self.history.author, self.history.email
        people = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date}
        return people | {key.replace("AUTHOR", "COMMITTER"): value for key, value in people.items()}

    def _tag(self, release: Release, commit: str, date: str) -> None:
        """A tag that is there already must mean the same: releases do not move."""
        found = self.git("for-each-ref", "--format=%(*objectname)", f"refs/tags/{release.tag}").strip()
        if found and found != commit:
            raise BuildRefused(f"{release.tag} is already another commit in this repository")
        if not found:
            message = f"{release.tag}\n\n{release.notes}"
            arguments = ("tag", "--annotate", "--file=-", "--cleanup=verbatim", release.tag, commit)
            self.git(*arguments, text=message, extra=self._identity(date))

    def _move_main(self, commit: str) -> None:
        """Forward only; a repository that is already further stays where it is."""
        old = self.git("for-each-ref", "--format=%(objectname)", "refs/heads/main").strip()
        if not old or old in self.git("rev-list", commit).split():
            self.git("update-ref", "refs/heads/main", commit, old or "0" * 40)
        elif commit not in self.git("rev-list", old).split():
            raise BuildRefused("main of this repository is not ours")


def _clean_environment(target: Path, index: Path) -> dict[str, str]:
    """No configuration of the machine or of its user reaches the result."""
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "HOME": str(index.parent),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_DIR": str(target),
        "GIT_INDEX_FILE": str(index),
    }


def _parsed(listing: str) -> Files:
    entries = (line.partition("\t") for line in listing.split("\0") if line)
    return {path: entry.rpartition(" ")[0] for entry, _, path in entries}


def _taken(before: Files, state: Files, patterns: Sequence[str]) -> Files:
    """The files before, with those that match brought to their state in the release."""
    if not patterns:
        return state
    kept = {path: entry for path, entry in before.items() if not _matches(path, patterns)}
    new = {path: entry for path, entry in state.items() if _matches(path, patterns)}
    if not new and kept == before:
        raise BuildRefused(f"no file matches {', '.join(patterns)}")
    return kept | new


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def build(folder: Path, target: Path, *, until: str | None = None) -> list[str]:
    """Create or extend the bare repository; returns the ids of its commits, oldest first."""
    with tempfile.TemporaryDirectory(prefix="build-repository-") as scratch:
        builder = Builder(folder, target, Path(scratch) / "index")
        builder.history.until(until)
        if not target.exists():
            template = "--template="
            builder.git("init", "--quiet", "--bare", "--initial-branch=main", template, str(target))
        return builder.build(until)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="apps/e-sakip or apps/spbe-index")
    parser.add_argument("target", type=Path, help="bare repository, made when it is absent")
    parser.add_argument("--until", metavar="TAG", help="stop at this release; without it, the newest")
    options = parser.parse_args(arguments)
    try:
        commits = build(options.folder, options.target, until=options.until)
    except (BuildRefused, OSError) as error:
        sys.stderr.write(f"build_repository: {error}\n")
        return 1
    sys.stdout.write(f"{options.target}: {len(commits)} commits, the last is {commits[-1]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
