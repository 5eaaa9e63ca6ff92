"""What the charts of regions are given: dots at seats of government, and the SPBE index by year."""

from collections import Counter
from collections.abc import Sequence

from livinglab.contract import spbe_index as wire
from livinglab.contract.adoption_words import STATES
from livinglab.contract.adoptions import State
from livinglab.language import Language
from registry.statistics.standing import Standing
from registry.tables import Application, Region
from registry.website.charts import Break, Dot, Picture, Point, Run, Series, lines, seats
from registry.website.translations import say

NOWHERE = float("nan")  # a dot at no known place is not drawn
LOWEST, HIGHEST = 1.0, 5.0  # of the index


def country_map(
    standings: Sequence[Standing],
    language: Language,
    *,
    application: Application | None = None,
    only: State | None = None,
) -> Picture:
    """Draw every seat; with `only` one state keeps its colour, and what the others are is still said."""
    title = say(language, "Seats of government of the regencies and cities, by state")
    title = f"{title}: {application.name}" if application else title
    words = _nothing(language) if only in (None, State.NONE) else {"none": say(language, "another state")}
    dots = [_dot(one, only, language) for one in standings]
    return seats(dots, name="map", title=title, language=language, words=words, in_table=False)


def province_map(standings: Sequence[Standing], province: Region, language: Language) -> Picture:
    """Draw the seats of one province."""
    title = f"{say(language, 'Seats of government of the regencies and cities, by state')}: {province.name}"
    dots = [_dot(one, None, language) for one in standings]
    words = _nothing(language)
    return seats(dots, name="map", title=title, language=language, words=words, in_table=False)


def adopters_map(standings: Sequence[Standing], all_seats: Sequence[Region], language: Language) -> Picture:
    """Draw those who adopt something of a donor's among all seats, so that one sees where they are."""
    known = {one.region.code: one for one in standings}
    dots = [
        _dot(known.get(one.code, Standing(one, State.NONE, Counter())), None, language) for one in all_seats
    ]
    title, words = say(language, "Who adopts what it donates"), {"none": say(language, "no adoption to name")}
    return seats(dots, name="map", title=title, language=language, words=words, in_table=False)


def index_lines(index: wire.RegionIndex, province: str, language: Language) -> Picture:
    """Draw a region's SPBE index beside the country's and its province's means; never across instruments."""
    means = [Point(one.year, one.index) for one in index.province_means]
    series = [
        Series(index.region.name, [Run(_points(index.items))]),
        Series(say(language, "Indonesia"), [Run(_points(index.national))], "quiet"),
    ]
    if means and index.region.name != province:
        series.insert(1, Series(f"{say(language, 'Mean of')} {province}", [Run(means)]))
    return lines(
        series,
        name="spbe",
        title=say(language, "SPBE index by year"),
        language=language,
        breaks=[Break(2020, 2021, say(language, "another instrument: not to be compared"))],
        low=LOWEST,
        high=HIGHEST,
        digits=2,
    )


def _nothing(language: Language) -> dict[str, str]:
    return {"none": say(language, "nothing recorded")}


def _points(rows: Sequence[wire.Assessment]) -> list[Point]:
    return [Point(row.year, row.index) for row in rows]


def _dot(one: Standing, only: State | None, language: Language) -> Dot:
    region, state = one.region, one.state
    is_shown = only is None or state is only
    return Dot(
        region.code,
        region.name,
        NOWHERE if region.latitude is None else region.latitude,
        NOWHERE if region.longitude is None else region.longitude,
        state if is_shown else State.NONE,
        note="" if is_shown else STATES[state].to(language),
    )
