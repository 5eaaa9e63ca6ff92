"""How an adoption's state follows from its events, by examples (docs/decisions/adoption-records.md)."""

from dataclasses import dataclass
from datetime import date

import pytest

from registry.adoption import states


@dataclass(frozen=True)
class Event:
    """An event as the derivation reads it."""

    id: int
    stage: str
    happened_on: date
    corrects_id: int | None = None


def events(history: str) -> list[Event]:
    """Read `stage@day` or `stage@day/corrected`, numbered from 1 in the order of their recording."""
    found = []
    for number, word in enumerate(history.split(), start=1):
        stage, _, rest = word.partition("@")
        day, _, corrected = rest.partition("/")
        found.append(Event(number, stage, date.fromisoformat(day), int(corrected) if corrected else None))
    return found


def told(history: str) -> str:
    """Derive the periods of a history and write them as `state@since`."""
    found = states.periods(states.effective(events(history)))
    return " ".join(f"{one.state}@{one.since}" for one in found)


EXAMPLES = {
    "nothing": ("", ""),
    "one step": ("interest@2024-03-05", "interested@2024-03-05"),
    "any order of recording": (
        "agreement@2024-05-01 interest@2024-03-05",
        "interested@2024-03-05 preparing@2024-05-01",
    ),
    "a gap": ("acceptance-test@2024-03-05", "piloting@2024-03-05"),
    "no way back": ("installation@2024-03-05 study-visit@2024-04-01", "piloting@2024-03-05"),
    "an evaluation alone is no use": ("evaluation@2024-03-05", "piloting@2024-03-05"),
    "in use lapses on the first of the thirteenth month": (
        "go-live@2024-03-05",
        "in-use@2024-03-05 lapsed@2025-04-01",
    ),
    "a confirmation on the last day holds on": (
        "go-live@2024-03-05 confirmation@2025-03-31",
        "in-use@2024-03-05 lapsed@2026-04-01",
    ),
    "a confirmation on the day of the lapse comes in time": (
        "go-live@2024-03-05 confirmation@2025-04-01",
        "in-use@2024-03-05 lapsed@2026-05-01",
    ),
    "a confirmation a day later does not": (
        "go-live@2024-03-05 confirmation@2025-04-02",
        "in-use@2024-03-05 lapsed@2025-04-01 in-use@2025-04-02 lapsed@2026-05-01",
    ),
    "an evaluation is a sign of use": (
        "go-live@2024-03-05 evaluation@2025-01-10",
        "in-use@2024-03-05 lapsed@2026-02-01",
    ),
    "a training is none": ("go-live@2024-03-05 training@2025-01-10", "in-use@2024-03-05 lapsed@2025-04-01"),
    "a training does not wake what has lapsed": (
        "go-live@2024-03-05 training@2025-06-10",
        "in-use@2024-03-05 lapsed@2025-04-01",
    ),
    "the last day of February of a leap year": (
        "go-live@2024-02-29",
        "in-use@2024-02-29 lapsed@2025-03-01",
    ),
    "stopped": ("go-live@2024-03-05 stopped@2024-09-01", "in-use@2024-03-05 stopped@2024-09-01"),
    "stopped after it had lapsed": (
        "go-live@2024-03-05 stopped@2025-09-01",
        "in-use@2024-03-05 lapsed@2025-04-01 stopped@2025-09-01",
    ),
    "begun anew after it was stopped": (
        "installation@2024-03-05 stopped@2024-09-01 interest@2025-01-02",
        "piloting@2024-03-05 stopped@2024-09-01 interested@2025-01-02",
    ),
    "stopped twice": (
        "interest@2024-03-05 stopped@2024-04-01 stopped@2024-05-01",
        "interested@2024-03-05 stopped@2024-04-01",
    ),
    "all on one day": ("interest@2024-03-05 go-live@2024-03-05 stopped@2024-03-05", "stopped@2024-03-05"),
    "stopped and begun on one day": (
        "go-live@2024-03-05 stopped@2024-06-01 go-live@2024-06-01",
        "in-use@2024-03-05 lapsed@2025-07-01",
    ),
    "a corrected day": ("go-live@2024-03-05 go-live@2024-08-05/1", "in-use@2024-08-05 lapsed@2025-09-01"),
    "a corrected correction": (
        "go-live@2024-03-05 go-live@2024-08-05/1 installation@2024-08-05/2",
        "piloting@2024-08-05",
    ),
    "taken back": ("interest@2024-03-05 go-live@2024-08-05 retraction@2024-09-01/2", "interested@2024-03-05"),
    "all taken back": ("go-live@2024-03-05 retraction@2024-09-01/1", ""),
    "a correction taken back brings nothing back": (
        "interest@2024-03-05 go-live@2024-08-05/1 retraction@2024-09-01/2",
        "",
    ),
}


@pytest.mark.parametrize("history", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_states_follow_from_events(history: tuple[str, str]) -> None:
    assert told(history[0]) == history[1]


def test_periods_have_no_gaps_and_know_which_came_first() -> None:
    found = states.periods(
        states.effective(events("go-live@2024-03-05 confirmation@2025-06-01 stopped@2025-07-01"))
    )
    assert [one.until for one in found] == [*(one.since for one in found[1:]), None]
    assert [(str(one.state), one.first) for one in found] == [
        ("in-use", True),
        ("lapsed", True),
        ("in-use", False),
        ("stopped", True),
    ]


def test_the_first_day_of_each_step_is_kept() -> None:
    standing = states.effective(
        events("study-visit@2024-03-05 interest@2024-02-01 confirmation@2024-09-01 go-live@2024-10-01")
    )
    assert states.first_reached(standing) == {"interest": date(2024, 2, 1), "in-use": date(2024, 9, 1)}
