"""Feeds: the newest of an application, a region, a search, or the whole catalog."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from livinglab.contract import ReleaseStatus, Visibility
from livinglab.language import Text
from registry import clock, regions
from registry.adoption import reminders
from registry.adoption.filters import PROVINCE, REGENCY
from registry.exchange.feeds import adopted, told
from registry.exchange.feeds.atom import Entry, Feed
from registry.tables import Application, Incident, Release

MOST = 50
SEARCHED = 500  # best matches of a search among which its feed takes the newest
BEGINNING = datetime(2022, 11, 21, tzinfo=UTC)  # of feeds that nothing happened in: the signing of the IDSL
CHOSEN = Text(id="Pilihan dari katalog", en="A choice from the catalog")  # a search without words


def of_application(session: Session, application: Application) -> Feed:
    """Return what happened to an application that everybody may see: releases, yanks, incidents, adoptions.

    Adoptions are named where its source is public.
    """
    entries = [*_releases(session, application), *_yanks(session, application)]
    entries += [*_incidents(session, application), *told.standing(application)]
    if application.visibility == Visibility.PUBLIC:
        entries += adopted.changes(session, col(Application.id) == application.id, limit=MOST)
    return Feed(
        key=f"applications/{application.slug}",
        title=Text(id=application.name, en=application.name),
        subtitle=Text(
            id="Rilis, penarikan, kejadian, dan daerah yang mulai atau berhenti memakai.",
            en="Releases, yanks, incidents, and regions that began or stopped using it.",
        ),
        link=f"/applications/{application.slug}",
        begun=application.created_at,
        entries=newest(entries),
    )


def of_region(session: Session, code: str) -> Feed:
    """Return what a region, or all within a province, donates and adopts, and what it is reminded of."""
    region = regions.get(session, code)
    entries = _latest(session, *_donated(code))
    entries += adopted.changes(session, adopted.within(code), limit=MOST)
    entries += adopted.lapses(session, adopted.within(code), limit=MOST)
    due = reminders.of_region(session, code, clock.date_in_jakarta(), limit=MOST)
    entries += [adopted.reminder(one) for one in due]
    return Feed(
        key=f"regions/{code}",
        title=Text(id=region.name, en=region.name),
        subtitle=Text(
            id=f"Yang didonasikan dan dipakai {region.name}, dan konfirmasi yang akan habis.",
            en=f"What {region.name} donates and uses, and confirmations that run out.",
        ),
        link=f"/api/v1/regions/{code}",
        begun=BEGINNING,
        entries=newest(entries),
    )


def of_catalog(session: Session) -> Feed:
    """Return the newest release of each application, newest first."""
    return Feed(
        key="catalog",
        title=Text(id="Katalog livinglab", en="The livinglab catalog"),
        subtitle=Text(id="Aplikasi dan rilis terbaru.", en="The newest applications and releases."),
        link="/catalog",
        begun=BEGINNING,
        entries=newest(_latest(session)),
    )


def of_search(session: Session, slugs: Sequence[str], *, words: str, query: str) -> Feed:
    """Return the newest of what a search found; `query` is the search as an address has it."""
    said = " ".join(words.split())[:100]
    return Feed(
        key=f"search?{query}",
        title=Text(id=f"Pencarian: {said}", en=f"Search: {said}") if said else CHOSEN,
        subtitle=Text(
            id="Aplikasi dan rilis terbaru yang cocok dengan pencarian ini.",
            en="The newest applications and releases that match this search.",
        ),
        link=f"/catalog?{query}".removesuffix("?"),
        begun=BEGINNING,
        entries=newest(_latest(session, col(Application.slug).in_(slugs[:SEARCHED]))),
    )


def newest(entries: Sequence[Entry]) -> list[Entry]:
    """Return at most MOST entries, newest first."""
    return sorted(entries, key=lambda entry: (entry.updated, entry.key), reverse=True)[:MOST]


def _donated(code: str) -> list[ColumnElement[bool]]:
    if len(code) == PROVINCE:
        return [col(Application.province_code) == code]
    within = col(Application.regency_code) == code[:REGENCY]
    if len(code) == REGENCY:
        return [within]
    below = col(Application.region_code).startswith(f"{code}.", autoescape=True)
    return [within, (col(Application.region_code) == code) | below]


def _latest(session: Session, *conditions: ColumnElement[bool]) -> list[Entry]:
    """Return the newest release of each listed application; of what has none, that it is there.

    A first visit publishes many releases at once: one entry an application, or one would fill the feed.
    """
    columns: tuple[Any, ...] = (Application.slug, Application.summary, Release.version, Release.published_at)
    query = (
        select(*columns)
        .join(Release, col(Release.application_id) == Application.id)
        .where(Release.version == Application.latest_version, col(Release.published_at).is_not(None))
        .where(col(Application.listed).is_(True), *conditions)
        .order_by(col(Release.published_at).desc())
    )
    entries = [told.latest(*row) for row in session.execute(query.limit(MOST)).all()]
    bare: tuple[Any, ...] = (Application.slug, Application.summary, Application.created_at)
    withheld = select(*bare).where(
        col(Application.listed).is_(True), col(Application.latest_version).is_(None), *conditions
    )
    rows = session.execute(withheld.order_by(col(Application.created_at).desc()).limit(MOST)).all()
    return [*entries, *(told.withheld(*row) for row in rows)]


def _releases(session: Session, application: Application) -> list[Entry]:
    query = select(Release).where(
        Release.application_id == application.id,
        Release.status == ReleaseStatus.PUBLISHED,
        col(Release.published_at).is_not(None),
    )
    rows = session.exec(query.order_by(col(Release.published_at).desc()).limit(MOST)).all()
    return [told.release(application, row) for row in rows]


def _yanks(session: Session, application: Application) -> list[Entry]:
    query = select(Release).where(
        Release.application_id == application.id,
        Release.status == ReleaseStatus.PUBLISHED,
        col(Release.yanked_at).is_not(None),
    )
    rows = session.exec(query.order_by(col(Release.yanked_at).desc()).limit(MOST)).all()
    return [told.yank(application, row) for row in rows]


def _incidents(session: Session, application: Application) -> list[Entry]:
    query = select(Incident).where(Incident.application_id == application.id)
    rows = session.exec(query.order_by(col(Incident.seen_at).desc()).limit(MOST)).all()
    return [told.incident(application, row) for row in rows]
