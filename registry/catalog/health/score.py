"""The score: what silence leaves of the weighted mean of what is known."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from livinglab import contract
from livinglab.contract import Sentence
from registry.catalog.health import inputs
from registry.catalog.health.inputs import Facts, Seen

ENOUGH = 0.4  # of the weights must be known before there is a score
GOOD, FAIR = 0.75, 0.4

# What each input weighs. They add up to 1.
WEIGHTS: Sequence[tuple[str, float, Callable[[Facts, datetime], Seen]]] = (
    ("last-change", 0.20, inputs.last_change),
    ("people", 0.20, inputs.people),
    ("releases", 0.15, inputs.releases),
    ("maintenance", 0.15, inputs.maintenance),
    ("open-warnings", 0.10, inputs.open_warnings),
    ("documentation", 0.10, inputs.documentation),
    ("security-contact", 0.05, inputs.security_contact),
    ("donor-reachable", 0.05, inputs.donor_reachable),
)


def health(facts: Facts, now: datetime) -> contract.Health:
    """Reckon the health at a moment.

    It is activity times the weighted mean of the inputs that are known. An unknown input counts neither for
    nor against. Where too little is known there is no score, unless silence alone has settled it; and none
    where nobody knows when anything last changed.
    """
    seen = [(code, weight, look(facts, now)) for code, weight, look in WEIGHTS]
    known = sum(weight for _, weight, (value, _) in seen if value is not None)
    activity = inputs.activity(facts.last_change, now)
    mean = sum(weight * value for _, weight, (value, _) in seen if value is not None) / (known or 1)
    settled = facts.last_change is not None and (known >= ENOUGH or activity == 0)
    return contract.Health(
        score=round(100 * activity * mean) if settled else None,
        known=round(known, 4),
        activity=round(activity, 4),
        as_of=now,
        inputs=[_input(code, weight, known, one) for code, weight, one in seen],
    )


def _input(code: str, weight: float, known: float, seen: Seen) -> contract.HealthInput:
    value, message = seen
    return contract.HealthInput(
        code=code,
        state=_state(value),
        weight=round(weight if value is None else weight / known, 4),
        value=None if value is None else round(value, 4),
        message=Sentence(id=message.id, en=message.en),
    )


def _state(value: float | None) -> Literal["good", "fair", "bad", "unknown"]:
    if value is None:
        return "unknown"
    if value >= GOOD:
        return "good"
    return "fair" if value >= FAIR else "bad"
