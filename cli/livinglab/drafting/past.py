"""What git remembers: where the repository comes from, its version tags, who commits."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from livinglab.language import Text
from livinglab.repository import git, versions
from livinglab.repository.errors import RepositoryError

MOST_TAGS = 20_000
MOST_COMMITS = 500
LARGEST_OUTPUT = 8 << 20
LONGEST_ADDRESS = 2000
_SCP = re.compile(r"(?:[^@/\s]+@)?([A-Za-z0-9.-]+):(?!/)([^\s]+)")
_PUBLIC_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,10}")
_PRIVATE = re.compile(
    r"(10|127|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.[0-9.]+|.*\.(local|lan|internal|localhost)"
)
_ROBOT = re.compile(r"\[bot\]|\bbot\b|^(root|www-data|github|gitlab|ubuntu|admin)$", re.IGNORECASE)
_OPTIONS = ("log.showSignature=false", "log.mailmap=false")  # neither may start a program or read a file


class Tagged(NamedTuple):
    """The newest version tag with the day on which it was made (YYYY-MM-DD)."""

    tag: str
    version: str
    day: str


@dataclass(frozen=True)
class Past:
    """What git knows. `remotes` are addresses by name, without credentials; all is empty without git."""

    remotes: dict[str, str]
    newest: Tagged | None = None
    committers: tuple[str, ...] = ()
    note: Text | None = None


class Committer(NamedTuple):
    """Somebody's name and address in commits: the address is shown to nobody but who asks at the terminal."""

    name: str
    email: str


def recall(root: Path) -> Past:
    """Ask the repository whose top folder is `root`; a folder without `.git` has no past."""
    if not (root / ".git").exists():
        return Past({})
    try:
        return Past(_remotes(root), _newest(root), tuple(one.name for one in committers(root)))
    except RepositoryError as error:
        return Past({}, note=error.text)


def committers(root: Path, *, most: int = 3) -> list[Committer]:
    """Return who made most of the last commits. Raises RepositoryError."""
    if not _ask(root, "rev-list", "-n", "1", "--all"):
        return []
    lines = _ask(root, "log", "--all", f"-n{MOST_COMMITS}", "--format=%aN%x00%aE").splitlines()
    pairs = [Committer(*line.split("\0", 1)) for line in lines if "\0" in line]
    names = Counter(pair.name for pair in pairs if not _ROBOT.search(pair.name) and "@" not in pair.name)
    emails = {pair.name: pair.email for pair in reversed(pairs)}
    return [Committer(name, emails[name]) for name, _ in names.most_common(most)]


def _remotes(root: Path) -> dict[str, str]:
    names = _ask(root, "remote").splitlines()
    wanted = [name for name in ("origin", "upstream", "donor") if name in names] or names[:1]
    pairs = ((name, _ask(root, "config", "--get", f"remote.{name}.url").strip()) for name in wanted)
    return {name: address for name, url in pairs if (address := public_address(url))}


def _newest(root: Path) -> Tagged | None:
    format = "--format=%(refname:strip=2)%00%(creatordate:short)"
    lines = _ask(root, "for-each-ref", f"--count={MOST_TAGS}", format, "refs/tags").splitlines()
    days = dict(line.split("\0", 1) for line in lines if "\0" in line)
    newest = versions.newest(version for tag in days if (version := versions.Version.parse(tag)))
    return Tagged(newest.tag, newest.text, days[newest.tag]) if newest else None


def _ask(root: Path, *arguments: str) -> str:
    output = git.run(
        list(arguments),
        git_dir=root / ".git",
        options=_OPTIONS,
        limits=git.Limits(seconds=30, output_bytes=LARGEST_OUTPUT),
    )
    return output.decode("utf-8", "replace")


def public_address(url: str) -> str | None:
    """Return the https address of a remote, without credentials; None for a path on this machine.

    `git@host:team/app.git` and `ssh://git@host:22/team/app.git` become `https://host/team/app.git`.
    """
    scp = _SCP.fullmatch(url[:LONGEST_ADDRESS]) if "://" not in url else None
    if scp:
        return f"https://{scp[1].lower()}/{scp[2]}" if len(scp[1]) > 1 else None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if (
        not host
        or not parts.path.strip("/")
        or parts.scheme not in ("https", "http", "ssh", "git", "git+ssh")
    ):
        return None
    if parts.scheme not in ("https", "http"):
        return f"https://{host}{parts.path}"
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"


def is_open(address: str) -> bool:
    """Tell whether others may reach a host: a whole name that is not of a private network."""
    host = urlsplit(address).hostname or ""
    return _PUBLIC_HOST.fullmatch(host) is not None and _PRIVATE.fullmatch(host) is None
