"""Takes away shards that no edition of the last day names."""

import json
from datetime import timedelta

from sqlmodel import Session, col, select

from registry import clock
from registry.catalog.index import editions
from registry.catalog.store import Store
from registry.database import Database
from registry.tables import IndexEdition

KEPT = timedelta(days=1)  # a client may still hold the edition that named them
MOST = 1000  # editions in one sweep


def sweep(database: Database, store: Store) -> int:
    """Remove what editions older than a day replaced and nothing names since; return how many went."""
    with database.read() as session:
        old, kept = _old(session), _kept(session)
    now = editions.stored(store)
    if not old or now is None:
        return 0
    named = {shard.sha256 for shard in now[0].signed.shards.values()}
    gone = {digest for edition in old for digest in json.loads(edition.replaced)} - kept - named
    for digest in gone:
        store.remove(editions.shard_name(digest))
    with database.write() as session:
        last = editions.newest(session)
        for edition in old:
            row = session.get(IndexEdition, edition.version)
            if row is not None and last is not None and row.version != last.version:
                session.delete(row)
    return len(gone)


def _old(session: Session) -> list[IndexEdition]:
    """Return editions that are out of use for a day: those that came after them are that old."""
    query = select(IndexEdition).where(col(IndexEdition.made_at) < clock.now() - KEPT)
    return list(session.exec(query.order_by(col(IndexEdition.version)).limit(MOST)))


def _kept(session: Session) -> set[str]:
    """Return what younger editions replaced: it was named until then."""
    query = select(IndexEdition.replaced).where(col(IndexEdition.made_at) >= clock.now() - KEPT)
    return {digest for replaced in session.exec(query) for digest in json.loads(replaced)}
