"""Logs for other catalogs' clients: the journal's public rows about applications that they may see."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_
from sqlmodel import Session, col, func, select

from livinglab.contract.open_catalog import Listing, Log
from registry import clock
from registry.exchange.open_catalog import cursors, software
from registry.exchange.open_catalog.cursors import Window
from registry.exchange.open_catalog.identities import Identities, identities
from registry.journal import reading
from registry.tables import Application, JournalRow, Source

LONGEST_MESSAGE = 2048
SUBJECT = reading.SUBJECT


def find(
    session: Session,
    window: Window,
    *,
    application: Application | None = None,
    words: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Listing[Log]:
    """Return one page of logs, newest first: of one application, or of all."""
    query = _query()
    if application is not None:
        query = query.where(JournalRow.subject == f"{SUBJECT}{application.slug}")
    if words:
        query = query.where(
            func.lower(_message()).contains(words.lower().replace("\0", " "), autoescape=True)
        )
    if since:
        query = query.where(JournalRow.at > clock.stamp(since))
    if until:
        query = query.where(JournalRow.at < clock.stamp(until))
    query = window.narrow(query, col(JournalRow.serial), newest_first=True)
    rows, links = window.page(session.exec(query).all(), lambda row: int(row.serial))
    names = identities(session)
    return Listing[Log](data=[_show(row, names) for row in rows], links=links)


def _query() -> Any:
    """Return the query for rows that everybody may read (`journal.reading`) about what everybody may see."""
    public = [col(JournalRow.action).startswith(action, autoescape=True) for action in reading.PUBLIC]
    slug = func.substr(JournalRow.subject, len(SUBJECT) + 1)
    return (
        select(JournalRow.serial, JournalRow.at, _message().label("message"), Application.id)
        .join(Application, col(Application.slug) == slug)
        .join(Source, col(Source.application_id) == Application.id)
        .where(
            col(JournalRow.subject).startswith(SUBJECT, autoescape=True),
            or_(*public),
            *software.listable(),
        )
    )


def _message() -> Any:
    """Return what a row says, as one text that SQL can search: about whom, what was done, details."""
    slug = func.substr(JournalRow.subject, len(SUBJECT) + 1)
    whole = slug + ": " + col(JournalRow.action) + " " + col(JournalRow.detail)
    return func.substr(whole, 1, LONGEST_MESSAGE)


def _show(row: Row[Any], names: Identities) -> Log:
    at = cursors.shown(datetime.fromisoformat(row.at))
    return Log(
        id=names.of("log", row.serial),
        created_at=at,
        updated_at=at,
        message=row.message,
        entity=f"/software/{names.of('software', row.id)}",
    )
