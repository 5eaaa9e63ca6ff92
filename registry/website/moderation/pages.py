"""The curators' pages: the queue, and one application with the forms to decide about it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from sqlmodel import Session

from livinglab.contract.moderation import Decision, QueueState
from livinglab.language import Language
from registry.access import rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.catalog import applications, moderation, moderation_queue, ownership, yanks
from registry.dependencies import Moving, Page, PageLanguage, Reading, Slug, write_cursor
from registry.errors import Conflict, Invalid
from registry.website.accounts.sign_in import go
from registry.website.delivery import PRIVATE
from registry.website.moderation import words as moderation_words
from registry.website.rendering import render
from registry.website.visitors import SignedIn

router = APIRouter(prefix="/moderation", include_in_schema=False)
MOST_RELEASES = 100
Reason = Annotated[str, Form(max_length=4000)]


@router.get("")
def queue_page(
    request: Request,
    session: Reading,
    caller: SignedIn,
    language: PageLanguage,
    page: Page,
    state: Annotated[QueueState, Query()] = QueueState.IN_REVIEW,
) -> Response:
    """Show the applications in one state, and how many are in each."""
    rights.require(caller, Right.AUDIT)
    rows = moderation_queue.queue(session, state, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    return _page(
        request,
        "queue.html",
        language,
        state=state,
        counts=moderation_queue.counts(session),
        items=[queued for _, queued in shown],
        next=write_cursor(shown[-1][0]) if len(rows) > page.limit else None,
    )


@router.get("/applications/{slug}")
def moderated_page(
    request: Request, session: Reading, caller: SignedIn, language: PageLanguage, slug: Slug
) -> Response:
    """Show how one application stands, what was decided about it, and the forms that this person may use."""
    return _application_page(request, session, caller, language, slug)


@router.post("/applications/{slug}")
def decide(
    request: Request,
    session: Moving,
    caller: SignedIn,
    language: PageLanguage,
    slug: Slug,
    decision: Annotated[Decision, Form()],
    reason: Reason = "",
) -> Response:
    """Decide, and lead back to the application; what was refused is shown there with what was written."""

    def change() -> None:
        moderation.decide(session, slug, decision, reason, caller=caller)

    return _changed(request, session, caller, language, slug, change, reason=reason)


@router.post("/applications/{slug}/releases")
def change_release(
    request: Request,
    session: Moving,
    caller: SignedIn,
    language: PageLanguage,
    slug: Slug,
    version: Annotated[str, Form(max_length=128)],
    change: Annotated[Literal["yank", "undo"], Form()],
    reason: Reason = "",
) -> Response:
    """Yank a release, or offer it again."""
    put = yanks.yank if change == "yank" else yanks.take_back

    def changing() -> None:
        put(session, slug, version, reason, caller=caller)

    return _changed(request, session, caller, language, slug, changing, reason=reason)


def _changed(
    request: Request,
    session: Session,
    caller: Caller,
    language: Language,
    slug: str,
    change: Callable[[], None],
    *,
    reason: str,
) -> Response:
    try:
        change()
    except (Conflict, Invalid) as error:
        session.rollback()
        return _application_page(request, session, caller, language, slug, error=error, reason=reason)
    return go(f"/moderation/applications/{slug}")


def _application_page(
    request: Request, session: Session, caller: Caller, language: Language, slug: str, **said: Any
) -> Response:
    application = moderation.known(session, slug, caller)
    thing = ownership.of(session, application)
    curates, owns = (rights.allows(caller, right, thing) for right in (Right.CURATE, Right.PUBLISH))
    fitting = [one for one in Decision if application.standing in moderation.FROM[one]]
    error = said.get("error")
    return _page(
        request,
        "queue_application.html",
        language,
        status=error.status if error else 200,
        error=error,
        reason=said.get("reason", ""),
        one=moderation_queue.one(session, slug),
        decisions=fitting if curates else [one for one in fitting if owns and one is Decision.RETIRE],
        may_yank=curates or owns,
        releases=applications.releases(session, application, before=None, limit=MOST_RELEASES),
    )


def _page(request: Request, template: str, language: Language, **values: Any) -> Response:
    response = render(
        request,
        template,
        language,
        secret=True,
        state_names=moderation_words.STATES,
        decision_names=moderation_words.DECISIONS,
        action_names=moderation_words.ACTIONS,
        **values,
    )
    response.headers["Cache-Control"] = PRIVATE
    return response
