"""Figures of states: how adoptions in each state are shown, with the lists that they count."""

from collections import Counter
from typing import Any

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import Figure
from registry.statistics.reading import SHOWN
from registry.statistics.selection import Selection


def states(selection: Selection, counted: Counter[State], **more: Any) -> dict[str, Any]:
    """Return the fields of `contract.statistics.States`, narrowed by `more` filters."""
    return {
        "adoptions": selection.figure(counted.total(), on=selection.today, **more),
        "states": {state: selection.figure(counted[state], state=state, **more) for state in SHOWN},
    }


def unnamed(counted: Counter[State]) -> dict[str, Any]:
    """Return the same of what the caller may not be told of: there is no list of it."""
    return {
        "adoptions": Figure(count=counted.total()),
        "states": {state: Figure(count=counted[state]) for state in SHOWN},
    }
