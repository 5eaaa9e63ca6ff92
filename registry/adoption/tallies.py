"""Tallies: what one adoption adds to the statistics. Roll-ups are sums of these, and nothing else."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from livinglab.contract.adoptions import State
from registry.adoption import months, states
from registry.adoption.states import Event, Period

STEP_NAMES = tuple(name for name, _ in states.STEPS)
FETCHED = "fetch"
# Between which two things days are counted: each step and the next, the whole way, and from the download.
PAIRS = (*pairwise(STEP_NAMES), ("interest", "in-use"), (FETCHED, "in-use"))
RETAINED_YEARS = 10
# A confirmation of month m holds to the end of m + 12: only the month after shows whether it was renewed.
SHOWS_AFTER = 1
ALWAYS = 0  # the month of what no day changes


@dataclass
class Tally:
    """What is counted: (measure, month), (pair, days) and (version, last month in use), each how often.

    Measures: `new` (first event), `entered:STATE` (in the month, once or more often), `left:STATE`,
    `first:STATE`, `stage:STAGE` (in the month, likewise), `had:STAGE` (its first month), `step:STEP`
    (recorded), `through:STEP` (this or a later step), `stopped-after:STEP`, `due:YEARS`, `kept:YEARS` and
    `standing:STATE` (after the last event; for `in-use` the month is the last one that it holds in, else
    `ALWAYS`). How many are in a state at the end of a month: all that entered less all that left, up to that
    month. Lapses to come are counted in their months already.
    """

    months: Counter[tuple[str, int]] = field(default_factory=Counter)
    days: Counter[tuple[str, int]] = field(default_factory=Counter)
    versions: Counter[tuple[str, int]] = field(default_factory=Counter)

    def minus(self, other: "Tally") -> "Tally":
        """Return what has to be added to `other` to make it this one: counts may be below zero."""
        made = Tally(Counter(self.months), Counter(self.days), Counter(self.versions))
        made.months.subtract(other.months)
        made.days.subtract(other.days)
        made.versions.subtract(other.versions)
        return made

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.months.update(other.months)
        self.days.update(other.days)
        self.versions.update(other.versions)


def tally(
    standing: Sequence[Event],
    *,
    version: str | None,
    fetched_on: date | None,
    found: Sequence[Period] | None = None,
) -> Tally:
    """Return what an adoption with these effective events adds; `version` is the one it uses, if known.

    `found` are its periods, where they are reckoned already.
    """
    made = Tally()
    if not standing:
        return made
    found = states.periods(standing) if found is None else found
    reached = states.first_reached(standing)
    made.months.update(_of_events(standing))
    made.months.update(_of_periods(found))
    made.months.update(_of_steps(reached))
    made.months.update(_of_stops(found, reached))
    made.months.update(_of_retention(found))
    made.months.update(_of_standing(found))
    made.days.update(_between(reached | ({FETCHED: fetched_on} if fetched_on else {})))
    last_use = found[-2] if found[-1].state is State.LAPSED and len(found) > 1 else None
    if last_use and last_use.until:
        made.versions[version or "", months.month_of(last_use.until) - 1] += 1
    return made


def _of_events(standing: Sequence[Event]) -> Iterator[tuple[str, int]]:
    yield "new", months.month_of(standing[0].happened_on)
    recorded = [(event.stage, months.month_of(event.happened_on)) for event in standing]
    for stage, month in dict.fromkeys(recorded):
        yield f"stage:{stage}", month
    for stage, month in dict(reversed(recorded)).items():
        yield f"had:{stage}", month


def _of_periods(found: Sequence[Period]) -> Counter[tuple[str, int]]:
    """Count who came to a state in a month once, however often they did; what they left makes up for it."""
    entered: Counter[tuple[State, int]] = Counter()
    counted: Counter[tuple[str, int]] = Counter()
    for period in found:
        entered[period.state, months.month_of(period.since)] += 1
        if period.until:
            counted[f"left:{period.state}", months.month_of(period.until)] += 1
        if period.first:
            counted[f"first:{period.state}", months.month_of(period.since)] += 1
    for (state, month), times in entered.items():
        counted[f"entered:{state}", month] = 1
        counted[f"left:{state}", month] -= times - 1
    return counted


def _of_standing(found: Sequence[Period]) -> Iterator[tuple[str, int]]:
    last = found[-1]
    if last.state is State.LAPSED:
        yield f"standing:{State.IN_USE}", months.month_of(last.since) - 1
        return
    yield f"standing:{last.state}", ALWAYS


def _of_steps(reached: dict[str, date]) -> Iterator[tuple[str, int]]:
    through: date | None = None
    for step in reversed(STEP_NAMES):
        if step in reached:
            yield f"step:{step}", months.month_of(reached[step])
            through = min(reached[step], through or reached[step])
        if through is not None:
            yield f"through:{step}", months.month_of(through)


def _of_stops(found: Sequence[Period], reached: dict[str, date]) -> Counter[tuple[str, int]]:
    counted: Counter[tuple[str, int]] = Counter()
    for period in found:
        if period.state is not State.STOPPED:
            continue
        before = [step for step in STEP_NAMES if step in reached and reached[step] <= period.since]
        measure = f"stopped-after:{before[-1] if before else 'none'}"
        counted[measure, months.month_of(period.since)] += 1
        if period.until:
            counted[measure, months.month_of(period.until)] -= 1
    return counted


def first_use(found: Sequence[Period]) -> date | None:
    """Return the first day in use."""
    return next((period.since for period in found if period.state is State.IN_USE), None)


def kept_years(found: Sequence[Period]) -> Iterator[int]:
    """Yield after how many years, of the first day in use, an adoption was in use still."""
    begun = first_use(found)
    if begun is None:
        return
    for years in range(1, RETAINED_YEARS + 1):
        if any(_is_in_use(period, _shows_in(begun, years)) for period in found):
            yield years


def _of_retention(found: Sequence[Period]) -> Iterator[tuple[str, int]]:
    begun = first_use(found)
    if begun is None:
        return
    for years in range(1, RETAINED_YEARS + 1):
        yield f"due:{years}", _shows_in(begun, years)
    for years in kept_years(found):
        yield f"kept:{years}", _shows_in(begun, years)


def _shows_in(begun: date, years: int) -> int:
    """Return the month in which it shows whether an adoption was kept for so many years."""
    return months.month_of(begun) + 12 * years + SHOWS_AFTER


def _is_in_use(period: Period, month: int) -> bool:
    """Say whether a period is in use at the end of a month."""
    begun = period.state is State.IN_USE and months.month_of(period.since) <= month
    return begun and (period.until is None or months.month_of(period.until) > month)


def _between(reached: dict[str, date]) -> Iterator[tuple[str, int]]:
    for first, second in PAIRS:
        if first in reached and second in reached:
            yield f"{first}>{second}", (reached[second] - reached[first]).days
