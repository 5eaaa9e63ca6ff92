"""Organisations: who donates and adopts. They and their people are changed on the website alone."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from livinglab import contract
from livinglab.contract.organisations import Member, Organisation
from registry.access import memberships, organisations
from registry.api import answers
from registry.dependencies import KnownCaller, Page, Reading

router = APIRouter(prefix="/api/v1/organisations", tags=["organisations"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", response_model=contract.Page[Organisation], responses=answers.problems())
def list_organisations(session: Reading, page: Page) -> Response:
    """List the organisations that are not closed, in the order of their numbers."""
    rows = organisations.known(session, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1].id if len(rows) > page.limit else None
    items = (organisations.show(session, row).model_dump_json() for row in shown)
    return answers.page(session, items, next_key=following)


@router.get("/{number}", response_model=Organisation, responses=answers.problems(404))
def get_organisation(session: Reading, number: Number) -> Response:
    """Show one organisation, closed or not."""
    return answers.model(session, organisations.show(session, organisations.get(session, number)))


@router.get(
    "/{number}/members", response_model=contract.Page[Member], responses=answers.problems(401, 403, 404)
)
def list_members(session: Reading, caller: KnownCaller, number: Number, page: Page) -> Response:
    """List an organisation's people in the order of their numbers: for its own people, and for auditors."""
    organisation = organisations.get(session, number)
    memberships.require_sight(caller, organisation)
    after = page.after_number() or 0
    rows = memberships.page(session, organisation, after=after, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1].person if len(rows) > page.limit else None
    items = (row.model_dump_json() for row in shown)
    return answers.page(session, items, next_key=following, private=True)
