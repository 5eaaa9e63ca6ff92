"""Moderation: the curators' queue and their decisions; releases that are taken back."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from livinglab import contract
from livinglab.contract.moderation import (
    LONGEST_REASON,
    SHORTEST_REASON,
    DecisionRequest,
    Queued,
    QueuedWithHistory,
    QueueState,
    YankRequest,
)
from registry.api import answers
from registry.api.idempotency import idempotent
from registry.catalog import bodies, moderation, moderation_queue, yanks
from registry.dependencies import (
    Auditor,
    CurrentCaller,
    Moving,
    Page,
    Reading,
    Slug,
    Version,
    write_cursor,
)

router = APIRouter(prefix="/api/v1", tags=["moderation"])
CHANGING = answers.problems(401, 403, 404, 409, 413)


@router.get("/moderation/queue", response_model=contract.Page[Queued], responses=answers.problems(401, 403))
def list_queue(
    session: Reading,
    _caller: Auditor,
    page: Page,
    response: Response,
    state: Annotated[QueueState, Query(description="how the applications stand")] = QueueState.IN_REVIEW,
) -> contract.Page[Queued]:
    """List the applications in one state, in the order in which they were first submitted."""
    response.headers["Cache-Control"] = answers.PRIVATE
    rows = moderation_queue.queue(session, state, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = write_cursor(shown[-1][0]) if len(rows) > page.limit else None
    return contract.Page[Queued](items=[queued for _, queued in shown], next=following)


@router.get(
    "/moderation/applications/{slug}",
    response_model=QueuedWithHistory,
    responses=answers.problems(401, 403, 404),
)
def get_moderated(session: Reading, _caller: Auditor, slug: Slug, response: Response) -> QueuedWithHistory:
    """Show how one application stands, and what was decided about it."""
    response.headers["Cache-Control"] = answers.PRIVATE
    return moderation_queue.one(session, slug)


@router.post("/moderation/applications/{slug}", response_model=QueuedWithHistory, responses=CHANGING)
@idempotent(200)
def create_decision(
    session: Moving, caller: CurrentCaller, slug: Slug, body: DecisionRequest
) -> QueuedWithHistory:
    """Decide about an application, for a reason that everybody will read. An owner may retire their own.

    What was decided last already changes nothing.
    """
    moderation.decide(session, slug, body.decision, body.reason, caller=caller)
    return moderation_queue.one(session, slug)


@router.post(
    "/applications/{slug}/releases/{version}/yank", response_model=contract.Release, responses=CHANGING
)
@idempotent(200)
def yank_release(
    session: Moving, caller: CurrentCaller, slug: Slug, version: Version, body: YankRequest
) -> contract.Release:
    """Take a release back: only who names its version gets it, and is told why."""
    release = yanks.yank(session, slug, version, body.reason, caller=caller)
    return bodies.whole_release(release)


@router.delete(
    "/applications/{slug}/releases/{version}/yank", response_model=contract.Release, responses=CHANGING
)
@idempotent(200)
def unyank_release(
    session: Moving,
    caller: CurrentCaller,
    slug: Slug,
    version: Version,
    reason: Annotated[
        str, Query(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, description="everybody can read it")
    ],
) -> contract.Release:
    """Offer a yanked release again."""
    release = yanks.take_back(session, slug, version, reason, caller=caller)
    return bodies.whole_release(release)
