"""Which releases a donor has: tags in version order, or dated snapshots of a default branch without tags."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from livinglab.repository.names import safe_ref
from livinglab.repository.versions import Version
from registry.catalog.found import UNSETTLED, IncidentFound, KnownRelease

HEAD_REF = "refs/livinglab/head"


@dataclass(frozen=True)
class Wanted:
    """One release that a visit shall look at. `tag` is None for a dated snapshot."""

    version: str
    tag: str | None
    commit: str

    @property
    def ref(self) -> str:
        """Where its commit is kept, in quarantine and in the mirror."""
        return f"refs/tags/{self.tag}" if self.tag else HEAD_REF

    @property
    def refspec(self) -> str:
        """What git shall fetch for it."""
        return f"+{self.ref if self.tag else 'HEAD'}:{self.ref}"


@dataclass(frozen=True)
class Plan:
    """What a visit has to do. `order` names every version, known or new, oldest first; `tags` every tag."""

    wanted: list[Wanted]
    order: list[str]
    incidents: list[IncidentFound]
    tags: frozenset[str] = frozenset()


def plan_tags(tags: Mapping[str, str], known: Sequence[KnownRelease], *, most: int) -> Plan:
    """Plan from tags: the newest `most` versions, except what is published already, which never changes."""
    offered = usable(tags)
    published = {release.version: release for release in known if _is_settled(release)}
    newest = sorted(offered, reverse=True)[:most]
    wanted = [
        Wanted(version.text, version.tag, tags[version.tag])
        for version in newest
        if version.text not in published
    ]
    order = _order([*(version.text for version in offered), *(release.version for release in known)])
    return Plan(wanted[::-1], order, _incidents(tags, published.values()))


def plan_head(head: str | None, known: Sequence[KnownRelease], *, today: date) -> Plan:
    """Plan a donor without usable tags: one snapshot of the default branch a day at most, if it moved.

    Its version is `0.0.0-` and the day of the visit, so that any version which the donor tags later is newer.
    """
    order = [release.version for release in known]
    incidents = _incidents({}, [release for release in known if _is_settled(release)])
    same = next((release for release in known if release.tag is None and release.commit == head), None)
    version = same.version if same else f"0.0.0-{today.year}.{today.month}.{today.day}"
    taken = next((release for release in known if release.version == version), None)
    if head is None or (taken is not None and _is_settled(taken)):
        return Plan([], _order(order), incidents)
    return Plan([Wanted(version, None, head)], _order([*order, version]), incidents)


def usable(tags: Iterable[str]) -> list[Version]:
    """Return the tags that are versions. Of two tags for one version, the one with a `v` counts."""
    found: dict[str, Version] = {}
    for tag in sorted(tags):
        version = Version.parse(tag)
        if version is not None and safe_ref(version.text):
            found[version.text] = version
    return list(found.values())


def _is_settled(release: KnownRelease) -> bool:
    return release.status not in UNSETTLED


def _order(versions: Iterable[str]) -> list[str]:
    parsed = {text: Version.parse(text) for text in versions}
    unread = [text for text, version in parsed.items() if version is None]
    return unread + sorted((text for text in parsed if parsed[text]), key=lambda text: parsed[text])  # type: ignore[arg-type,return-value]  # None is filtered out


def _incidents(tags: Mapping[str, str], published: Iterable[KnownRelease]) -> list[IncidentFound]:
    found: list[IncidentFound] = []
    for release in published:
        if release.tag is None:
            continue
        if release.tag not in tags:
            found.append(IncidentFound("tag-deleted", release.version, ""))
        elif tags[release.tag] != release.commit:
            found.append(IncidentFound("tag-moved", release.version, tags[release.tag]))
    return found
