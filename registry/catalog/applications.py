"""Read applications and releases: rows of ready-made JSON, paged by key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Row
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from livinglab import contract
from livinglab.contract import ReleaseStatus
from livinglab.language import Text
from registry.catalog import bodies, summaries
from registry.errors import NotFound
from registry.tables import Application, ApplicationCategory, Check, Publisher, Release

REGENCY = len("32.16")


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
    narrower = list(_narrower(filters))
    key = col(Application.slug)
    if filters.category and narrower:  # their indexes lead to fewer rows than the category's
        query = query.where(_categorised(filters.category).exists())
    elif filters.category:
        key = col(ApplicationCategory.slug)
        query = query.join(ApplicationCategory, col(ApplicationCategory.slug) == Application.slug)
        query = query.where(ApplicationCategory.category == filters.category)
    rows = session.exec(query.where(*narrower, key > after).order_by(key).limit(limit)).all()
    return cast("Sequence[Row[tuple[str, str]]]", rows)


def _narrower(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on applications themselves, each along an index of its own."""
    if filters.region:
        yield from _within(filters.region)
    if filters.license:
        yield col(Application.license) == filters.license
    if filters.publisher:
        donor = select(Publisher.id).where(Publisher.name == filters.publisher).scalar_subquery()
        yield col(Application.publisher_id) == donor


def _within(region_code: str) -> Iterator[ColumnElement[bool]]:
    """Yield what holds for the applications of a region; one regency has few enough to look through."""
    if len(region_code) < REGENCY:
        yield col(Application.province_code) == region_code
        return
    yield col(Application.regency_code) == region_code[:REGENCY]
    if len(region_code) > REGENCY:
        yield col(Application.region_code).startswith(region_code, autoescape=True)


def _categorised(category: str) -> SelectOfScalar[str]:
    query = select(ApplicationCategory.slug).where(ApplicationCategory.category == category)
    return query.where(ApplicationCategory.slug == Application.slug)


def get(session: Session, slug: str) -> Application:
    """Return an application that everybody may see. Raises NotFound."""
    application = session.exec(select(Application).where(Application.slug == slug)).first()
    if application is None or not is_shown(session, application):
        raise unknown(slug)
    return application


def is_shown(session: Session, application: Application) -> bool:
    """Say whether everybody may see an application at its address: it is listed, or was and is retired."""
    if application.listed or application.standing != "retired":
        return application.listed
    query = select(Application.id).where(Application.id == application.id, shown())
    return session.exec(query).first() is not None


def shown() -> ColumnElement[bool]:
    """Return the same as a condition."""
    released = select(Release.id).where(
        Release.application_id == Application.id, col(Release.status).in_(summaries.SHOWN)
    )
    return col(Application.listed) | ((col(Application.standing) == "retired") & released.exists())


def unknown(slug: str) -> NotFound:
    """Say that the catalog has no such application, whatever it may have had."""
    return NotFound(
        Text(
            id=f"Tidak ada aplikasi bernama {slug} di katalog. Carilah di /api/v1/search?q=…",
            en=f"The catalog has no application called {slug}. Search at /api/v1/search?q=…",
        )
    )


def releases(
    session: Session, application: Application, *, before: int | None, limit: int
) -> Sequence[Release]:
    """Return the releases newest first, of positions below `before`."""
    query = select(Release).where(Release.application_id == application.id)
    if before is not None:
        query = query.where(Release.position < before)
    return session.exec(query.order_by(col(Release.position).desc()).limit(limit)).all()


def release(session: Session, application: Application, version: str) -> Release:
    """Return one release; `latest` names the newest published one that is not yanked. Raises NotFound.

    Of what is retired there is no `latest`.
    """
    if version == "latest":
        return _latest(session, application)
    query = select(Release).where(Release.application_id == application.id, Release.version == version)
    found = session.exec(query).first()
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


def _latest(session: Session, application: Application) -> Release:
    query = select(Release).where(
        Release.application_id == application.id,
        Release.status == ReleaseStatus.PUBLISHED,
        col(Release.yanked_at).is_(None),
    )
    found = session.exec(query.order_by(col(Release.position).desc()).limit(1)).first()
    if found is None or application.standing == "retired":
        raise NotFound(
            Text(
                id=f"{application.slug} tidak punya rilis yang boleh diambil saat ini. Alasannya ada di "
                f"/api/v1/applications/{application.slug}/releases.",
                en=f"{application.slug} has no release that may be fetched now. The reasons are at "
                f"/api/v1/applications/{application.slug}/releases.",
            )
        )
    return found


def sbom(release: Release) -> contract.Sbom:
    """Return where a release's bill of materials lies. Raises NotFound."""
    found = bodies.whole_release(release).sbom
    if found is None:
        raise NotFound(
            Text(
                id=f"Rilis {release.version} tidak punya daftar komponen: tidak ada berkas kunci yang "
                "menyebut paket.",
                en=f"Release {release.version} has no bill of materials: no lock file names a package.",
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


def size(session: Session) -> tuple[int, int]:
    """Return how many applications are listed, and how many publishers donate them."""
    donors = func.count(func.distinct(col(Application.publisher_id)))
    return session.exec(select(func.count(), donors).where(Application.listed)).one()
