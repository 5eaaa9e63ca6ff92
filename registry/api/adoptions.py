"""Adoptions: what regions do with applications, recorded by themselves."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import adoptions as wire
from registry import clock
from registry.access.callers import Caller
from registry.adoption import listing, naming, recording, records, statements, terms
from registry.api import answers, tables
from registry.api.adoption_filters import AskedFilters
from registry.api.idempotency import idempotent
from registry.api.sheets import AsSheet
from registry.dependencies import CurrentCaller, KnownCaller, Page, Reading, Writing, write_cursor
from registry.protection.limited import LimitReading, LimitRecord
from registry.tables import Adoption, Application

router = APIRouter(prefix="/api/v1/adoptions", tags=["adoptions"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
WRITING: dict[int | str, dict[str, Any]] = {
    200: {"description": "The same was recorded already: it counts once", "model": wire.Adoption},
    **answers.problems(401, 403, 404, 409, 413),
}


@router.get(
    "",
    response_model=wire.AdoptionPage,
    responses={**answers.problems(401), **tables.AS_TABLE},
    dependencies=[LimitReading],
)
def list_adoptions(
    request: Request,
    session: Reading,
    caller: CurrentCaller,
    filters: AskedFilters,
    page: Page,
    sheet: AsSheet,
) -> Response:
    """List adoptions that match all filters, in the order of their numbers.

    Those of applications whose source is not open to you are counted in `unnamed`, and stand in no page.
    With `application`, `version` or `behind` only what you may be told of is counted.
    """
    listing.require_whole(filters)
    listing.require_known(session, filters)
    today = clock.date_in_jakarta()
    after = page.after_number() or 0
    rows = listing.page(session, filters, caller=caller, today=today, after=after, limit=page.limit + 1)
    shown = rows[: page.limit]
    counted = listing.count(session, filters, caller=caller, today=today)
    body = wire.AdoptionPage(
        items=listing.summaries(session, shown, today=today),
        next=write_cursor(shown[-1][0].id) if len(rows) > page.limit else None,
        total=counted.total,
        unnamed=counted.unnamed,
    )
    answer = sheet.answer("adoptions", body, wire.AdoptionSummary, body.items)
    if sheet.is_csv:
        answer.headers.update(tables.following(request, body.next))
    return answer


@router.post("", status_code=201, response_model=wire.Adoption, responses=WRITING, dependencies=[LimitRecord])
@idempotent(201)
def create_adoption(
    session: Writing, caller: KnownCaller, body: wire.AdoptionRequest, response: Response
) -> wire.Adoption:
    """Record a stage: the first one begins the adoption. Needs a recorder of the adopter's own government."""
    done = recording.record(session, body, caller=caller)
    return _written(session, done.adoption, done.application, response, is_new=done.is_new)


@router.get("/{number}", response_model=wire.Adoption, responses=answers.problems(401, 404))
def get_adoption(session: Reading, caller: CurrentCaller, number: Number) -> Response:
    """Show one adoption: its newest events, what the donor says of it, its terms."""
    adoption, application = naming.find(session, number, caller)
    return _for(caller, answers.of_today(records.show(session, adoption, application)))


@router.get(
    "/{number}/events",
    response_model=contract.Page[wire.AdoptionEvent],
    responses=answers.problems(401, 404),
)
def list_adoption_events(session: Reading, caller: CurrentCaller, number: Number, page: Page) -> Response:
    """List all events of an adoption in the order of their recording: corrected ones name their successor."""
    adoption, _ = naming.find(session, number, caller)
    rows = records.events(session, adoption, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1].id if len(rows) > page.limit else None
    items = (one.model_dump_json() for one in shown)
    return answers.page(session, items, next_key=following, private=caller.is_known)


@router.post(
    "/{number}/events",
    status_code=201,
    response_model=wire.Adoption,
    responses=WRITING,
    dependencies=[LimitRecord],
)
@idempotent(201)
def create_adoption_event(
    session: Writing, caller: KnownCaller, number: Number, body: wire.EventRequest, response: Response
) -> wire.Adoption:
    """Record a stage of this adoption, or correct one: `corrects` names it. Likewise."""
    done = recording.record_for(session, number, body, caller=caller)
    return _written(session, done.adoption, done.application, response, is_new=done.is_new)


@router.post(
    "/{number}/statements",
    status_code=201,
    response_model=wire.Adoption,
    responses=WRITING,
    dependencies=[LimitRecord],
)
@idempotent(201)
def create_adoption_statement(
    session: Writing, caller: KnownCaller, number: Number, body: wire.StatementRequest, response: Response
) -> wire.Adoption:
    """Confirm or dispute an adoption as its donor. Both words are shown; nothing of the record changes."""
    adoption, application, is_new = statements.state(session, number, body, caller=caller)
    return _written(session, adoption, application, response, is_new=is_new)


@router.post(
    "/{number}/terms",
    status_code=201,
    response_model=wire.Adoption,
    responses=WRITING,
    dependencies=[LimitRecord],
)
@idempotent(201)
def create_adoption_terms(
    session: Writing, caller: KnownCaller, number: Number, body: wire.TermsRequest, response: Response
) -> wire.Adoption:
    """Record under what terms the adopter uses the application; earlier terms stay readable."""
    adoption, application, is_new = terms.put(session, number, body, caller=caller)
    return _written(session, adoption, application, response, is_new=is_new)


def _written(
    session: Session, adoption: Adoption, application: Application, response: Response, *, is_new: bool
) -> wire.Adoption:
    session.flush()
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/adoptions/{adoption.id}"
    response.headers["Cache-Control"] = answers.PRIVATE
    return records.show(session, adoption, application)


def _for(caller: Caller, answer: Response) -> Response:
    """Let nobody else keep what was made for one caller."""
    if caller.is_known:
        answer.headers["Cache-Control"] = answers.PRIVATE
    return answer
