"""A funnel: how many came how far, what part of those before, and how long it took them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from livinglab.language import Language
from registry.website import formats
from registry.website.charts import rows as table
from registry.website.charts.picture import Cell, Picture, Table, nothing
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
    """Draw a table with a bar for each step, measured by the largest of them."""
    whole = max((step.count for step in steps), default=0)
    if whole <= 0:
        return nothing(name, title, say(language, "There is nothing to draw yet."))
    before = [None, *steps[:-1]]
    drawn = [_row(step, earlier, whole, language) for step, earlier in zip(steps, before, strict=True)]
    first, last = steps[0], steps[-1]
    says = f"{first.name}: {first.count} → {last.name}: {last.count}."
    came = say(language, "Came so far")
    picture = table.table(name, title, [heading, came], drawn)
    days = say(language, "Days since the step before, median")
    columns = [heading, came, say(language, "Of those before"), say(language, "Left out here"), days]
    rows = [_cells(step, earlier, language) for step, earlier in zip(steps, before, strict=True)]
    return Picture(name, title, says, picture, table=Table(columns, rows))


def _row(step: Step, before: Step | None, whole: int, language: Language) -> table.Row:
    return table.Row(
        name=Cell(step.name),
        pieces=[("s-in-use", max(step.count, 0) / whole)],
        cells=[Cell(formats.number(step.count, language), step.records)],
        under=list(_between(step, before, language)),
    )


def _between(step: Step, before: Step | None, language: Language) -> Iterator[str]:
    """Say what lies between a step and the one before: who came along, and how long it took them."""
    if step.note:
        yield step.note
    kept = _kept(step, before)
    if kept is not None:
        shown = formats.share(kept, language)
        yield say(language, "%(share)s of those before") % {"share": shown}
    if step.median_days is not None:
        days = formats.number(step.median_days, language)
        yield say(language, "half of them within %(days)s days") % {"days": days}


def _cells(step: Step, before: Step | None, language: Language) -> list[Cell]:
    kept = _kept(step, before)
    return [
        Cell(step.name),
        Cell(formats.number(step.count, language), step.records),
        Cell(formats.share(kept, language)),
        Cell(formats.share(None if kept is None else 1 - kept, language)),
        Cell(formats.number(step.median_days, language)),
    ]


def _kept(step: Step, before: Step | None) -> float | None:
    return step.count / before.count if before is not None and before.count > 0 else None
