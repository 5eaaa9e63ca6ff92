"""Trusted workflows: which pipelines may publish an application, and who answers for each."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from livinglab.contract.pipelines import Workflow, WorkflowRequest
from livinglab.language import Text
from registry import clock, journal
from registry.access import identity, rights
from registry.access.callers import Caller
from registry.access.rights import Right, Thing
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.settings import Settings
from registry.tables import Application, TrustedWorkflow

MOST = 20  # in force for one application


def record(
    session: Session,
    application: Application,
    thing: Thing,
    request: WorkflowRequest,
    *,
    caller: Caller,
    settings: Settings,
) -> TrustedWorkflow:
    """Trust a pipeline with an application, in the name of a person who may publish it.

    Raises Forbidden, Invalid for a forge that is not in the settings, Conflict beyond MOST.
    """
    owner, person = _require_person(caller, thing)
    if request.issuer not in settings.forge_issuers:
        raise _unknown_forge(settings)
    if len(known(session, application)) >= MOST:
        raise Conflict(
            Text(
                id=f"Sudah ada {MOST} workflow tepercaya. Hapus yang tidak dipakai dahulu.",
                en=f"There are {MOST} trusted workflows already. Remove those out of use first.",
            )
        )
    row = TrustedWorkflow(
        application_id=application.id or 0,
        organisation_id=owner,
        person_id=person,
        **request.model_dump(),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    detail = {"application": application.slug, **request.model_dump(exclude_none=True)}
    tell(session, row, "workflow.trusted", detail, actor=caller.actor)
    return row


def end(session: Session, application: Application, thing: Thing, number: int, *, caller: Caller) -> None:
    """Stop trusting a pipeline; the tokens that it has are worth nothing from now on.

    Raises Forbidden, NotFound.
    """
    _require_person(caller, thing)
    row = session.get(TrustedWorkflow, number)
    if row is None or row.application_id != application.id or row.ended_at is not None:
        raise NotFound(
            Text(
                id=f"Aplikasi ini tidak mempunyai workflow tepercaya nomor {number}.",
                en=f"This application has no trusted workflow number {number}.",
            )
        )
    row.ended_at = clock.now()
    session.add(row)
    tell(session, row, "workflow.ended", {"application": application.slug}, actor=caller.actor)


def known(session: Session, application: Application) -> Sequence[TrustedWorkflow]:
    """Return an application's trusted workflows in the order in which they were recorded, at most MOST."""
    query = select(TrustedWorkflow).where(
        TrustedWorkflow.application_id == application.id, col(TrustedWorkflow.ended_at).is_(None)
    )
    return session.exec(query.order_by(col(TrustedWorkflow.id)).limit(MOST)).all()


def show(session: Session, row: TrustedWorkflow) -> Workflow:
    """Return a trusted workflow as it travels."""
    return Workflow(
        number=row.id or 0,
        issuer=row.issuer,
        repository=row.repository,
        repository_id=row.repository_id,
        ref=row.ref,
        environment=row.environment,
        created_at=row.created_at,
        in_force=identity.is_answered_for(session, row),
    )


def _require_person(caller: Caller, thing: Thing) -> tuple[int, int]:
    """Return the owner and the person who acts for it. No pipeline makes itself a successor."""
    rights.require(caller, Right.PUBLISH, thing)
    if caller.person_id is None or thing.organisation_id is None:
        raise Forbidden(
            Text(
                id="Workflow tepercaya hanya diatur oleh orang yang boleh menerbitkan untuk organisasi "
                "pemiliknya, dengan token miliknya sendiri: `livinglab login`.",
                en="Trusted workflows are looked after by people alone, who may publish for the organisation "
                "that owns the application, with a token of their own: `livinglab login`.",
            )
        )
    return thing.organisation_id, caller.person_id


def _unknown_forge(settings: Settings) -> Invalid:
    issuers = ", ".join(settings.forge_issuers) or "-"
    return Invalid(
        Text(
            id=f"Forge ini tidak dikenal katalog. Yang dikenal: {issuers}. Pengelola menambahkannya di "
            "LIVINGLAB_FORGE_ISSUERS.",
            en=f"The registry does not know this forge. It knows: {issuers}. The operator adds one in "
            "LIVINGLAB_FORGE_ISSUERS.",
        ),
        field="issuer",
    )


def actor_of(row: TrustedWorkflow) -> str:
    """Return a pipeline's name in the journal."""
    return f"workflow:{row.id}"


def tell(
    session: Session, row: TrustedWorkflow, action: str, detail: dict[str, object], *, actor: str
) -> None:
    """Write what happened to a trusted workflow into the journal."""
    journal.append(session, actor=actor, action=action, subject=actor_of(row), detail=detail)
