"""Totals: the headline figures."""

from sqlmodel import Session

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import Figure, Totals
from registry.statistics import applications, figures, places, reading
from registry.statistics.selection import Selection


def totals(session: Session, selection: Selection) -> Totals:
    """Return how many adoptions are in each state, applications in use, and regions."""
    counted = reading.standing(session, selection)
    return Totals(
        as_of=selection.today,
        applications=_applications(session, selection),
        regions=places.figure(session, selection, showing="recorded"),
        covered=places.figure(session, selection, showing="covered"),
        **figures.states(selection, counted),
    )


def _applications(session: Session, selection: Selection) -> Figure | None:
    if selection.application is not None:
        return None
    count, _ = applications.count(session, selection, state=State.IN_USE)
    return Figure(count=count, records=selection.address("applications", state=State.IN_USE))
