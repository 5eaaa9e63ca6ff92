"""Read applications and releases: rows of ready-made JSON, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass

from livinglab import contract
from livinglab.contract import ReleaseStatus
from livinglab.language import Text
from sqlalchemy import Row
from sqlmodel import Session, col, select

from registry.catalog import summaries
from registry.errors import NotFound
from registry.tables import Application, ApplicationCategory, Check, Publisher, Release


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None narrows nothing. A province takes in its regencies and cities."""

    category: str | None = None
    region: str | None = None
    license: str | None = None
    publisher: str | None = None


def find(session: Session, filters: Filters, *, after: str, limit: int) -> Sequence[Row[tuple[str, str]]]:
    """Return (slug, ready summary) of listed applications after the slug `after`, in slug order."""
    query = select(Application.slug, Application.summary).where(Application.listed)
    query = query.where(Application.slug > after).order_by(col(Application.slug)).limit(limit)
    if filters.category:
        query = (
            query.join(
                ApplicationCategory,
                (col(ApplicationCategory.slug) == Application.slug)
                & (col(ApplicationCategory.category) == filters.category)
                & (col(ApplicationCategory.slug) > after),
            )
            .order_by(None)
            .order_by(col(ApplicationCategory.slug))
        )
    if filters.region:
        query = query.where(col(Application.region_code).startswith(filters.region, autoescape=True))
    if filters.license:
        query = query.where(Application.license == filters.license)
    if filters.publisher:
        donor = select(Publisher.id).where(Publisher.name == filters.publisher).scalar_subquery()
        query = query.where(Application.publisher_id == donor)
    return session.exec(query).all()  # type: ignore[return-value]  # SQLModel loses the row type after a join


def get(session: Session, slug: str) -> Application:
    """Return a listed application. Raises NotFound."""
    application = session.exec(
        select(Application).where(Application.slug == slug, Application.listed)
    ).first()
    if application is None:
        raise NotFound(
            Text(
                id=f"Tidak ada aplikasi bernama {slug} di katalog. Carilah di /api/v1/search?q=…",
                en=f"The catalog has no application called {slug}. Search at /api/v1/search?q=…",
            )
        )
    return application


def release_bodies(
    session: Session, application: Application, *, before: int | None, limit: int
) -> Sequence[Row[tuple[int, str]]]:
    """Return (position, ready release) newest first, of positions below `before`."""
    query = select(Release.position, Release.body).where(Release.application_id == application.id)
    if before is not None:
        query = query.where(Release.position < before)
    return session.exec(query.order_by(col(Release.position).desc()).limit(limit)).all()  # type: ignore[return-value]  # rows of two columns


def release(session: Session, application: Application, version: str) -> Release:
    """Return one release; `latest` names the newest published one. Raises NotFound."""
    query = select(Release).where(Release.application_id == application.id)
    if version == "latest":
        query = query.where(Release.status == ReleaseStatus.PUBLISHED).order_by(col(Release.position).desc())
    else:
        query = query.where(Release.version == version)
    found = session.exec(query.limit(1)).first()
    if found is None:
        raise NotFound(
            Text(
                id=f"{application.slug} tidak mempunyai rilis {version}. "
                f"Lihat /api/v1/applications/{application.slug}/releases.",
                en=f"{application.slug} has no release {version}. "
                f"See /api/v1/applications/{application.slug}/releases.",
            )
        )
    return found


def checks(
    session: Session, release: Release, *, after: int, limit: int
) -> Sequence[tuple[int, contract.Check]]:
    """Return (number, finding) at a release after the check number `after`, in the order of the checks."""
    query = select(Check).where(Check.release_id == release.id, col(Check.id) > after)
    rows = session.exec(query.order_by(col(Check.id)).limit(limit)).all()
    return [(row.id or 0, summaries.check(row)) for row in rows]
