"""Agreements, and who may have an application's source."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from livinglab import contract
from livinglab.contract import Sentence, Visibility
from livinglab.contract.agreements import (
    Agreement,
    AgreementRequest,
    VisibilityChange,
    VisibilityRequest,
)
from registry.adoption import fetches
from registry.api import answers
from registry.api.idempotency import idempotent
from registry.catalog import agreements, moderation, visibility_changes
from registry.dependencies import FoundApplication, KnownCaller, Page, Reading, Slug, Writing, write_cursor
from registry.tables import Application

router = APIRouter(prefix="/api/v1/applications/{slug}", tags=["visibility"])


def _application(session: Writing, slug: Slug, caller: KnownCaller) -> Application:
    return moderation.visible(session, slug, caller)


ChangedApplication = Annotated[Application, Depends(_application)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/agreements", response_model=contract.Page[Agreement], responses=answers.problems(401, 403, 404))
def list_agreements(
    session: Reading, caller: KnownCaller, application: FoundApplication, page: Page, response: Response
) -> contract.Page[Agreement]:
    """List agreements in the order of their numbers: all to the owner, their own to those named."""
    after = page.after_number() or 0
    rows = agreements.of(session, application, caller=caller, after=after, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = write_cursor(shown[-1].id) if len(rows) > page.limit else None
    response.headers["Cache-Control"] = answers.PRIVATE
    items = [agreements.show(session, row) for row in shown]
    return contract.Page[Agreement](items=items, next=following)


@router.post(
    "/agreements",
    status_code=201,
    response_model=Agreement,
    responses=answers.problems(401, 403, 404, 409, 413),
)
@idempotent(201)
def create_agreement(
    session: Writing, caller: KnownCaller, application: ChangedApplication, body: AgreementRequest
) -> Agreement:
    """Record an agreement: from now on the organisation may have the source, to the end of the last day."""
    agreements.require_owner(session, caller, application)
    return agreements.show(session, agreements.record(session, application, body, actor=caller.actor))


@router.delete("/agreements/{number}", status_code=204, responses=answers.problems(401, 403, 404))
@idempotent(204)
def delete_agreement(
    session: Writing, caller: KnownCaller, application: ChangedApplication, number: Number
) -> None:
    """End an agreement at once, before its day."""
    agreements.require_owner(session, caller, application)
    agreements.end(session, application, number, actor=caller.actor)


@router.put("/visibility", response_model=VisibilityChange, responses=answers.problems(401, 403, 404, 413))
@idempotent(200)
def put_visibility(
    session: Writing, caller: KnownCaller, application: ChangedApplication, body: VisibilityRequest
) -> VisibilityChange:
    """Change who may have the source, everywhere at once. What was fetched while it was public stays so."""
    agreements.require_owner(session, caller, application)
    was_public = application.visibility == Visibility.PUBLIC
    changed = visibility_changes.change(
        session, application, body.visibility, reason=body.reason, actor=caller.actor
    )
    count = fetches.total(session, application)
    return VisibilityChange(
        slug=application.slug,
        visibility=body.visibility,
        changed=changed,
        fetches=count,
        warning=_warning(count) if was_public and changed else None,
    )


def _warning(count: int) -> Sentence:
    return Sentence(
        id=f"Selama terbuka untuk umum, kode sumber ini sudah {count} kali diunduh penuh dari katalog, dan "
        "mungkin juga dari cermin. Yang sudah diambil tidak dapat ditarik kembali.",
        en=f"While it was public this source was downloaded {count} times in full from the registry, and "
        "perhaps from mirrors too. What has been fetched cannot be taken back.",
    )
