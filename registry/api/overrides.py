"""Overrides: what curators let pass, and why. Also of applications that are not listed yet."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from livinglab import contract
from registry.api import answers
from registry.api.idempotency import idempotent
from registry.catalog import overrides
from registry.dependencies import Curator, CurrentCaller, Reading, Slug, Writing

router = APIRouter(prefix="/api/v1/applications/{slug}/overrides", tags=["overrides"])


@router.get(
    "", response_model=contract.Page[contract.OverrideInForce], responses=answers.problems(401, 403, 404)
)
def list_overrides(
    session: Reading, caller: CurrentCaller, slug: Slug, response: Response
) -> contract.Page[contract.OverrideInForce]:
    """List what a curator lets pass at releases that are examined from now on. There is one page."""
    if caller.is_known:
        response.headers["Cache-Control"] = answers.PRIVATE
    return contract.Page[contract.OverrideInForce](items=overrides.shown(session, slug, caller=caller))


@router.post(
    "",
    status_code=201,
    response_model=contract.OverrideInForce,
    responses=answers.problems(401, 403, 404, 413),
)
@idempotent(201)
def create_override(
    session: Writing, caller: Curator, slug: Slug, body: contract.OverrideRequest
) -> contract.OverrideInForce:
    """Let a finding pass that blocks, for a reason that everybody will read. The next visit is due now."""
    return overrides.put(session, slug, body, actor=caller.actor)


@router.delete("", status_code=204, responses=answers.problems(401, 403, 404))
@idempotent(204)
def delete_override(
    session: Writing,
    caller: Curator,
    slug: Slug,
    code: Annotated[str, Query(max_length=100)],
    version: Annotated[str | None, Query(max_length=128, description="as it was given")] = None,
    path: Annotated[str | None, Query(max_length=4096, description="as it was given")] = None,
) -> None:
    """Take an override back. What was published under it stays published."""
    overrides.remove(session, slug, code, version=version, path=path, actor=caller.actor)
