"""What mostly comes next. Stages may come in any order and with any gap: this only offers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from livinglab.contract.adoptions import Adoption, AdoptionEvent, Stage, State

LINE = (
    Stage.INTEREST,
    Stage.STUDY_VISIT,
    Stage.REQUEST,
    Stage.MEMORANDUM,
    Stage.AGREEMENT,
    Stage.SOURCE_HANDOVER,
    Stage.INSTALLATION,
    Stage.TRAINING,
    Stage.ACCEPTANCE_TEST,
    Stage.GO_LIVE,
    Stage.REGISTRATION,
    Stage.EVALUATION,
)
SOON = timedelta(days=60)


def standing(events: Iterable[AdoptionEvent]) -> list[AdoptionEvent]:
    """Return the events that were neither corrected nor taken back, by their days."""
    kept = [each for each in events if each.corrected_by is None and each.stage is not Stage.RETRACTION]
    return sorted(kept, key=lambda each: (each.date, each.id))


def following(adoption: Adoption | None, *, fetched: bool, today: date) -> Stage:
    """Return the stage that mostly comes next. Where the source is here, installation at the earliest."""
    earliest = LINE.index(Stage.INSTALLATION) if fetched else 0
    if adoption is None:
        return LINE[earliest]
    if adoption.state is State.LAPSED or runs_out(adoption.state, adoption.expires_on, today):
        return Stage.CONFIRMATION
    reached = [LINE.index(stage) for stage in _since_the_last_stop(standing(adoption.events))]
    place = max([earliest, *(each + 1 for each in reached)])
    return LINE[place] if place < len(LINE) else Stage.CONFIRMATION


def runs_out(state: State, expires_on: date | None, today: date) -> bool:
    """Tell whether the use must be confirmed within sixty days."""
    return state is State.IN_USE and expires_on is not None and expires_on - today <= SOON


def _since_the_last_stop(events: Sequence[AdoptionEvent]) -> list[Stage]:
    stages = [each.stage for each in events]
    if Stage.STOPPED in stages:
        stages = stages[len(stages) - stages[::-1].index(Stage.STOPPED) :]
    meant = {Stage.GRANT_OR_LOAN: Stage.AGREEMENT, Stage.CONFIRMATION: Stage.GO_LIVE}
    return [meant.get(stage, stage) for stage in stages]
