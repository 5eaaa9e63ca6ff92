"""Which archives lead from the release that is here to another: deltas in a row, if that is less."""

from collections.abc import Sequence
from typing import NamedTuple

from livinglab.contract import Archive, Release, ReleaseStatus

LONGEST = 50  # deltas; also what ends a catalog that leads in circles


class Leg(NamedTuple):
    """One archive, and the release that it leads to."""

    release: Release
    archive: Archive


def deltas(releases: Sequence[Release], here: str, target: Release, *, less_than: int) -> list[Leg]:
    """Return the deltas from the release `here` to `target`, in their order.

    Empty where the chain has a gap, or where it brings no fewer bytes than `less_than`, the full snapshot.
    """
    known = {release.version: release for release in releases if release.status is ReleaseStatus.PUBLISHED}
    legs: list[Leg] = []
    release: Release | None = target
    while release is not None and release.version != here and len(legs) < LONGEST:
        delta = _delta_into(release, here)
        if delta is None:
            return []
        legs.append(Leg(release, delta))
        release = known.get(str(delta.from_version)) if delta.from_version != here else None
    complete = bool(legs) and legs[-1].archive.from_version == here
    return legs[::-1] if complete and sum(leg.archive.bytes for leg in legs) < less_than else []


def _delta_into(release: Release, here: str) -> Archive | None:
    """The delta from the release that is here, else any: the registry makes them between neighbours."""
    found = [archive for archive in release.archives if archive.kind == "delta"]
    return next((each for each in found if each.from_version == here), next(iter(found), None))
