"""The exchange of a forge's token for one of ours: spent once, matched, and good for a quarter of an hour."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock
from registry.access import identity, rights, tokens
from registry.access.callers import Scope
from registry.access.providers.claims import LEEWAY
from registry.access.providers.forges import Pipeline
from registry.access.providers.workflows import actor_of, tell
from registry.access.rights import Right, Thing
from registry.access.tokens import Grant
from registry.errors import Forbidden, Unauthenticated
from registry.tables import Application, SpentToken, Token, TrustedWorkflow

LASTS = timedelta(minutes=15)
STRANGE = Text(
    id="Tidak ada workflow tepercaya pada aplikasi ini yang cocok dengan pipeline ini. Seorang penerbit "
    "mencatatnya dengan POST /api/v1/applications/{slug}/workflows; lihat docs/api.md.",
    en="No trusted workflow of this application matches this pipeline. A publisher records one with "
    "POST /api/v1/applications/{slug}/workflows; see docs/api.md.",
)


def give(
    session: Session, pipeline: Pipeline, application: Application | None, thing: Thing
) -> tuple[Token, str]:
    """Give a pipeline a token for an application that it is trusted with; its own token is spent by that.

    Raises Unauthenticated for a spent one, Forbidden where no trusted workflow matches.
    """
    _spend(session, pipeline)
    row = _matching(session, pipeline, application)
    if row.repository_id is None and pipeline.repository_id is not None:
        row.repository_id = pipeline.repository_id
        session.add(row)
        tell(session, row, "workflow.pinned", {"repository_id": row.repository_id}, actor=actor_of(row))
    grant = Grant(
        f"pipeline {row.repository}",
        frozenset({Scope.PUBLISH}),
        organisation_id=row.organisation_id,
        application_slug=thing.application_slug,
        workflow_id=row.id,
        lasts=LASTS,
    )
    token, text = tokens.create(session, grant, actor=actor_of(row))
    _require_in_force(session, text, thing)
    return token, text


def _matching(session: Session, pipeline: Pipeline, application: Application | None) -> TrustedWorkflow:
    rows = [] if application is None else _of_repository(session, pipeline, application)
    if not rows:
        raise Forbidden(STRANGE)
    reasons = [_misfit(row, pipeline) for row in rows]
    for row, reason in zip(rows, reasons, strict=True):
        if reason is None:
            return row
    raise Forbidden(next(reason for reason in reasons if reason is not None))


def _of_repository(
    session: Session, pipeline: Pipeline, application: Application
) -> Sequence[TrustedWorkflow]:
    # Locked: of two first uses only one pins the repository.
    query = (
        select(TrustedWorkflow)
        .where(
            TrustedWorkflow.application_id == application.id,
            TrustedWorkflow.issuer == pipeline.issuer,
            col(TrustedWorkflow.ended_at).is_(None),
        )
        .order_by(col(TrustedWorkflow.id))
        .with_for_update()
    )
    same = pipeline.repository.lower()  # forges hold owner/Name and Owner/name for the same
    return [row for row in session.exec(query) if row.repository.lower() == same]


def _misfit(row: TrustedWorkflow, pipeline: Pipeline) -> Text | None:
    """Say what of a pipeline, whose repository is the right one by name, is other than was recorded."""
    if row.repository_id is not None and row.repository_id != pipeline.repository_id:
        return Text(
            id=f"Repositori ini bukan lagi yang dicatat: nomornya harus {row.repository_id}. Bila memang "
            "dibuat ulang oleh pemiliknya, hapus workflow tepercaya itu dan catat kembali.",
            en=f"This is not the repository that was recorded: its number must be {row.repository_id}. If "
            "its owner has made it anew, remove the trusted workflow and record it again.",
        )
    if row.ref is not None and not _is_ref(row.ref, pipeline.ref):
        return Text(
            id=f"Pipeline ini berjalan di ref lain; yang dipercaya adalah {row.ref}.",
            en=f"This pipeline runs at another ref; the trusted one is {row.ref}.",
        )
    if row.environment is not None and row.environment != pipeline.environment:
        return Text(
            id=f"Pipeline ini harus berjalan di environment {row.environment}.",
            en=f"This pipeline must run in the environment {row.environment}.",
        )
    return None


def _is_ref(pattern: str, ref: str) -> bool:
    return ref.startswith(pattern[:-1]) if pattern.endswith("*") else ref == pattern


def _spend(session: Session, pipeline: Pipeline) -> None:
    """Take a forge's token once, whichever process is asked. Its row outlives the token itself."""
    now = clock.now()
    session.execute(delete(SpentToken).where(col(SpentToken.expires_at) <= now))
    session.add(
        SpentToken(sha256=pipeline.spent_as, expires_at=pipeline.expires_at + 2 * timedelta(seconds=LEEWAY))
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise Unauthenticated(
            Text(
                id="Token forge ini sudah pernah dipakai. Setiap pekerjaan meminta token baru.",
                en="This forge token was used already. Each job asks for a new one.",
            )
        ) from error


def _require_in_force(session: Session, text: str, thing: Thing) -> None:
    try:
        rights.require(identity.by_token(session, text), Right.PUBLISH, thing)
    except (Unauthenticated, Forbidden) as error:
        raise Forbidden(
            Text(
                id="Workflow ini tidak berlaku lagi: yang mencatatnya tidak boleh lagi menerbitkan, atau "
                "aplikasi berpindah pemilik. Mintalah penerbit yang sekarang mencatatnya kembali.",
                en="This workflow is no longer in force: who recorded it may not publish any more, or the "
                "application has another owner. Ask a publisher of today to record it again.",
            )
        ) from error
