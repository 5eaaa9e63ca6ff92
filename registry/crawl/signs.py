"""Signs of life: when the donor's work last changed, how often, and by how many hands."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from livinglab.repository import git
from livinglab.repository.errors import RepositoryError
from registry.catalog.found import Signs
from registry.crawl.bounds import Allowance

LOOKED_BACK = timedelta(days=730)
MOST_COMMITS = 20_000
SECONDS = 20.0
MACHINE = "[bot]"  # how forges mark the accounts of programs


def seen(mirror: Path, commit: str, allowance: Allowance, *, now: datetime) -> Signs | None:
    """Return what the history up to a commit says of the last two years; None if it cannot be read.

    Who committed is counted by address and forgotten at once. Dates from the future count as now.
    """
    since = int((now - LOOKED_BACK).timestamp())
    try:
        newest = _log(mirror, commit, allowance, ["--max-count=1"])
        lately = _log(mirror, commit, allowance, [f"--max-count={MOST_COMMITS}", f"--since={since}"])
    except RepositoryError:
        return None
    people = {address for _, address in lately if address}
    last = [min(max(stamp, 0), int(now.timestamp())) for stamp, _ in newest]
    if not last:
        return None
    return Signs(now, datetime.fromtimestamp(last[0], UTC), commits=len(lately), people=len(people))


def _log(mirror: Path, commit: str, allowance: Allowance, bounds: list[str]) -> list[tuple[int, str]]:
    """Return (seconds since 1970, author's address) of commits; no address for a program's account."""
    output = git.run(
        ["log", "--format=%ct %an%x00%ae", *bounds, "--end-of-options", commit],
        git_dir=mirror,
        profile=git.SERVICE,
        limits=allowance.limits(seconds=SECONDS),
    )
    return list(_read(output))


def _read(output: bytes) -> Iterator[tuple[int, str]]:
    for line in output.decode("utf-8", "replace").split("\n"):
        stamp, _, author = line.partition(" ")
        name, _, address = author.partition("\0")
        if stamp.isdigit():
            yield int(stamp), "" if MACHINE in name else address.strip().lower()
