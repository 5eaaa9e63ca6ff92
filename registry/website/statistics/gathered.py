"""Everything that the statistics page shows, counted once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from livinglab.contract import statistics as wire
from livinglab.contract.adoptions import State
from registry.access.callers import Caller
from registry.statistics import (
    applications,
    cohorts,
    coverage,
    funnel,
    retention,
    savings,
    selection,
    series,
    stages,
    standing,
    totals,
    versions,
)
from registry.statistics.selection import Selection
from registry.statistics.standing import Standing

LONGEST, SHORTEST = 36, 12  # months that are drawn
LISTED = 200  # applications that are looked at for the most adopted ones
SHOWN = 12  # of them, as bands


@dataclass(frozen=True)
class Gathered:
    """The bodies that the API gives for the same filters; `regions` is for the map."""

    totals: wire.Totals
    funnel: wire.Funnel
    months: Sequence[wire.MonthPoint]
    coverage: wire.Coverage
    regions: Sequence[Standing]
    applications: Sequence[wire.ByApplication]
    more_applications: int
    unnamed: wire.ByApplication | None
    stages: wire.Stages
    behind: wire.Behind
    versions: wire.Versions | None
    retention: wire.Retention
    savings: wire.Savings
    cohort: wire.Cohort | None


def gather(session: Session, chosen: Selection, *, cohort: str | None) -> Gathered:
    """Count what the selection says; `cohort` is whose members are shown."""
    rows, unnamed, more = _applications(session, chosen)
    return Gathered(
        totals=totals.totals(session, chosen),
        funnel=funnel.funnel(session, chosen),
        months=_months(session, chosen),
        coverage=coverage.coverage(session, chosen),
        regions=standing.of_regencies(session, chosen),
        applications=rows,
        more_applications=more,
        unnamed=unnamed,
        stages=stages.stages(session, chosen, month=None),
        behind=versions.behind(session, chosen),
        versions=versions.of_application(session, chosen) if chosen.application else None,
        retention=retention.retention(session, chosen),
        savings=savings.savings(session, chosen),
        cohort=_cohort(session, chosen.caller, chosen, cohort),
    )


def _months(session: Session, chosen: Selection) -> Sequence[wire.MonthPoint]:
    """Return the last months, from the first in which anything happened, but a year at least."""
    found = series.series(session, chosen, since=chosen.month - LONGEST + 1, to=None).months
    begun = next((number for number, one in enumerate(found) if one.new.count or one.active.count), LONGEST)
    return found[min(max(begun - 1, 0), LONGEST - SHORTEST) :]


def _applications(
    session: Session, chosen: Selection
) -> tuple[Sequence[wire.ByApplication], wire.ByApplication | None, int]:
    """Return the most adopted applications, the row of those without a name, and how many more there are."""
    if chosen.application is not None:
        return [], None, 0
    page = applications.page(session, chosen, state=None, after="", limit=LISTED)
    named = [row for row in page.items if row.application is not None]
    unnamed = next((row for row in page.items if row.application is None), None)
    order = sorted(named, key=lambda row: (-row.states[State.IN_USE].count, -row.adoptions.count))
    return order[:SHOWN], unnamed, page.total - page.unnamed - min(len(named), SHOWN)


def _cohort(session: Session, caller: Caller, chosen: Selection, slug: str | None) -> wire.Cohort | None:
    """Return a cohort, whatever else the page is narrowed to: its members are counted with all they do."""
    if slug is None:
        return None
    whole = selection.choose(session, today=chosen.today, caller=caller, cohort=slug)
    return cohorts.one(session, whole)
