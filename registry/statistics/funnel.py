"""The funnel: from interest to in use, with the days between."""

from sqlmodel import Session

from livinglab.contract.statistics import Days, Funnel, FunnelStep
from registry.adoption.filters import NO_STEP
from registry.adoption.tallies import FETCHED, PAIRS, STEP_NAMES
from registry.statistics import reading
from registry.statistics.reading import Counts
from registry.statistics.selection import Selection

MEASURES = [
    "new",
    f"stopped-after:{NO_STEP}",
    *(f"{kind}:{step}" for kind in ("step", "through", "stopped-after") for step in STEP_NAMES),
]
NAMES = {pair: f"{pair[0]}>{pair[1]}" for pair in PAIRS}
WHOLE_WAY = f"{STEP_NAMES[0]}>{STEP_NAMES[-1]}"
FROM_FETCH = f"{FETCHED}>{STEP_NAMES[-1]}"


def funnel(session: Session, selection: Selection) -> Funnel:
    """Return each step: how many recorded it, came through it, stopped there, and how long it took."""
    counts = reading.read(session, selection, MEASURES, list(NAMES.values()))
    before = dict(zip(STEP_NAMES[1:], STEP_NAMES, strict=False))
    return Funnel(
        as_of=selection.today,
        adoptions=selection.adoptions(counts.sums["new"]),
        steps=[_step(selection, counts, step, before.get(step)) for step in STEP_NAMES],
        stopped_before=selection.figure(counts.sums[f"stopped-after:{NO_STEP}"], stopped_after=NO_STEP),
        whole_way=counts.days[WHOLE_WAY],
        fetch_to_use=counts.days[FROM_FETCH],
    )


def _step(selection: Selection, counts: Counts, step: str, before: str | None) -> FunnelStep:
    days = counts.days[f"{before}>{step}"] if before else Days()
    return FunnelStep(
        step=step,
        recorded=selection.figure(counts.sums[f"step:{step}"], step=step),
        through=selection.figure(counts.sums[f"through:{step}"], through=step),
        stopped_here=selection.figure(counts.sums[f"stopped-after:{step}"], stopped_after=step),
        **days.model_dump(),
    )
