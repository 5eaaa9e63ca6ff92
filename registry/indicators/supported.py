"""Which indicators an application can support: what its own publiccode.yml claims, and what we suggest."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from livinglab.contract import Application, ApplicationSummary, Sentence
from livinglab.contract.indicators import (
    Certainty,
    Indicator,
    Instrument,
    SupportedIndicator,
    SupportedIndicators,
)
from registry.indicators import instruments

NOTE = Sentence(
    id="Sebuah aplikasi dapat mendukung indikator; tingkatnya ditentukan asesor berdasarkan data dukung. "
    "Tidak ada tingkat yang dijanjikan di sini.",
    en="An application can support an indicator; its level is decided by an assessor, on evidence. "
    "No level is promised here.",
)
CLAIMED = Sentence(
    id="Pembuat aplikasi menyatakannya di publiccode.yml (`supports`).",
    en="The application's authors claim it in its publiccode.yml (`supports`).",
)


class Suggestion(NamedTuple):
    """One row of suggestions.toml; `words` is None where it is true of every application."""

    number: int
    words: re.Pattern[str] | None
    said: tuple[str, ...]
    categories: frozenset[str]
    why: Sentence


def supported(application: Application) -> SupportedIndicators:
    """Return what an application can support: claims first, then suggestions, by number; the general last.

    Takes the safe text as well as the whole one: it reads name, descriptions, categories and `supports`.
    """
    claims = [(one, instruments.named_by(one)) for one in application.supports]
    claimed = {(found[0].id, found[1].number): found for _, found in claims if found}
    items = [
        _item(instrument, indicator, Certainty.CLAIMED, CLAIMED)
        for _, (instrument, indicator) in sorted(claimed.items(), key=_order)
    ]
    items += [one for one in suggested(application) if (one.instrument, one.number) not in claimed]
    return SupportedIndicators(
        application=application.slug,
        items=items,
        unknown=sorted({text for text, found in claims if found is None and _is_ours(text)}),
        note=NOTE,
    )


def suggested(application: ApplicationSummary) -> list[SupportedIndicator]:
    """Return what the catalog suggests by itself, by number; what is true of all applications last."""
    instrument, suggestions = _suggestions()
    said = _said(application)
    return [
        _item(
            instrument,
            instruments.indicator(instrument, one.number),
            Certainty.SUGGESTED,
            one.why,
            general=one.words is None,
        )
        for one in suggestions
        if one.words is None or one.words.search(said) or one.categories & set(application.categories)
    ]


def suggestion_of(instrument: Instrument, number: int) -> Suggestion | None:
    """Return the row by which an indicator is suggested, None where it never is."""
    of_which, suggestions = _suggestions()
    if of_which.id != instrument.id:
        return None
    return next((one for one in suggestions if one.number == number), None)


def _order(claim: tuple[tuple[str, int], object]) -> tuple[int, int]:
    (instrument_id, number), _ = claim
    return instruments.NEWEST_FIRST.index(instrument_id), number


def _is_ours(support: str) -> bool:
    return support.strip().lower().startswith(instruments.URN)


def _item(
    instrument: Instrument,
    indicator: Indicator,
    certainty: Certainty,
    why: Sentence,
    *,
    general: bool = False,
) -> SupportedIndicator:
    return SupportedIndicator(
        instrument=instrument.id,
        number=indicator.number,
        name=indicator.name,
        urn=instruments.urn(instrument, indicator.number),
        certainty=certainty,
        general=general,
        why=why,
    )


def _said(application: ApplicationSummary) -> str:
    """Return name and short descriptions, where what an application is stands; long texts name much else."""
    return "\n".join([application.name, *application.description.values()]).casefold()


@cache
def _suggestions() -> tuple[Instrument, tuple[Suggestion, ...]]:
    read = tomllib.loads((files("registry.indicators") / "suggestions.toml").read_text())
    made = [*_made(read["suggestion"]), *_made(read["general"])]
    return instruments.get(read["instrument"]), tuple(made)


def _made(rows: list[dict[str, object]]) -> Iterator[Suggestion]:
    for row in rows:
        words = row.get("words")
        yield Suggestion(
            number=int(str(row["number"])),
            words=_any_of(words) if isinstance(words, list) else None,
            said=tuple(map(str, words)) if isinstance(words, list) else (),
            categories=frozenset(map(str, categories))
            if isinstance(categories := row.get("categories", []), list)
            else frozenset(),
            why=Sentence.model_validate(row["why"]),
        )


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Return a pattern that finds one of the words whole: a hyphen does not begin another one."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
