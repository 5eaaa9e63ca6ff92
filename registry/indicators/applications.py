"""The other way round: which listed applications can support an indicator."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from livinglab.contract import Application as Shown
from livinglab.contract.indicators import Indicator, Instrument, SupportingApplication
from registry.indicators import instruments
from registry.indicators.supported import suggestion_of, supported
from registry.tables import Application, ApplicationCategory

EXAMINED = 400  # candidates that one page looks at, at most


class Found(NamedTuple):
    """One page: `after` is the slug to go on after, None where nothing more was to be looked at."""

    items: list[SupportingApplication]
    after: str | None


def supporting(
    session: Session, instrument: Instrument, indicator: Indicator, *, after: str, limit: int
) -> Found:
    """Return listed applications after the slug `after`, in slug order, at most `limit`.

    The database narrows to those that may, by claim, word or category; each of them is then read as
    `supported` reads it, so that both ways round say the same. A page ends early where many were looked at.
    """
    query = select(Application.slug, Application.body).where(
        Application.listed, col(Application.slug) > after, *_may(instrument, indicator)
    )
    rows = session.exec(query.order_by(col(Application.slug)).limit(EXAMINED + 1)).all()
    items: list[SupportingApplication] = []
    for slug, body in rows[:EXAMINED]:
        items += _told(Shown.model_validate_json(body), instrument, indicator)
        if len(items) == limit:
            return Found(items, slug if slug != rows[-1][0] else None)
    return Found(items, rows[EXAMINED - 1][0] if len(rows) > EXAMINED else None)


def _told(one: Shown, instrument: Instrument, indicator: Indicator) -> Iterator[SupportingApplication]:
    for item in supported(one).items:
        if (item.instrument, item.number) == (instrument.id, indicator.number):
            yield SupportingApplication(slug=one.slug, name=one.name, certainty=item.certainty, why=item.why)


def _may(instrument: Instrument, indicator: Indicator) -> list[ColumnElement[bool]]:
    """Return the condition that every application holds that can support it; empty where all may."""
    claim = f'"{instruments.urn(instrument, indicator.number)}"'
    ways: list[ColumnElement[bool]] = [func.lower(Application.body).contains(claim, autoescape=True)]
    suggestion = suggestion_of(instrument, indicator.number)
    if suggestion is not None and suggestion.words is None:
        return []
    if suggestion is not None:
        summary = func.lower(Application.summary)
        ways += [summary.contains(word, autoescape=True) for word in suggestion.said]
        categorised = select(ApplicationCategory.slug).where(
            ApplicationCategory.slug == Application.slug,
            col(ApplicationCategory.category).in_(sorted(suggestion.categories)),
        )
        ways.append(categorised.exists())
    return [or_(*ways)]
