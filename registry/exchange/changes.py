"""Changes: what of the journal everybody may follow, thin and in its order, with links to what changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from livinglab.contract import Visibility
from livinglab.contract.changes import Change, ChangePage
from registry.adoption import naming
from registry.catalog import applications
from registry.journal.reading import PUBLIC, SUBJECT
from registry.tables import Application, JournalRow

SCANNED = 1000  # rows of the journal that one page looks at: most of them may be of no concern to anybody
ADOPTION = "adoption."
# What is told by its name of an application whose source is not for everybody. The rest is told as a change.
TOLD_OF_RESTRICTED = ("agreement.", "application.", "release.", "releases.")
CHANGED, WITHDRAWN = "application.changed", "application.withdrawn"


class Row(NamedTuple):
    """What is read of a row of the journal."""

    serial: int
    at: str
    action: str
    subject: str
    detail: str


class Known(NamedTuple):
    """What has to be known of an application to tell of it, as it is now."""

    id: int
    is_shown: bool
    is_public: bool
    standing: str
    changed_serial: int


def page(session: Session, *, after: int, limit: int) -> ChangePage:
    """Return public changes of serials after `after`, at most `limit`, and where to go on."""
    rows = _rows(session, after)
    items: list[Change] = []
    reached = after
    known = _known(session, rows)
    for row in rows:
        if len(items) == limit:
            break
        reached = row.serial
        items += _told(row, known)
    more = len(rows) == SCANNED or (bool(rows) and reached < rows[-1].serial)
    return ChangePage(items=items, next=reached, more=more)


def lines(session: Session) -> Iterator[Change]:
    """Yield all public changes, in batches."""
    after, more = 0, True
    while more:
        found = page(session, after=after, limit=SCANNED)
        yield from found.items
        after, more = found.next, found.more


def _rows(session: Session, after: int) -> Sequence[Row]:
    columns = (JournalRow.serial, JournalRow.at, JournalRow.action, JournalRow.subject, JournalRow.detail)
    query = select(*columns).where(col(JournalRow.serial) > after)  # type: ignore[call-overload]  # five columns are one too many for its overloads
    found = session.exec(query.order_by(col(JournalRow.serial)).limit(SCANNED)).all()
    return [Row(*row) for row in found]


def _known(session: Session, rows: Sequence[Row]) -> dict[str, Known]:
    slugs = {slug for row in rows if (slug := _slug(row)) is not None}
    is_shown = col(Application.standing).in_(naming.SHOWN_STANDINGS) & applications.shown()
    columns: tuple[Any, ...] = (
        Application.slug,
        Application.id,
        is_shown,
        col(Application.visibility) == Visibility.PUBLIC,
        Application.standing,
        Application.changed_serial,
    )
    found = session.execute(select(*columns).where(col(Application.slug).in_(sorted(slugs)))).all()
    return {slug: Known(*rest) for slug, *rest in found}


def _slug(row: Row) -> str | None:
    return row.subject.removeprefix(SUBJECT) if row.subject.startswith(SUBJECT) else None


def _told(row: Row, known: Mapping[str, Known]) -> Iterator[Change]:
    """Yield what everybody may be told of a row, if anything."""
    if not row.action.startswith((*PUBLIC, ADOPTION)):
        return
    slug = _slug(row)
    application = known.get(slug) if slug is not None else None
    if slug is None:
        yield _change(row, row.action)
    elif application is not None and application.is_shown:
        yield from _of_shown(row, slug, application)
    elif application is not None and _is_withdrawn(row, application):
        yield _change(row, WITHDRAWN, application_id=application.id)


def _is_withdrawn(row: Row, application: Known) -> bool:
    """Say whether a row is the one by which followers learn that an application is gone: only its last.

    It gives no name, for that may be what it was hidden for. What waits for a curator was never shown.
    """
    return application.changed_serial == row.serial and application.standing != "review"


def _of_shown(row: Row, slug: str, application: Known) -> Iterator[Change]:
    detail = json.loads(row.detail)
    named: dict[str, Any] = {"application": slug, "application_id": application.id}
    if row.action.startswith(ADOPTION):
        if application.is_public:
            number, region = detail.get("adoption"), detail.get("region")
            links = {"adoption": f"/api/v1/adoptions/{number}"}
            yield _change(row, row.action, **named, adoption=number, region=region, links=links)
        return
    event = row.action if application.is_public or row.action.startswith(TOLD_OF_RESTRICTED) else CHANGED
    version = detail.get("version") if row.action.startswith(("release.", "incident.")) else None
    yield _change(row, event, **named, version=version, links=_links(slug, version))


def _links(slug: str, version: str | None) -> dict[str, str]:
    address = f"/api/v1/applications/{slug}"
    links = {"application": address, "adoptions": f"/api/v1/adoptions?application={slug}"}
    return links | ({"release": f"{address}/releases/{version}"} if version else {})


def _change(row: Row, event: str, **told: Any) -> Change:
    return Change(serial=row.serial, at=datetime.fromisoformat(row.at), event=event, **told)
