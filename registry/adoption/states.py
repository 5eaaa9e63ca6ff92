"""States: what follows from an adoption's events. The one place where that is decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from livinglab.contract.adoptions import Stage, State
from registry.adoption import months

HOLDS_MONTHS = 12  # after the month of the last sign of use
LATEST = 12 * 9999 - HOLDS_MONTHS - 2

# The furthest state that a stage alone speaks for.
LEADS_TO: dict[str, State] = {
    Stage.INTEREST: State.INTERESTED,
    Stage.STUDY_VISIT: State.INTERESTED,
    Stage.REQUEST: State.INTERESTED,
    Stage.MEMORANDUM: State.PREPARING,
    Stage.AGREEMENT: State.PREPARING,
    Stage.GRANT_OR_LOAN: State.PREPARING,
    Stage.SOURCE_HANDOVER: State.PREPARING,
    Stage.INSTALLATION: State.PILOTING,
    Stage.TRAINING: State.PILOTING,
    Stage.ACCEPTANCE_TEST: State.PILOTING,
    Stage.REGISTRATION: State.PILOTING,
    Stage.EVALUATION: State.PILOTING,
    Stage.GO_LIVE: State.IN_USE,
    Stage.CONFIRMATION: State.IN_USE,
}
RANK = {
    state: rank
    for rank, state in enumerate((State.INTERESTED, State.PREPARING, State.PILOTING, State.IN_USE))
}
# What shows that an application that went live is used still.
SIGNS_OF_USE: frozenset[str] = frozenset({Stage.GO_LIVE, Stage.CONFIRMATION, Stage.EVALUATION})
# The steps of the funnel, each with the stages that reach it.
STEPS: tuple[tuple[str, frozenset[Stage]], ...] = (
    ("interest", frozenset({Stage.INTEREST, Stage.STUDY_VISIT})),
    ("request", frozenset({Stage.REQUEST})),
    ("agreement", frozenset({Stage.MEMORANDUM, Stage.AGREEMENT, Stage.GRANT_OR_LOAN})),
    ("handover", frozenset({Stage.SOURCE_HANDOVER})),
    ("installation", frozenset({Stage.INSTALLATION, Stage.TRAINING, Stage.ACCEPTANCE_TEST})),
    ("in-use", frozenset({Stage.GO_LIVE, Stage.CONFIRMATION})),
)
STEP_OF = {str(stage): step for step, stages in STEPS for stage in stages}
ORDER = {str(stage): number for number, stage in enumerate(Stage)}


class Event(Protocol):
    """What the derivation reads of an event."""

    id: int | None
    stage: str
    happened_on: date
    corrects_id: int | None


AnEvent = TypeVar("AnEvent", bound=Event)


@dataclass(frozen=True)
class Period:
    """A state from a day on, to the day before `until`; None: it goes on. A lapse to come stands here too."""

    state: State
    since: date
    until: date | None
    first: bool


def effective(events: Iterable[AnEvent]) -> list[AnEvent]:
    """Return the events that stand, by day and, within a day, by recording: corrected ones are left out."""
    known = list(events)
    replaced = {event.corrects_id for event in known}
    standing = [event for event in known if event.id not in replaced and event.stage != Stage.RETRACTION]
    return sorted(standing, key=lambda event: (event.happened_on, event.id or 0))


def periods(standing: Sequence[Event]) -> list[Period]:
    """Return the states that follow from effective events, in their order, without gaps.

    - A stage leads to the state that `LEADS_TO` names, never back to an earlier one: a study visit after the
      installation leaves an adoption `piloting`.
    - `in-use` holds to the end of the twelfth month after the month of the last sign of use (go-live,
      confirmation; after those an evaluation too), then it is `lapsed` until the next sign of use.
    - `stopped` holds until a later event, which begins anew.
    """
    changes: list[tuple[date, State]] = []
    state: State | None = None
    lapses_on: date | None = None
    for event in standing:
        if state is State.IN_USE and lapses_on is not None and event.happened_on >= lapses_on:
            changes.append((lapses_on, State.LAPSED))
            state = State.LAPSED
        following = _next(state, event.stage)
        if following is State.IN_USE and event.stage in SIGNS_OF_USE:
            lapses_on = _lapse(event.happened_on)
        if following is not state:
            changes.append((event.happened_on, following))
            state = following
    if state is State.IN_USE and lapses_on is not None:
        changes.append((lapses_on, State.LAPSED))
    return _joined(changes)


def first_reached(standing: Sequence[Event]) -> dict[str, date]:
    """Return the first day on which each step of the funnel was recorded, of those that were."""
    reached: dict[str, date] = {}
    for event in standing:
        step = STEP_OF.get(event.stage)
        if step is not None:
            reached.setdefault(step, event.happened_on)
    return reached


def bits(stages: Iterable[str]) -> int:
    """Return what stands for a set of stages in `Adoption.stages`. New stages come last: bits are kept."""
    return sum(1 << ORDER[stage] for stage in {*stages})


def _next(state: State | None, stage: str) -> State:
    if stage == Stage.STOPPED:
        return State.STOPPED
    led_to = LEADS_TO[stage]
    if state is None or state is State.STOPPED:
        return led_to
    if state is State.LAPSED:
        return State.IN_USE if stage in SIGNS_OF_USE else state
    return max(state, led_to, key=RANK.__getitem__)


def _lapse(day: date) -> date:
    return months.first_day(min(months.month_of(day), LATEST) + HOLDS_MONTHS + 1)


def _joined(changes: Sequence[tuple[date, State]]) -> list[Period]:
    """Make periods of changes. One that a change of the same day took the place of was not."""
    kept = [
        (day, state)
        for number, (day, state) in enumerate(changes)
        if number + 1 == len(changes) or changes[number + 1][0] != day
    ]
    kept = [one for number, one in enumerate(kept) if number == 0 or kept[number - 1][1] is not one[1]]
    made, seen = [], set[State]()
    for number, (day, state) in enumerate(kept):
        until = kept[number + 1][0] if number + 1 < len(kept) else None
        made.append(Period(state, day, until, first=state not in seen))
        seen.add(state)
    return made
