"""Changing who may have an application's source: its texts and the place of its files, at one stroke."""

from sqlmodel import Session, select

from livinglab.contract import Visibility
from registry import journal
from registry.catalog import bodies, shelves, summaries
from registry.tables import Application, Release


def change(
    session: Session, application: Application, wanted: Visibility, *, reason: str, actor: str
) -> bool:
    """Let an application's source be for others from now on; say whether that changes anything.

    Every text changes with this transaction; the files are carried right after it. A path that was signed
    before opens them for `signed_links.SECONDS` more at most.
    """
    before, was = Visibility(application.visibility), journal.state_of(application)
    if before is wanted:
        return False
    journal.hold(session)  # from here on nobody else's change comes between
    rewrite(session, application, wanted)
    summaries.refresh(session, application)
    application.changed_serial = journal.append(
        session,
        actor=actor,
        action="application.visibility",
        subject=f"application:{application.slug}",
        detail={"from": before, "to": wanted, "reason": reason},
        before=was,
        after=journal.state_of(application),
    )
    shelves.renew(session, application.slug)
    return True


def rewrite(session: Session, application: Application, wanted: Visibility) -> None:
    """Write every release anew for a visibility, and have its files carried to the shelf of that."""
    restricted = wanted is not Visibility.PUBLIC
    rows = session.exec(select(Release).where(Release.application_id == application.id)).all()
    if restricted is not (application.visibility != Visibility.PUBLIC):
        hidden = application.standing in shelves.HIDDEN
        versions = [row.version for row in rows]
        shelves.reshelve(session, application, versions, restricted=restricted, hidden=hidden)
    application.visibility = wanted
    for row in rows:
        bodies.write_release(row, bodies.whole_release(row), wanted)
        session.add(row)
    session.flush()
