"""Where an application stands: the release that its page shows, what the checks found, and its health."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from livinglab import contract
from livinglab.contract import Level, ReleaseStatus
from registry import clock
from registry.catalog import applications, bodies, described, health, signed_links
from registry.keys import Keys
from registry.tables import Application, Release

MOST_CHECKS = 100  # on a page; the API has the rest


@dataclass(frozen=True)
class Findings:
    """What the checks found at one release, by level, the heaviest first; `more` than a page shows."""

    version: str
    groups: Sequence[tuple[Level, Sequence[contract.Check]]]
    more: bool

    @property
    def count(self) -> int:
        """How many are shown."""
        return sum(len(checks) for _, checks in self.groups)


@dataclass(frozen=True)
class Standing:
    """`release` is the newest published one that is offered, else one that is not, else a withheld one.

    None: the catalog describes the application and nobody has visited it; then nothing is known of its
    health either. `findings` are of that release, after those of a newer one that is not published.
    `license` is the release's, or what the catalog found out without a visit.
    """

    release: contract.Release | None
    license: contract.License | None
    findings: Sequence[Findings]
    health: contract.Health | None

    @property
    def withheld(self) -> bool:
        """Whether nothing of this application may be fetched."""
        return self.release is not None and self.release.status is ReleaseStatus.WITHHELD


def standing(
    session: Session, application: Application, shown: contract.Application, *, keys: Keys | None
) -> Standing:
    """Put together what an application's page says of its standing.

    `keys` sign the files of those who may have the source; without them nothing that names a place in it is
    shown.
    """
    if not shown.releases:
        entry = described.find(session, application)
        return Standing(None, described.release_license(entry) if entry else None, (), None)
    version = shown.latest_version or _instead(shown)
    newest = shown.releases[0].version
    versions = dict.fromkeys((newest, version)) if keys else ()
    found = [applications.release(session, application, one) for one in versions]
    told = release(applications.release(session, application, version), keys=keys)
    return Standing(
        release=told,
        license=told.license,
        findings=[findings(session, one) for one in found],
        health=health.health(health.facts(session, application), clock.today()),
    )


def release(row: Release, *, keys: Keys | None) -> contract.Release:
    """Return a release as the reader may see it: whole with keys, which sign its files."""
    if keys is None:
        return contract.Release.model_validate_json(row.body)
    return signed_links.release(keys, bodies.whole_release(row))


def findings(session: Session, row: Release) -> Findings:
    """Return what the checks found at a release."""
    rows = applications.checks(session, row, after=0, limit=MOST_CHECKS + 1)
    found = [check for _, check in rows[:MOST_CHECKS]]
    groups = [(level, [one for one in found if one.level is level]) for level in Level]
    return Findings(row.version, [group for group in groups if group[1]], len(rows) > MOST_CHECKS)


def _instead(shown: contract.Application) -> str:
    # Published ones are here where none is offered: they are yanked, or the application is retired.
    for status in (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD):
        for one in shown.releases:
            if one.status is status:
                return one.version
    return shown.releases[0].version
