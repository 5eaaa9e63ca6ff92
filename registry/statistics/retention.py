"""Retention: of what went live years ago, how much was in use still after so many years."""

from sqlmodel import Session

from livinglab.contract.statistics import Retention, RetentionYear
from registry.adoption.tallies import RETAINED_YEARS
from registry.statistics import reading
from registry.statistics.selection import Selection

YEARS = range(1, RETAINED_YEARS + 1)


def retention(session: Session, selection: Selection) -> Retention:
    """Return, for one to ten years, how many are due and how many of them were kept."""
    measures = [f"{kind}:{years}" for kind in ("due", "kept") for years in YEARS]
    sums = reading.read(session, selection, measures).sums
    return Retention(
        as_of=selection.today,
        years=[
            _year(selection, years, due=sums[f"due:{years}"], kept=sums[f"kept:{years}"]) for years in YEARS
        ],
    )


def _year(selection: Selection, years: int, *, due: int, kept: int) -> RetentionYear:
    return RetentionYear(
        years=years,
        due=selection.figure(due, due=years),
        kept=selection.figure(kept, kept=years),
        share=kept / due if due else None,
    )
