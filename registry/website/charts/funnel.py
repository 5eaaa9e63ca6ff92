"""A funnel: how many came how far, what part of those before, and how long it took them."""

from collections.abc import Sequence
from dataclasses import dataclass

from livinglab.language import Language
from registry.website import formats
from registry.website.charts import rows as table
from registry.website.charts.picture import Cell, Picture, nothing
from registry.website.translations import say


@dataclass(frozen=True)
class Step:
    """One step: how many came so far or further, and the median of the days since the step before."""

    name: str
    count: int
    records: str = ""
    median_days: float | None = None
    note: str = ""


def funnel(steps: Sequence[Step], *, name: str, title: str, language: Language, heading: str) -> Picture:
    """Draw a table with a bar for each step, measured by the first one that anybody reached."""
    whole = max((step.count for step in steps), default=0)
    if whole <= 0:
        return nothing(name, title, say(language, "There is nothing to draw yet."))
    before = [None, *steps[:-1]]
    drawn = [_row(step, earlier, whole, language) for step, earlier in zip(steps, before, strict=True)]
    first, last = steps[0], steps[-1]
    says = f"{first.name}: {first.count} → {last.name}: {last.count}."
    columns = [
        heading,
        say(language, "Came so far"),
        say(language, "Of those before"),
        say(language, "Days between, median"),
    ]
    return Picture(name, title, says, table.table(name, title, columns, drawn))


def _row(step: Step, before: Step | None, whole: int, language: Language) -> table.Row:
    kept = step.count / before.count if before is not None and before.count > 0 else None
    return table.Row(
        name=Cell(step.name),
        pieces=[("s-in-use", max(step.count, 0) / whole)],
        cells=[
            Cell(formats.number(step.count, language), step.records),
            Cell(formats.share(kept, language)),
            Cell(formats.number(step.median_days, language)),
        ],
        under=[step.note] if step.note else [],
    )
