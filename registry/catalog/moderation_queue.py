"""The curators' queue: every application by how it stands, and what was decided about it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Select, and_, func
from sqlmodel import Session, col, select

from livinglab.contract import Sentence, SubmissionStatus, Visibility
from livinglab.contract.moderation import Decided, Queued, QueuedWithHistory, QueueState
from registry.catalog import applications, moderation
from registry.catalog.yanks import UNYANKED, YANKED
from registry.tables import Application, JournalRow, Publisher, Source, Submission

MOST_DECISIONS = 100
_SUBMISSION_STATES = {
    SubmissionStatus.QUEUED: QueueState.SUBMITTED,
    SubmissionStatus.VISITING: QueueState.SUBMITTED,
    SubmissionStatus.IN_REVIEW: QueueState.IN_REVIEW,
    SubmissionStatus.PUBLISHED: QueueState.PUBLISHED,
    SubmissionStatus.SENT_BACK: QueueState.NEEDS_CHANGES,
    SubmissionStatus.FAILED: QueueState.NEEDS_CHANGES,
}
_STANDING_STATES = {"quarantined": QueueState.QUARANTINED, "retired": QueueState.RETIRED}


Standing = Literal["review", "open", "quarantined", "retired"]


def queue(session: Session, state: QueueState, *, after: int, limit: int) -> Sequence[tuple[int, Queued]]:
    """Return (number, application) in one state, in the order of first submissions, after a number."""
    query = _query().where(_is_in(state), col(Application.id) > after)
    rows = session.execute(query.order_by(col(Application.id)).limit(limit)).all()
    return [(row.Application.id or 0, _shown(row)) for row in rows]


def counts(session: Session) -> dict[QueueState, int]:
    """Return how many applications are in each state."""
    query = _joined(select(Application.standing, Submission.status, func.count())).group_by(
        Application.standing, Submission.status
    )
    found = dict.fromkeys(QueueState, 0)
    for standing, status, count in session.execute(query):
        found[_state(standing, status)] += count
    return found


def one(session: Session, slug: str) -> QueuedWithHistory:
    """Return one application with the decisions about it. Raises NotFound."""
    row = session.execute(_query().where(col(Application.slug) == slug)).first()
    if row is None:
        raise applications.unknown(slug)
    return QueuedWithHistory(**dict(_shown(row)), history=history(session, slug))


def history(session: Session, slug: str) -> list[Decided]:
    """Return what was decided about an application and its releases, the newest first."""
    query = select(JournalRow).where(
        JournalRow.subject == f"application:{slug}",
        col(JournalRow.action).in_([*moderation.ACTIONS.values(), YANKED, UNYANKED]),
    )
    rows = session.exec(query.order_by(col(JournalRow.serial).desc()).limit(MOST_DECISIONS)).all()
    return [_decided(row) for row in rows]


def _decided(row: JournalRow) -> Decided:
    detail = json.loads(row.detail)
    return Decided(
        serial=row.serial,
        action=row.action,
        version=detail.get("version"),
        reason=detail["reason"],
        actor=row.actor,
        at=datetime.fromisoformat(row.at),
    )


def _query() -> Select[tuple[Application, Submission, Publisher, Source]]:
    query = _joined(select(Application, Submission, Publisher, Source))
    query = query.join(Publisher, col(Publisher.id) == Application.publisher_id)
    return query.join(Source, col(Source.application_id) == Application.id)


def _joined(query: Select) -> Select:  # type: ignore[type-arg]  # of whatever columns it has
    """Add the newest submission of each application: each began with one."""
    newest = (
        select(func.max(Submission.id))
        .where(Submission.slug == Application.slug)
        .correlate(Application)
        .scalar_subquery()
    )
    return query.select_from(Application).join(Submission, col(Submission.id) == newest)


def _is_in(state: QueueState) -> ColumnElement[bool]:
    for standing, its in _STANDING_STATES.items():
        if its is state:
            return col(Application.standing) == standing
    statuses = [status for status, its in _SUBMISSION_STATES.items() if its is state]
    return and_(col(Application.standing).not_in(_STANDING_STATES), col(Submission.status).in_(statuses))


def _state(standing: str, status: str) -> QueueState:
    return _STANDING_STATES.get(standing) or _SUBMISSION_STATES[SubmissionStatus(status)]


def _shown(row: Row[Any]) -> Queued:
    application: Application = row.Application
    submission: Submission = row.Submission
    error = None
    if submission.error_id and submission.error_en:
        error = Sentence(id=submission.error_id, en=submission.error_en)
    reviewed = application.standing == "review"
    return Queued(
        slug=application.slug,
        name=application.name,
        publisher=row.Publisher.name,
        visibility=Visibility(application.visibility),
        state=_state(application.standing, submission.status),
        standing=cast("Standing", application.standing),
        reason=None if reviewed else application.standing_reason,
        since=max(application.standing_at or submission.updated_at, submission.updated_at),
        url=row.Source.url,
        submission=submission.id or 0,
        resembles=(application.standing_reason or "").split() if reviewed else [],
        error=error,
        latest_version=application.latest_version,
    )
