"""Series: what happened month by month."""

from collections import Counter
from itertools import accumulate

from sqlmodel import Session

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import MonthPoint, Months
from livinglab.language import Text
from registry.adoption import months
from registry.errors import Invalid
from registry.statistics import reading
from registry.statistics.selection import Selection

MOST_MONTHS = 240
SHOWN_MONTHS = 12  # where nobody says since when
USED = (f"entered:{State.IN_USE}", f"left:{State.IN_USE}")
MEASURES = ("new", *USED, f"first:{State.IN_USE}", f"entered:{State.LAPSED}", f"entered:{State.STOPPED}")


def series(session: Session, selection: Selection, *, since: int | None, to: int | None) -> Months:
    """Return the months from `since` to `to`, both included; the last twelve where nothing is said.

    Raises Invalid for more than 240 months, and for months to come.
    """
    last = selection.month if to is None else to
    first = last - SHOWN_MONTHS + 1 if since is None else since
    _require_fitting(selection, first, last)
    counted = reading.series(session, selection, MEASURES)
    active = _active(counted, first, last)
    return Months(
        as_of=selection.today,
        months=[_point(selection, counted, active[month], month) for month in range(first, last + 1)],
    )


def _active(counted: Counter[tuple[str, int]], first: int, last: int) -> dict[int, int]:
    """Return how many are in use at the end of each month: all that came, less all that left."""
    entered, left = USED
    begun = min((month for measure, month in counted if measure in USED), default=first)
    every = range(min(begun, first), last + 1)
    return dict(
        zip(every, accumulate(counted[entered, one] - counted[left, one] for one in every), strict=True)
    )


def _point(selection: Selection, counted: Counter[tuple[str, int]], active: int, month: int) -> MonthPoint:
    written = months.written(month)
    return MonthPoint(
        month=written,
        new=selection.figure(counted["new", month], new_month=written),
        active=selection.figure(active, state=State.IN_USE, on=min(months.last_day(month), selection.today)),
        went_live=selection.figure(
            counted[f"first:{State.IN_USE}", month], entered=State.IN_USE, month=written, first=True
        ),
        lapsed=selection.figure(
            counted[f"entered:{State.LAPSED}", month], entered=State.LAPSED, month=written
        ),
        stopped=selection.figure(
            counted[f"entered:{State.STOPPED}", month], entered=State.STOPPED, month=written
        ),
    )


def _require_fitting(selection: Selection, first: int, last: int) -> None:
    if last > selection.month:
        raise Invalid(
            Text(
                id=f"Bulan terakhir ialah {months.written(selection.month)}: yang belum tiba tidak dihitung.",
                en=f"The last month is {months.written(selection.month)}: what is to come is not counted.",
            ),
            field="to",
        )
    if not last - MOST_MONTHS < first <= last:
        raise Invalid(
            Text(
                id=f"`from` harus sebelum `to` atau sama, dan paling banyak {MOST_MONTHS} bulan.",
                en=f"`from` must not be after `to`, and at most {MOST_MONTHS} months are given at once.",
            ),
            field="from",
        )
