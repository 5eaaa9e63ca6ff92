"""Publishing from a forge's pipeline: whom to trust, a token for a quarter of an hour, and a visit now."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlmodel import Session, select

from livinglab import contract
from livinglab.contract.pipelines import (
    PipelineRequest,
    PipelineToken,
    VisitDue,
    Workflow,
    WorkflowRequest,
)
from registry import clock, journal
from registry.access import rights, tokens
from registry.access.callers import Caller
from registry.access.providers import exchange, forges, workflows
from registry.access.rights import Right, Thing
from registry.api import answers
from registry.api.idempotency import TakesNoKey, idempotent
from registry.catalog import moderation, ownership, sources, submissions
from registry.dependencies import (
    CurrentIssuers,
    CurrentSettings,
    KnownCaller,
    Reading,
    Slug,
    Writing,
)
from registry.protection.limited import LimitPipeline, LimitSubmission
from registry.tables import Application

router = APIRouter(prefix="/api/v1", tags=["pipelines"])
WORKFLOWS = "/applications/{slug}/workflows"
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post(
    "/sign-in/pipeline",
    response_model=PipelineToken,
    responses=answers.problems(401, 403, 413, 429),
    dependencies=[TakesNoKey, LimitPipeline],
)
def take_pipeline_token(
    session: Writing,
    settings: CurrentSettings,
    issuers: CurrentIssuers,
    body: PipelineRequest,
    response: Response,
) -> PipelineToken:
    """Change a forge's OIDC token for a token of this registry, once, if a trusted workflow matches."""
    # The forge is asked for its keys before this session first speaks to the database.
    pipeline = forges.prove(issuers, settings, body.token)
    application, thing = _asked(session, body.application)
    token, text = exchange.give(session, pipeline, application, thing)
    response.headers["Cache-Control"] = "no-store"
    return PipelineToken(
        token=text,
        expires_at=token.expires_at or clock.now(),
        scopes=sorted(tokens.scopes_of(token)),
        application=body.application,
    )


@router.get(WORKFLOWS, response_model=contract.Page[Workflow], responses=answers.problems(401, 403, 404))
def list_workflows(
    session: Reading, caller: KnownCaller, slug: Slug, response: Response
) -> contract.Page[Workflow]:
    """List the pipelines that may publish this application. There is one page."""
    application, _ = _own(session, slug, caller)
    response.headers["Cache-Control"] = "no-store"
    rows = workflows.known(session, application)
    return contract.Page[Workflow](items=[workflows.show(session, row) for row in rows])


@router.post(
    WORKFLOWS,
    status_code=201,
    response_model=Workflow,
    responses=answers.problems(401, 403, 404, 409, 413),
)
@idempotent(201)
def create_workflow(
    session: Writing, caller: KnownCaller, settings: CurrentSettings, slug: Slug, body: WorkflowRequest
) -> Workflow:
    """Trust a pipeline with this application, as long as you may publish it yourself."""
    application, thing = _own(session, slug, caller)
    row = workflows.record(session, application, thing, body, caller=caller, settings=settings)
    return workflows.show(session, row)


@router.delete(WORKFLOWS + "/{number}", status_code=204, responses=answers.problems(401, 403, 404))
@idempotent(204)
def delete_workflow(session: Writing, caller: KnownCaller, slug: Slug, number: Number) -> None:
    """Stop trusting a pipeline, at once."""
    application, thing = _own(session, slug, caller)
    workflows.end(session, application, thing, number, caller=caller)


@router.post(
    "/applications/{slug}/visits",
    status_code=202,
    response_model=VisitDue,
    responses=answers.problems(401, 403, 404, 409, 429),
    dependencies=[LimitSubmission],
)
@idempotent(202)
def create_visit(session: Writing, caller: KnownCaller, slug: Slug) -> VisitDue:
    """Ask for a visit of the repository now, such as after a new tag."""
    application, _ = _own(session, slug, caller)
    source = sources.get(session, application)
    submissions.make_due(session, source)
    journal.append(
        session, actor=caller.actor, action="visit.asked", subject=f"application:{slug}", detail={}
    )
    return VisitDue(application=slug, due_at=clock.now())


def _own(session: Session, slug: str, caller: Caller) -> tuple[Application, Thing]:
    """Return an application that the caller may publish, also before it is listed, and whose it is.

    Raises NotFound for what the caller may not even see, Forbidden for the rest.
    """
    application, thing = _asked(session, slug)
    if application is None or not rights.allows(caller, Right.PUBLISH, thing):
        application = moderation.visible(session, slug, caller)
        rights.require(caller, Right.PUBLISH, thing)
    return application, thing


def _asked(session: Session, slug: str) -> tuple[Application | None, Thing]:
    """Return an application and whose it is. That there is none looks like one that trusts nobody."""
    application = session.exec(select(Application).where(Application.slug == slug)).first()
    return application, ownership.of(session, application) if application else Thing()
