"""What the donor's tags and commits say about themselves, read from our own clean mirror by GitPython."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from git import Commit, GitCmdObjectDB, Repo, TagObject

from livinglab.repository import git
from registry.crawl.releases import Wanted

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moments(
    mirror: Path, wanted: list[Wanted], oids: dict[str, str], *, now: datetime
) -> dict[str, datetime]:
    """Return when each version was released: the tag's own date, else its commit's, never in the future.

    `oids` are the mirror's refs. GitPython gets ids only, never a name from outside.
    """
    with _opened(mirror) as repository:
        return {
            release.version: _bounded(_stamp(repository, oids[release.ref], release.commit), now)
            for release in wanted
        }


def _stamp(repository: Repo, oid: str, commit: str) -> int:
    if repository.odb.info(bytes.fromhex(oid)).type == b"tag":
        tagged = TagObject(repository, bytes.fromhex(oid)).tagged_date
        if tagged:
            return int(tagged)
    return int(Commit(repository, bytes.fromhex(commit)).committed_date)


def _bounded(stamp: int, now: datetime) -> datetime:
    """Keep a forged date within what a database and a reader can take."""
    if not 0 <= stamp <= now.timestamp():
        return EPOCH if stamp < 0 else now
    return datetime.fromtimestamp(stamp, UTC)


@contextmanager
def _opened(mirror: Path) -> Iterator[Repo]:
    repository = Repo(mirror, odbt=GitCmdObjectDB, expand_vars=False)
    try:
        with repository.git.custom_environment(**git.SERVICE.variables()):
            yield repository
    finally:
        repository.close()
