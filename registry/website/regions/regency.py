"""A regency or city: what it donates and runs, its SPBE index, and what regions like it use."""

from typing import Any

from sqlmodel import Session

from livinglab.language import Language
from registry import clock
from registry.access.callers import Caller
from registry.regions import nearby
from registry.spbe_index import assessments
from registry.statistics import donors, used
from registry.tables import Region
from registry.website.regions import shared
from registry.website.regions.measured import index_of

TEMPLATE = "region.html"
ALIKE = 8  # regions to compare with
SUGGESTED = 8  # applications
DONORS = 5  # that lead to pages of their own
EACH = 3  # applications named of each


def values(session: Session, region: Region, *, visitor: Caller, language: Language) -> dict[str, Any]:
    """Return what its page shows."""
    province = shared.province_of(session, region)
    return {
        "province": province,
        "donated": shared.donated(session, region.code),
        "donors": donors.page(session, region=region.code, limit=DONORS),
        "organisation": shared.government(session, region.code),
        "index": index_of(session, region, province, language),
        **shared.recorded(session, region.code, visitor=visitor),
        **_compared(session, region, province, visitor),
    }


def _compared(session: Session, region: Region, province: Region, visitor: Caller) -> dict[str, Any]:
    """Return regions like this one with what they use, and what is used there and around but not here."""
    asked: dict[str, Any] = {"caller": visitor, "today": clock.date_in_jakarta()}
    alike = nearby.alike(session, region, limit=ALIKE)
    codes = [one.code for one in alike]
    suggested = used.most(session, codes, but=region.code, limit=SUGGESTED, **asked) if codes else []
    around = used.most(session, [province.code], but=region.code, limit=SUGGESTED, **asked)
    return {
        "alike": alike,
        "alike_use": used.by_region(session, codes, limit=EACH, **asked),
        "alike_index": assessments.newest(),
        "suggested": suggested,
        "suggested_users": used.users(session, codes, of=suggested, limit=ALIKE, **asked),
        "around": around,
    }
