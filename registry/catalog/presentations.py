"""Presentations: what people read and see of a release, made ready by the worker. It is only printed here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import case
from sqlmodel import Session, col, delete, select

from livinglab.contract import ReleaseStatus
from livinglab.contract.described import Picture
from registry import tables
from registry.tables import Application, Release

RULES = 1  # by which releases are presented: raise it, and each application is presented anew when visited
MOST_KEPT = 10  # presented releases of one application, the newest versions
SHOWN = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD)
Deployment = Literal["container", "known-stack", "by-hand"]


@dataclass(frozen=True)
class Readme:
    """One README as ready HTML, clean. `language` is "id", "en", or None where nobody can tell.

    `cut`: it goes on in the donor's repository, at `path`.
    """

    language: str | None
    path: str
    html: str
    cut: bool = False


@dataclass(frozen=True)
class PictureSeen:
    """A picture as it was made small: the digest of its WebP, its path in the donor's tree, its size."""

    sha256: str
    source: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class Presentation:
    """What people read and see of a release. `descriptions` are the long ones as HTML, by language."""

    rules: int = RULES
    readmes: list[Readme] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)
    logo: PictureSeen | None = None
    screenshots: list[PictureSeen] = field(default_factory=list)
    in_readmes: list[PictureSeen] = field(default_factory=list)
    technologies: list[str] = field(default_factory=list)
    deployment: Deployment | None = None

    def readme(self, language: str) -> Readme | None:
        """Return the README for a reader: in their language, else in no known one, else any."""
        order = [language, None, "id", "en"]
        return min(self.readmes, key=lambda one: order.index(one.language), default=None)

    @property
    def pictures(self) -> list[PictureSeen]:
        """Every picture that it shows somewhere."""
        return [*([self.logo] if self.logo else []), *self.screenshots, *self.in_readmes]


NOTHING = Presentation(rules=0)
_PRESENTATION = TypeAdapter(Presentation)


@dataclass(frozen=True)
class Presented:
    """A presentation with its pictures' bytes (WebP) by their SHA-256, as a visit brings it."""

    presentation: Presentation
    pictures: dict[str, bytes] = field(default_factory=dict)


def of_application(session: Session, application: Application) -> Presentation:
    """Return that of the release which the application speaks of; an empty one where there is none yet.

    Of what is not public it is for those entitled to the source alone: ask `visibility.may_have_source`.
    """
    rows = select(tables.Presentation.content).join(
        Release, col(Release.id) == tables.Presentation.release_id
    )
    shown = rows.where(tables.Presentation.application_id == application.id, col(Release.status).in_(SHOWN))
    published = col(Release.status) == ReleaseStatus.PUBLISHED
    offered = case((published & col(Release.yanked_at).is_(None), 2), (published, 1), else_=0)
    content = session.exec(shown.order_by(offered.desc(), col(Release.position).desc()).limit(1)).first()
    return _PRESENTATION.validate_json(content) if content else NOTHING


def picture(session: Session, application: Application, sha256: str) -> bytes | None:
    """Return a picture's WebP, None if the application shows no such picture."""
    query = select(tables.Picture.content).where(
        tables.Picture.application_id == application.id, tables.Picture.sha256 == sha256
    )
    return session.exec(query).first()


def fresh(session: Session, application: Application) -> set[int]:
    """Return the ids of an application's releases that are presented by today's rules."""
    query = select(tables.Presentation.release_id).where(
        tables.Presentation.application_id == application.id, tables.Presentation.rules >= RULES
    )
    return set(session.exec(query).all())


def path(slug: str, sha256: str) -> str:
    """Return where a picture is served, relative to the registry."""
    return f"applications/{slug}/pictures/{sha256}"


def travelling(slug: str, seen: PictureSeen) -> Picture:
    """Return a picture as it travels."""
    return Picture(
        path=path(slug, seen.sha256),
        source=seen.source,
        width=seen.width,
        height=seen.height,
        bytes=seen.bytes,
    )


def put(session: Session, release: Release, presented: Presented) -> None:
    """Keep how a release is presented, and let go of what nothing shows any more."""
    row = session.get(tables.Presentation, release.id) or tables.Presentation(
        release_id=release.id or 0, application_id=release.application_id, rules=0, content=""
    )
    row.rules = presented.presentation.rules
    row.content = _PRESENTATION.dump_json(presented.presentation).decode()
    session.add(row)
    for sha256 in presented.pictures.keys() - _kept(session, release):
        session.add(
            tables.Picture(
                application_id=release.application_id, sha256=sha256, content=presented.pictures[sha256]
            )
        )
    session.flush()
    _tidy(session, release)


def _tidy(session: Session, release: Release) -> None:
    """Keep the newest presentations of an application, and the pictures that they show."""
    query = select(tables.Presentation).join(Release, col(Release.id) == tables.Presentation.release_id)
    mine = query.where(tables.Presentation.application_id == release.application_id)
    rows = session.exec(mine.order_by(col(Release.position).desc(), col(Release.id).desc())).all()
    kept = [row for row in rows if row.release_id == release.id]
    kept += [row for row in rows if row.release_id != release.id][: MOST_KEPT - 1]
    for row in rows:
        if row not in kept:
            session.delete(row)
    shown = {sha256 for row in kept for sha256 in _digests(row)}
    gone = _kept(session, release) - shown
    session.exec(
        delete(tables.Picture).where(
            col(tables.Picture.application_id) == release.application_id,
            col(tables.Picture.sha256).in_(sorted(gone)),
        )
    )


def _digests(row: tables.Presentation) -> Iterator[str]:
    for one in _PRESENTATION.validate_json(row.content).pictures:
        yield one.sha256


def _kept(session: Session, release: Release) -> set[str]:
    """Return the digests of the pictures that the application of a release has."""
    query = select(tables.Picture.sha256).where(tables.Picture.application_id == release.application_id)
    return set(session.exec(query).all())
