"""Experiences: what adoptions took, in their adopters' words; moderated before everybody reads them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from livinglab import contract
from livinglab.contract import experiences as wire
from registry import clock
from registry.adoption import (
    experience_moderation,
    experiences,
    listing,
    naming,
    published_experiences,
)
from registry.adoption.published_experiences import ExperienceFilters
from registry.api import answers
from registry.api.idempotency import idempotent
from registry.dependencies import Auditor, CurrentCaller, KnownCaller, Page, Reading, Writing, write_cursor
from registry.protection.limited import LimitReading, LimitRecord

router = APIRouter(prefix="/api/v1", tags=["experiences"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _answer(body: wire.Experience | wire.ExperiencePage, caller: CurrentCaller) -> Response:
    """Answer with what changes with the day, and to those who are known with what may be theirs alone."""
    answer = answers.of_today(body)
    if caller.is_known:
        answer.headers["Cache-Control"] = answers.PRIVATE
    return answer


@router.put(
    "/adoptions/{number}/experience",
    response_model=wire.Experience,
    responses=answers.problems(401, 403, 404, 409, 413),
    dependencies=[LimitRecord],
)
@idempotent(200)
def put_experience(
    session: Writing, caller: KnownCaller, number: Number, body: wire.ExperienceRequest
) -> wire.Experience:
    """Write what an adoption took, as a new version that waits for a curator; the adopter's recorders may.

    The same content as the newest version changes nothing. What is public stays so until the next is.
    """
    adoption, application = naming.find(session, number, caller)
    experiences.write(session, adoption, application, body, caller=caller)
    return experiences.show(session, adoption, application, caller=caller)


@router.get(
    "/adoptions/{number}/experience", response_model=wire.Experience, responses=answers.problems(401, 404)
)
def get_experience(session: Reading, caller: CurrentCaller, number: Number) -> Response:
    """Read an adoption's experience: what is published; its author and curators also what waits."""
    adoption, application = naming.find(session, number, caller)
    return _answer(experiences.show(session, adoption, application, caller=caller), caller)


@router.get(
    "/adoptions/{number}/experience/versions",
    response_model=contract.Page[wire.ExperienceVersion],
    responses=answers.problems(401, 404),
)
def list_experience_versions(
    session: Reading, caller: CurrentCaller, number: Number, page: Page, response: Response
) -> contract.Page[wire.ExperienceVersion]:
    """List the versions of an experience in their order: published ones, to its author and curators all."""
    adoption, application = naming.find(session, number, caller)
    after = page.after_number() or 0
    rows = experiences.versions(
        session, adoption, application, caller=caller, after=after, limit=page.limit + 1
    )
    shown = rows[: page.limit]
    following = write_cursor(shown[-1].number) if len(rows) > page.limit else None
    if caller.is_known:
        response.headers["Cache-Control"] = answers.PRIVATE
    return contract.Page[wire.ExperienceVersion](items=list(shown), next=following)


@router.get(
    "/experiences",
    response_model=wire.ExperiencePage,
    responses=answers.problems(401),
    dependencies=[LimitReading],
)
def list_experiences(
    session: Reading,
    caller: CurrentCaller,
    page: Page,
    application: Annotated[str | None, Query(pattern=contract.SLUG)] = None,
    region: Annotated[
        str | None, Query(pattern=contract.REGION_CODE, description="a province takes in its regencies")
    ] = None,
    cohort: Annotated[str | None, Query(pattern=contract.SLUG, description="of its regions")] = None,
    counted: Annotated[
        bool | None, Query(description="whether savings are computed from it: it states both sums")
    ] = None,
) -> Response:
    """List published experiences in the order in which they were begun."""
    filters = ExperienceFilters(application=application, region=region, cohort=cohort, counted=counted)
    listing.require_known(session, filters.of_adoptions)
    today = clock.date_in_jakarta()
    rows = published_experiences.page(
        session, filters, caller=caller, today=today, after=page.after_number() or 0, limit=page.limit + 1
    )
    shown = rows[: page.limit]
    count = published_experiences.count(session, filters, caller=caller, today=today)
    body = wire.ExperiencePage(
        items=[one for _, one in shown],
        next=write_cursor(shown[-1][0]) if len(rows) > page.limit else None,
        total=count.total,
        unnamed=count.unnamed,
    )
    return _answer(body, caller)


@router.get(
    "/moderation/experiences",
    response_model=contract.Page[wire.QueuedExperience],
    responses=answers.problems(401, 403),
)
def list_waiting_experiences(
    session: Reading, _caller: Auditor, page: Page, response: Response
) -> contract.Page[wire.QueuedExperience]:
    """List the experiences that wait for a curator, what came first first."""
    response.headers["Cache-Control"] = answers.PRIVATE
    rows = experience_moderation.queue(session, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = write_cursor(shown[-1][0]) if len(rows) > page.limit else None
    return contract.Page[wire.QueuedExperience](items=[one for _, one in shown], next=following)


@router.post(
    "/moderation/experiences/{experience}/versions/{number}/decision",
    response_model=wire.QueuedExperience,
    responses=answers.problems(401, 403, 404, 409, 413),
    dependencies=[LimitRecord],
)
@idempotent(200)
def create_experience_decision(
    session: Writing, caller: CurrentCaller, experience: Number, number: Number, body: wire.ExperienceDecision
) -> wire.QueuedExperience:
    """Publish a version or refuse it, also one that was public; its author reads the reason.

    The same decision again changes nothing.
    """
    return experience_moderation.decide(session, experience, number, body, caller=caller)
