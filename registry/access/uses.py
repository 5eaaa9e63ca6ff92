"""When tokens were last used: collected in memory, written once an hour for each, never in the way."""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from sqlalchemy import update
from sqlmodel import Session, col, or_

from registry import clock
from registry.tables import Token

MOST_KNOWN = 100_000


class Uses:
    """Tokens used since the last batch, to the hour. A killed process loses one batch, nothing else."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._written: dict[int, datetime] = {}
        self._waiting: dict[int, datetime] = {}

    def add(self, token_id: int) -> None:
        """Note that a token was used now."""
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        if self._written.get(token_id) == hour:
            return
        with self._lock:
            self._waiting[token_id] = hour

    def take(self) -> Mapping[int, datetime]:
        """Take all that waits; it is not noted again within the same hour."""
        if not self._waiting:
            return {}
        with self._lock:
            taken, self._waiting = self._waiting, {}
            if len(self._written) > MOST_KNOWN:
                self._written.clear()
            self._written.update(taken)
            return taken

    def put_back(self, taken: Mapping[int, datetime]) -> None:
        """Put back what could not be written."""
        with self._lock:
            self._waiting = {**taken, **self._waiting}


def write(session: Session, taken: Mapping[int, datetime]) -> None:
    """Write a batch. Another process may have written a later hour: the latest stays."""
    for hour in sorted(set(taken.values())):
        numbers = [number for number, used in taken.items() if used == hour]
        session.execute(
            update(Token)
            .where(col(Token.id).in_(numbers), or_(col(Token.used_at).is_(None), col(Token.used_at) < hour))
            .values(used_at=hour)
        )
