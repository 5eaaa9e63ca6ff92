"""Who may read which rows: the public part by a list of actions, the rest as links of the chain."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from livinglab.contract import Visibility
from livinglab.contract.journal import JournalEntry, JournalLink
from registry.tables import Application, JournalRow

# Everybody may read what was done to the catalog. What people did with their own accounts is theirs.
PUBLIC = (
    "adoption.",
    "agreement.",
    "application.",
    "check.",
    "cohort.",
    "description.",
    "incident.",
    "key.",
    "material.",
    "organisation.closed",
    "organisation.created",
    "organisation.verified",
    "release.",
    "releases.",
    "source.",
)
# Of an application whose source is not for everybody: neither its addresses nor what was found in it.
PUBLIC_OF_RESTRICTED = ("agreement.",)
SHOWN_STANDINGS = ("open", "retired")
SUBJECT = "application:"
BATCH = 1000


def rows(session: Session, *, after: int, limit: int, whole: bool) -> Sequence[JournalEntry | JournalLink]:
    """Return rows of later serials in their order: all whole, or only those that are public."""
    query = select(JournalRow).where(col(JournalRow.serial) > after)
    found = session.exec(query.order_by(col(JournalRow.serial)).limit(limit)).all()
    if whole:
        return [_entry(row) for row in found]
    open_slugs, known_slugs = _slugs(session, found)
    return [_entry(row) if _is_public(row, open_slugs, known_slugs) else _link(row) for row in found]


def lines(session: Session, *, whole: bool) -> Iterator[str]:
    """Yield all rows as JSON Lines, in batches: the journal may be larger than memory."""
    after = 0
    while batch := rows(session, after=after, limit=BATCH, whole=whole):
        yield from (row.model_dump_json() for row in batch)
        session.expunge_all()
        after = batch[-1].serial


def _is_public(row: JournalRow, open_slugs: set[str], shown_slugs: set[str]) -> bool:
    if not row.action.startswith(PUBLIC):
        return False
    if not row.subject.startswith(SUBJECT):
        return True
    slug = row.subject.removeprefix(SUBJECT)
    return slug in open_slugs or (slug in shown_slugs and row.action.startswith(PUBLIC_OF_RESTRICTED))


def _slugs(session: Session, found: Sequence[JournalRow]) -> tuple[set[str], set[str]]:
    """Return the applications whose source is public, and all that everybody may see, among the subjects."""
    subjects = {row.subject.removeprefix(SUBJECT) for row in found if row.subject.startswith(SUBJECT)}
    query = select(Application.slug, Application.visibility).where(
        col(Application.slug).in_(subjects), col(Application.standing).in_(SHOWN_STANDINGS)
    )
    shown = session.exec(query).all()
    return {slug for slug, visibility in shown if visibility == Visibility.PUBLIC}, {
        slug for slug, _ in shown
    }


def _entry(row: JournalRow) -> JournalEntry:
    return JournalEntry.model_validate(row.model_dump())


def _link(row: JournalRow) -> JournalLink:
    return JournalLink(serial=row.serial, previous=row.previous, hash=row.hash)
