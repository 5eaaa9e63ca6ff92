"""A province: the front page of its own catalog."""

from typing import Any

from sqlmodel import Session, col, func, select

from livinglab.contract.adoptions import State
from livinglab.language import Language
from registry import clock
from registry.access.callers import Caller
from registry.regions import nearby
from registry.spbe_index import assessments
from registry.statistics import reading, selection, standing, used
from registry.statistics.selection import Selection
from registry.tables import Application, Region
from registry.website.regions import shared
from registry.website.regions.drawing import province_map
from registry.website.regions.measured import index_of

TEMPLATE = "province.html"
MOST = 10  # applications in use
NAMED = 6  # regions named of each
NEIGHBOURS = 4


def values(session: Session, region: Region, *, visitor: Caller, language: Language) -> dict[str, Any]:
    """Return what its page shows."""
    chosen = selection.choose(session, today=clock.date_in_jakarta(), caller=visitor, region=region.code)
    standings = standing.of_regencies(session, chosen)
    return {
        "standings": standings,
        "covered": sum(1 for one in standings if one.state is State.IN_USE),
        "sums": reading.standing(session, chosen),
        "picture": province_map(standings, region, language),
        "newest": assessments.newest(),
        "donated": shared.donated(session, region.code),
        "donations": _donations(session, region),
        "organisation": shared.government(session, region.code),
        "index": index_of(session, region, region, language),
        **shared.recorded(session, region.code, visitor=visitor),
        **_used(session, region, chosen),
    }


def _donations(session: Session, region: Region) -> int:
    query = select(func.count()).select_from(Application)
    return session.exec(query.where(Application.listed, col(Application.province_code) == region.code)).one()


def _used(session: Session, region: Region, chosen: Selection) -> dict[str, Any]:
    """Return what is most in use in the province and by whom, and what its neighbours use beyond that."""
    asked: dict[str, Any] = {"caller": chosen.caller, "today": chosen.today}
    most = used.most(session, [region.code], limit=MOST, **asked)
    neighbours = nearby.provinces(session, region, limit=NEIGHBOURS)
    codes = [one.code for one in neighbours]
    return {
        "most": most,
        "users": used.users(session, [region.code], of=most, limit=NAMED, **asked),
        "neighbours": neighbours,
        "beyond": used.most(session, codes, but=region.code, limit=MOST, **asked) if codes else [],
    }
