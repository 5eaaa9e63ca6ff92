"""Sums: the roll-ups of all scopes reckoned anew in memory, and held against those that are stored."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, select

from registry.adoption.tallies import ALWAYS, Tally
from registry.tables import DayCount, MonthCount, VersionCount

Cells = dict[tuple[Any, ...], int]  # what follows the scope in a table's key, and how often
BATCH = 5000  # rows that one statement writes


class Sums:
    """What every scope's roll-ups must hold.

    A month of a scope and measure takes four bytes: 500 applications and 514 regions over ten years are some
    100 MB. `earliest` and `latest` are the months between which everything happens.
    """

    def __init__(self, earliest: int, latest: int) -> None:
        self._base = earliest - 1  # what is of no month has the first place
        self._empty = array("i", bytes(4 * (latest - self._base + 1)))
        self._months: dict[str, dict[str, array[int]]] = defaultdict(dict)
        self._days: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
        self._versions: dict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
        self._pairs: dict[tuple[str, int], tuple[str, int]] = {}  # one object for all scopes

    def add(self, scopes: Iterable[str], application_id: int, tally: Tally) -> None:
        """Add what one adoption counts for to all its scopes."""
        counted = [(measure, self._place(month), count) for (measure, month), count in tally.months.items()]
        took = [(self._pairs.setdefault(pair, pair), count) for pair, count in tally.days.items()]
        for scope in scopes:
            months, days = self._months[scope], self._days[scope]
            for measure, place, count in counted:
                counts = months.get(measure)
                if counts is None:
                    counts = months[measure] = self._empty[:]
                counts[place] += count
            for key, count in took:
                days[key] += count
        if tally.versions:
            self._versions[application_id].update(tally.versions)

    def _place(self, month: int) -> int:
        return 0 if month == ALWAYS else month - self._base

    def mend(self, session: Session) -> int:
        """Make the stored roll-ups these; return how many rows were not."""
        return sum(
            self._replace(session, table, scope, differing)
            for table, scope, differing in self._scopes(session)
            if differing
        )

    def differing(self, session: Session) -> int:
        """Return how many stored rows are not these, too many or missing; nothing is changed."""
        return sum(differing for _, _, differing in self._scopes(session))

    def _scopes(self, session: Session) -> Iterator[tuple[type[SQLModel], Any, int]]:
        """Yield each table's scopes, stored or reckoned, with how many of their rows differ."""
        reckoned: tuple[tuple[type[SQLModel], Iterable[Any]], ...] = (
            (MonthCount, self._months),
            (DayCount, self._days),
            (VersionCount, self._versions),
        )
        for table, scopes in reckoned:
            leading = _key(table)[0]
            stored = session.exec(select(leading).distinct()).all()
            for scope in sorted({*scopes, *stored}):
                found = {tuple(row[:-1]): row[-1] for row in session.execute(_of(table, scope)).all()}
                yield table, scope, _differing(found, self._cells(table, scope))

    def _cells(self, table: type[SQLModel], scope: Any) -> Cells:
        if table is MonthCount:
            return {
                (measure, self._base + place if place else ALWAYS): count
                for measure, counts in self._months.get(scope, {}).items()
                for place, count in enumerate(counts)
                if count
            }
        sparse: Mapping[Any, Counter[tuple[str, int]]]
        sparse = self._days if table is DayCount else self._versions
        return {key: count for key, count in sparse.get(scope, Counter()).items() if count}

    def _replace(self, session: Session, table: type[SQLModel], scope: Any, differing: int) -> int:
        leading, *rest = _key(table)
        session.execute(delete(table).where(leading == scope))
        names = [column.name for column in rest]
        rows = [
            {leading.name: scope, **dict(zip(names, key, strict=True)), "count": count}
            for key, count in self._cells(table, scope).items()
        ]
        for start in range(0, len(rows), BATCH):
            session.execute(insert(table), rows[start : start + BATCH])
        return differing


def _key(table: type[SQLModel]) -> list[Any]:
    return list(table.__table__.primary_key)  # type: ignore[attr-defined]  # SQLModel hides it


def _of(table: type[SQLModel], scope: Any) -> Any:
    leading, *rest = _key(table)
    columns: list[Any] = [*rest, table.__table__.c["count"]]  # type: ignore[attr-defined]  # SQLModel hides it
    return select(*columns).where(leading == scope)


def _differing(stored: Cells, reckoned: Cells) -> int:
    wrong = sum(reckoned.get(key) != count for key, count in stored.items())
    return wrong + sum(key not in stored for key in reckoned)
