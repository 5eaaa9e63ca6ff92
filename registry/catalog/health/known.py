"""What the catalog knows of an application's life, read from its tables."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import Level, ReleaseStatus
from registry.catalog import sources
from registry.catalog.found import MANIFEST_FACTS, SIGNS, ManifestFacts
from registry.catalog.health.inputs import Facts
from registry.tables import Application, Check, Release

MOST_RELEASES = 100
NO_README = frozenset({"readme-missing", "readme-boilerplate"})
CHANGELOG, SECURITY = "changelog-missing", "security-contact-missing"
_SHOWN = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD)


def facts(session: Session, application: Application) -> Facts:
    """Gather what is known of an application."""
    source = sources.find(session, application)
    releases = _releases(session, application)
    shown = next((one for status in _SHOWN for one in releases if one.status == status), None)
    signs = SIGNS.validate_json(source.signs) if source and source.signs else None
    said = MANIFEST_FACTS.validate_json(shown.manifest) if shown and shown.manifest else None
    codes = _codes(session, shown)
    moments = [release.released_at for release in releases] + ([signs.last_change] if signs else [])
    return Facts(
        last_change=max(moments, default=None),
        released=tuple(one.released_at for one in releases if one.tag) if releases else None,
        commits=signs.commits if signs else None,
        people=signs.people if signs else None,
        maintenance_type=said.maintenance_type if said else None,
        maintained_until=said.maintained_until if said else None,
        contactable=_contactable(said),
        warnings=len((codes[Level.WARN] | codes[Level.BLOCK]) - NO_README) if codes else None,
        readme=not NO_README & _all(codes) if codes else None,
        changelog=CHANGELOG not in _all(codes) if codes else None,
        security_contact=SECURITY not in _all(codes) if codes else None,
        reachable=source.reachable if source else None,
    )


def _releases(session: Session, application: Application) -> Sequence[Release]:
    query = select(Release).where(Release.application_id == application.id)
    return session.exec(query.order_by(col(Release.position).desc()).limit(MOST_RELEASES)).all()


def _codes(session: Session, release: Release | None) -> dict[Level, set[str]] | None:
    """Return what the checks said by level; None where the release is of before these checks were put."""
    if release is None or contract.Release.model_validate_json(release.body).license.provenance is None:
        return None
    found: dict[Level, set[str]] = {level: set() for level in Level}
    query = select(Check.level, Check.code).where(Check.release_id == release.id).distinct()
    for level, code in session.exec(query).all():
        found[Level(level)].add(code)
    return found


def _all(codes: dict[Level, set[str]]) -> set[str]:
    return set().union(*codes.values())


def _contactable(said: ManifestFacts | None) -> bool | None:
    return any(one.email or one.phone for one in said.contacts) if said else None
