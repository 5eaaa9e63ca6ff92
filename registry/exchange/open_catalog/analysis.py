"""What the catalog itself found about an application, for other catalogs' clients."""

from collections import Counter

from sqlmodel import Session, col, select

from livinglab.contract import Level
from livinglab.contract.open_catalog import Analysis, AnalysisOf
from registry import clock
from registry.catalog import health, summaries
from registry.exchange.open_catalog import cursors
from registry.tables import Application, Check, Release

HEALTH, CHECKS = "livinglab-health", "livinglab-checks"
VERSION = 1  # of the shape of both


def analysis(session: Session, application: Application) -> AnalysisOf:
    """Return how alive an application is today, and how many findings its newest shown release has."""
    found = {HEALTH: _health(session, application)}
    query = select(Release).where(
        Release.application_id == application.id, col(Release.status).in_(summaries.SHOWN)
    )
    newest = session.exec(query.order_by(col(Release.position).desc()).limit(1)).first()
    if newest is not None:
        found[CHECKS] = _checks(session, newest)
    return AnalysisOf(found)


def _health(session: Session, application: Application) -> Analysis:
    told = health.health(health.facts(session, application), clock.today())
    inputs = {one.code: one.state for one in told.inputs}
    said = {"score": told.score, "known": told.known, "activity": told.activity, "inputs": inputs}
    return Analysis(v=VERSION, t=cursors.shown(told.as_of), **said)


def _checks(session: Session, release: Release) -> Analysis:
    rows = session.exec(select(Check.level, Check.code).where(Check.release_id == release.id)).all()
    counted = Counter(level for level, _ in rows)
    at = release.published_at or release.released_at
    said = {
        "version": release.version,
        "findings": {level.value: counted[level] for level in Level},
        "codes": sorted({code for _, code in rows}),
    }
    return Analysis(v=VERSION, t=cursors.shown(at), **said)
