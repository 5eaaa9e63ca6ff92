"""Donors: all of them, and one with what it gave, who took it, and what they say of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract.adoption_words import STATES
from livinglab.contract.adoptions import State
from livinglab.contract.experiences import Experience
from livinglab.language import Language
from registry import clock
from registry.access.callers import Caller
from registry.adoption import published_experiences
from registry.adoption.published_experiences import ExperienceFilters
from registry.dependencies import Page, PageLanguage, Reading, write_cursor
from registry.protection.limited import LimitReading
from registry.regions.lookup import seats
from registry.statistics import donors
from registry.tables import Application
from registry.website.regions.drawing import adopters_map
from registry.website.rendering import render
from registry.website.visitors import Visitor

router = APIRouter(prefix="/donors", include_in_schema=False, dependencies=[LimitReading])
GIVEN = 50  # applications of one donor
ADOPTERS = 100  # regions in the table
ASKED = 10  # applications whose experiences and contacts are looked for
SAID, EACH = 6, 3  # experiences in all, and of one application
CONTACTS = 5


@router.get("")
def list_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    language: PageLanguage,
    page: Page,
    words: Annotated[str, Query(alias="q", max_length=200)] = "",
) -> Response:
    """List who donates."""
    asked = words.replace("\0", " ").strip()
    rows = donors.page(session, words=asked, after=page.after_text(), limit=page.limit + 1)
    shown = rows[: page.limit]
    numbers = [one.publisher.id or 0 for one in shown]
    values: dict[str, Any] = {
        "words": asked,
        "items": shown,
        "sums": donors.sums(session, numbers, caller=visitor, today=clock.date_in_jakarta()),
        "nothing": Counter[State](),
        "total": donors.count(session, words=asked),
        "next": write_cursor(shown[-1].publisher.name) if len(rows) > page.limit else None,
        "first": page.after is None,
        "narrowed": urlencode({"q": asked}) if asked else "",
    }
    return render(request, "donors.html", language, secret=visitor.is_known, **values)


@router.get("/{number}")
def donor_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    language: PageLanguage,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
) -> Response:
    """Show one donor."""
    donor = donors.get(session, number)
    applications = _applications(session, number)
    values: dict[str, Any] = {
        "donor": donor,
        "given": [
            (one, contract.ApplicationSummary.model_validate_json(one.summary)) for one in applications
        ],
        "experiences": list(islice(_experiences(session, applications, visitor), SAID)),
        "contacts": list(islice(_contacts(applications), CONTACTS)),
        **_adopted(session, number, visitor, language),
    }
    return render(request, "donor.html", language, secret=visitor.is_known, **values)


def _applications(session: Session, number: int) -> Sequence[Application]:
    query = select(Application).where(Application.listed, col(Application.publisher_id) == number)
    return session.exec(query.order_by(col(Application.slug)).limit(GIVEN)).all()


def _adopted(session: Session, number: int, visitor: Caller, language: Language) -> dict[str, Any]:
    """Return who adopts what the donor gave, as far as the visitor may be told."""
    today = clock.date_in_jakarta()
    standings = donors.adopters(session, number, caller=visitor, today=today)
    sums = donors.sums(session, [number], caller=visitor, today=today)
    return {
        "counted": sums.get(number, Counter()),
        "by_application": donors.by_application(session, number, caller=visitor, today=today),
        "nothing": Counter[State](),
        "adopters": standings[:ADOPTERS],
        "adopting": len(standings),
        "picture": adopters_map(standings, seats(session), language) if standings else None,
        "states": STATES,
    }


def _experiences(
    session: Session, applications: Sequence[Application], visitor: Caller
) -> Iterator[Experience]:
    """Return what adopters say of a donor's applications: published, and of what may be named."""
    for one in applications[:ASKED]:
        found = published_experiences.page(
            session,
            ExperienceFilters(application=one.slug),
            caller=visitor,
            today=clock.date_in_jakarta(),
            after=0,
            limit=EACH,
        )
        yield from (experience for _, experience in found)


def _contacts(applications: Sequence[Application]) -> Iterator[contract.Contact]:
    """Return whom to ask, as the applications' own pages name them, everybody once."""
    seen = set[str]()
    for one in applications[:ASKED]:
        for contact in contract.Application.model_validate_json(one.body).contacts:
            if contact.name not in seen:
                seen.add(contact.name)
                yield contact
