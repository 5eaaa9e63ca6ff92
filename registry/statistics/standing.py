"""Standing: how far a region has come, in one word: the best state of what it and all in it adopt."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from livinglab.contract.adoptions import State
from registry.statistics import places
from registry.statistics.selection import Selection
from registry.tables import Region

# What goes on counts more than what ended: a region that stopped one and prepares another prepares.
BEST = (State.IN_USE, State.PILOTING, State.PREPARING, State.INTERESTED, State.LAPSED, State.STOPPED)


class Standing(NamedTuple):
    """One region, its best state, and how many of its adoptions are in each."""

    region: Region
    state: State
    counted: Counter[State]


def best(counted: Counter[State]) -> State:
    """Return the best state that something is in."""
    return next((state for state in BEST if counted[state]), State.NONE)


def of_regencies(session: Session, selection: Selection) -> Sequence[Standing]:
    """Return the standing of all selected regencies and cities, at most 514, in the order of codes."""
    query = select(Region).where(places.selected(selection)).order_by(col(Region.code))
    regions = session.exec(query).all()
    counted = places.standing(session, selection, [region.code for region in regions], "region")
    return [Standing(region, best(counted[region.code]), counted[region.code]) for region in regions]
