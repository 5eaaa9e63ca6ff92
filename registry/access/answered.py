"""Writes that were answered: kept for two days with what they did, so that one sent again counts once.

The row is written in the transaction of the write itself: both are there, or neither (docs/decisions/
api-manners.md). FastAPI's part of it is registry.api.idempotency.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from livinglab.language import Text
from registry import clock
from registry.errors import Conflict
from registry.tables import AnsweredRequest

KEPT_FOR = timedelta(hours=48)
UNANSWERED = 0  # the status of a row whose own transaction is still at work: nobody else ever sees it
SAME_MOMENT = Text(
    id="Permintaan yang sama sedang dikerjakan. Kirim lagi sebentar lagi.",
    en="The same request is at work. Send it again in a moment.",
)


def name(*parts: str) -> str:
    """Return the digest that stands for caller, route and key: nobody reads a key from the database."""
    return digest("\0".join(parts).encode())


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def claim(session: Session, name: str, request: str) -> AnsweredRequest | None:
    """Begin a write under a name: None if it is ours to do, else how the same name was answered.

    On PostgreSQL this waits while another transaction is at work under the name, until it has committed
    (then its answer is returned) or failed (then the write is ours). SQLite has one writer at a time.
    Raises Conflict where an answer ran out at this very moment.
    """
    _forget(session, name)
    begun = {"key": name, "request": request, "status": UNANSWERED, "answer": "", "created_at": clock.now()}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    begin = insert(AnsweredRequest).values(begun).on_conflict_do_nothing().returning(col(AnsweredRequest.key))
    if session.connection().execute(begin).first() is not None:
        return None
    earlier = session.get(AnsweredRequest, name, populate_existing=True)
    if earlier is None:
        raise Conflict(SAME_MOMENT)
    return earlier


def keep(session: Session, name: str, *, status: int, answer: str) -> None:
    """Keep the answer of a claimed write; `answer` is sealed, for it may hold a secret."""
    row = session.get_one(AnsweredRequest, name, populate_existing=True)
    row.status, row.answer = status, answer
    session.add(row)
    session.flush()


def release(session: Session, name: str) -> None:
    """Forget a claimed write that was not done: it may be sent again."""
    session.exec(delete(AnsweredRequest).where(col(AnsweredRequest.key) == name))


def purge(session: Session) -> int:
    """Remove the answers that are older than KEPT_FOR; return how many those were."""
    past = col(AnsweredRequest.created_at) < clock.now() - KEPT_FOR
    return session.exec(delete(AnsweredRequest).where(past)).rowcount


def _forget(session: Session, name: str) -> None:
    past = col(AnsweredRequest.created_at) < clock.now() - KEPT_FOR
    session.exec(delete(AnsweredRequest).where(col(AnsweredRequest.key) == name, past))
