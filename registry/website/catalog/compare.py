"""The page that puts two to four applications side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session, col, select

from livinglab.contract import adoption_words
from livinglab.language import Language
from registry.catalog import applications
from registry.dependencies import CurrentSearch, NewestSerial, PageLanguage, Reading
from registry.protection.limited import LimitReading
from registry.tables import Application
from registry.website.application import related
from registry.website.application import words as application_words
from registry.website.catalog import words
from registry.website.catalog.comparing import compare, lines
from registry.website.rendering import render

router = APIRouter(include_in_schema=False)
PAGE = "/compare"
FEWEST, MOST = 2, 4
LOOKED_AT = 20  # slugs of an address that has too many
LONGEST_SLUG = 60
Trouble = Literal["none", "one", "many", "unknown"]
STATUSES = {"none": 200, "one": 422, "many": 422, "unknown": 404}


@dataclass(frozen=True)
class Chosen:
    """One application of an address: its slug, and its name, None where the catalog has none."""

    slug: str
    name: str | None


@router.get("/compare", dependencies=[LimitReading])
def compare_page(
    request: Request,
    session: Reading,
    index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
    application: Annotated[list[str] | None, Query()] = None,
    show: str = "",
) -> Response:
    """Put applications side by side, or say what is wrong with the choice."""
    slugs = [slug[:LONGEST_SLUG] for slug in dict.fromkeys(application or []) if slug][:LOOKED_AT]
    chosen = _chosen(session, slugs)
    trouble = _trouble(chosen)
    if trouble is not None:
        return _wrong(request, index, language, chosen, trouble, serial=serial)
    compared = compare(session, slugs)
    every = lines(compared)
    return render(
        request,
        "compare.html",
        language,
        compared=compared,
        lines=[line for line in every if show != "differences" or not line.alike],
        alike=sum(line.alike for line in every),
        only_differences=show == "differences",
        without={one.slug: address([slug for slug in slugs if slug != one.slug]) for one in chosen},
        address=address(slugs),
        provenance=words.PROVENANCE,
        bands=words.HEALTH,
        visibilities=application_words.VISIBILITIES,
        development=application_words.DEVELOPMENT,
        deployments=application_words.DEPLOYMENT,
        adoption_states=adoption_words.STATES,
    )


def address(slugs: Sequence[str]) -> str:
    """Return the address that compares some applications."""
    return f"{PAGE}?{urlencode([('application', slug) for slug in slugs])}" if slugs else PAGE


def _trouble(chosen: Sequence[Chosen]) -> Trouble | None:
    if not chosen:
        return "none"
    if len(chosen) > MOST:
        return "many"
    if any(one.name is None for one in chosen):
        return "unknown"
    return "one" if len(chosen) < FEWEST else None


def _chosen(session: Session, slugs: Sequence[str]) -> list[Chosen]:
    query = select(Application.slug, Application.name).where(
        col(Application.slug).in_([slug for slug in slugs if "\0" not in slug]), applications.shown()
    )
    names = dict(iter(session.exec(query).all()))
    return [Chosen(slug, names.get(slug)) for slug in slugs]


def _wrong(
    request: Request,
    index: CurrentSearch,
    language: Language,
    chosen: Sequence[Chosen],
    trouble: Trouble,
    *,
    serial: int,
) -> Response:
    """Say what is wrong, and lead on: to those that are known, and to what is like the first of them."""
    known = [one.slug for one in chosen if one.name is not None]
    like = related.similar(index, known[0], serial=serial) if len(known) == 1 else ()
    return render(
        request,
        "compare_choose.html",
        language,
        status=STATUSES[trouble],
        trouble=trouble,
        chosen=chosen,
        most=MOST,
        without={
            one.slug: address([other.slug for other in chosen if other.slug != one.slug]) for one in chosen
        },
        known=address(known) if FEWEST <= len(known) <= MOST else None,
        like=[(one["name"], address([known[0], one["slug"]])) for one in like],
    )
