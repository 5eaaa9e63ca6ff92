"""What the catalog knows of the life of applications, read from its tables, for many of them at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import Level, ReleaseStatus
from registry.catalog.found import MANIFEST_FACTS, SIGNS, ManifestFacts, Signs
from registry.catalog.health.inputs import Facts
from registry.tables import Application, Check, Release, Source

MOST_RELEASES = 100  # of one application that are looked at, the newest
NO_README = frozenset({"readme-missing", "readme-boilerplate"})
CHANGELOG, SECURITY = "changelog-missing", "security-contact-missing"
_SHOWN = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD)

Codes = Mapping[Level, set[str]]


class _Seen(NamedTuple):
    """A release as health reads it."""

    id: int
    status: str
    tag: str | None
    released_at: datetime


def facts(session: Session, application: Application) -> Facts:
    """Gather what is known of an application."""
    number = application.id or 0
    return facts_of(session, [number])[number]


def facts_of(session: Session, application_ids: Sequence[int]) -> dict[int, Facts]:
    """Return what is known of each application, by its number; of what is not visited hardly anything."""
    releases = _releases(session, application_ids)
    shown = {number: found.id for number, seen in releases.items() if (found := _shown(seen))}
    told = _told(session, list(shown.values()))
    codes = _codes(session, [number for number, one in told.items() if one[1]])
    sources = _sources(session, application_ids)
    made = {}
    for number in application_ids:
        said, _ = told.get(shown.get(number, 0), (None, False))
        reachable, signs = sources.get(number, (None, None))
        checked = codes.get(shown.get(number, 0))
        made[number] = _facts(releases.get(number, []), said, checked, signs, reachable=reachable)
    return made


def _facts(
    releases: Sequence[_Seen],
    said: ManifestFacts | None,
    codes: Codes | None,
    signs: Signs | None,
    *,
    reachable: bool | None,
) -> Facts:
    moments = [release.released_at for release in releases] + ([signs.last_change] if signs else [])
    every = set().union(*codes.values()) if codes else set()
    return Facts(
        last_change=max(moments, default=None),
        released=tuple(one.released_at for one in releases if one.tag) if releases else None,
        commits=signs.commits if signs else None,
        people=signs.people if signs else None,
        maintenance_type=said.maintenance_type if said else None,
        maintained_until=said.maintained_until if said else None,
        contactable=any(one.email or one.phone for one in said.contacts) if said else None,
        warnings=len((codes[Level.WARN] | codes[Level.BLOCK]) - NO_README) if codes else None,
        readme=not NO_README & every if codes else None,
        changelog=CHANGELOG not in every if codes else None,
        security_contact=SECURITY not in every if codes else None,
        reachable=reachable,
    )


def _releases(session: Session, application_ids: Sequence[int]) -> dict[int, list[_Seen]]:
    """Return the newest releases of each application, newest first."""
    query = select(
        Release.application_id, Release.id, Release.status, Release.tag, Release.released_at
    ).where(col(Release.application_id).in_(application_ids))  # type: ignore[call-overload]  # SQLModel types up to four columns
    made: dict[int, list[_Seen]] = defaultdict(list)
    rows = session.execute(query.order_by(col(Release.application_id), col(Release.position).desc()))
    for number, *seen in rows:
        if len(made[number]) < MOST_RELEASES:
            made[number].append(_Seen(*seen))
    return made


def _shown(releases: Sequence[_Seen]) -> _Seen | None:
    return next((one for status in _SHOWN for one in releases if one.status == status), None)


def _told(session: Session, release_ids: Sequence[int]) -> dict[int, tuple[ManifestFacts | None, bool]]:
    """Return what each release's manifest says, and whether the present checks were put to it."""
    query = select(Release.id, Release.manifest, Release.body).where(col(Release.id).in_(release_ids))
    return {
        number: (
            MANIFEST_FACTS.validate_json(manifest) if manifest else None,
            contract.Release.model_validate_json(body).license.provenance is not None,
        )
        for number, manifest, body in session.exec(query).all()
        if number is not None
    }


def _codes(session: Session, release_ids: Sequence[int]) -> dict[int, Codes]:
    made: dict[int, dict[Level, set[str]]] = {
        number: {level: set() for level in Level} for number in release_ids
    }
    query = select(Check.release_id, Check.level, Check.code).where(col(Check.release_id).in_(release_ids))
    for number, level, code in session.exec(query.distinct()).all():
        made[number][Level(level)].add(code)
    return dict(made)


def _sources(session: Session, application_ids: Sequence[int]) -> dict[int, tuple[bool | None, Signs | None]]:
    query = select(Source.application_id, Source.reachable, Source.signs)
    rows = session.exec(query.where(col(Source.application_id).in_(application_ids))).all()
    return {
        number: (reachable, SIGNS.validate_json(signs) if signs else None)
        for number, reachable, signs in rows
    }
