"""Moderation: decisions about applications, each with a reason that stays readable."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from livinglab.contract import ReleaseStatus, Sentence, SubmissionStatus
from livinglab.contract.moderation import SHORTEST_REASON, Decision
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.catalog import applications, ownership, shelves, summaries
from registry.errors import Conflict, Invalid
from registry.tables import Application, JournalRow, Release, Submission

ACTIONS = {
    Decision.APPROVE: "application.approved",
    Decision.REQUEST_CHANGES: "application.changes-requested",
    Decision.QUARANTINE: "application.quarantined",
    Decision.RELEASE: "application.released",
    Decision.RETIRE: "application.retired",
    Decision.REOPEN: "application.reopened",
}
FROM = {
    Decision.APPROVE: {"review", "open"},
    Decision.REQUEST_CHANGES: {"review", "open"},
    Decision.QUARANTINE: {"review", "open", "retired"},
    Decision.RELEASE: {"quarantined"},
    Decision.RETIRE: {"open"},
    Decision.REOPEN: {"retired"},
}
SUBMITTED = "application.submitted"
_WAITING = (SubmissionStatus.QUEUED, SubmissionStatus.VISITING)
_DECIDED = (SubmissionStatus.IN_REVIEW, SubmissionStatus.SENT_BACK)


@dataclass(frozen=True)
class Stood:
    """What a quarantine or a retirement interrupts, and what comes back when that ends."""

    standing: str
    reason: str | None
    at: datetime | None
    before: "Stood | None"


_STOOD = TypeAdapter(Stood)


def decide(session: Session, slug: str, decision: Decision, reason: str, *, caller: Caller) -> Application:
    """Decide about an application; what was decided last already changes nothing.

    Raises NotFound, Unauthenticated and Forbidden, Invalid for a reason that says too little, and Conflict
    where the decision does not fit how the application stands.
    """
    said = reason_of(reason)
    journal.hold(session)
    application = entrusted(session, slug, caller=caller, owner_may=decision is Decision.RETIRE)
    if _is_decided(session, application, decision, said):
        return application
    if application.standing not in FROM[decision]:
        raise _unfit(application, decision)
    was, hidden = journal.state_of(application), application.standing in shelves.HIDDEN
    _STEPS[decision](session, application, said)
    summaries.refresh(session, application)
    session.flush()
    application.changed_serial = journal.append(
        session,
        actor=caller.actor,
        action=ACTIONS[decision],
        subject=f"application:{slug}",
        detail={"reason": said, "standing": application.standing},
        before=was,
        after=journal.state_of(application),
    )
    _settle_files(session, application, hidden_before=hidden)
    session.flush()
    return application


def entrusted(session: Session, slug: str, *, caller: Caller, owner_may: bool) -> Application:
    """Return an application, listed or not, to a curator, or to its owner where they may decide.

    Raises Unauthenticated, Forbidden, and NotFound: also to whoever may not know of it.
    """
    if not caller.is_known:
        rights.require(caller, Right.CURATE)
    application = session.exec(
        select(Application).where(Application.slug == slug).execution_options(populate_existing=True)
    ).first()
    if application is None:
        raise applications.unknown(slug)
    thing = ownership.of(session, application)
    if owner_may and rights.allows(caller, Right.PUBLISH, thing):
        return application
    if not applications.is_shown(session, application) and not may_know(session, caller, application):
        raise applications.unknown(slug)
    rights.require(caller, Right.CURATE, thing)
    return application


def visible(session: Session, slug: str, caller: Caller) -> Application:
    """Return an application that a caller may see: what is hidden, to its owner's people and curators alone.

    Raises NotFound.
    """
    application = session.exec(select(Application).where(Application.slug == slug)).first()
    if application is None:
        raise applications.unknown(slug)
    hidden = application.standing in shelves.HIDDEN
    if applications.is_shown(session, application) or (hidden and may_know(session, caller, application)):
        return application
    raise applications.unknown(slug)


def known(session: Session, slug: str, caller: Caller) -> Application:
    """Return any application to its owner's people and to curators. Raises NotFound, also to all others."""
    application = session.exec(select(Application).where(Application.slug == slug)).first()
    if application is None or not may_know(session, caller, application):
        raise applications.unknown(slug)
    return application


def may_know(session: Session, caller: Caller, application: Application) -> bool:
    """Say whether somebody may see an application that is in quarantine: its owner's people, and curators."""
    thing = ownership.of(session, application)
    return rights.allows(caller, Right.PUBLISH, thing) or rights.allows(caller, Right.AUDIT, thing)


def reason_of(text: str) -> str:
    """Return a reason as it is kept: one printable line. Raises Invalid for one that says too little."""
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(said) < SHORTEST_REASON:
        raise Invalid(
            Text(
                id=f"Alasan paling sedikit {SHORTEST_REASON} huruf: semua orang akan membacanya.",
                en=f"A reason has at least {SHORTEST_REASON} letters: everybody will read it.",
            ),
            field="reason",
        )
    return said


def begin_review(application: Application, resembled: list[str]) -> None:
    """Keep a new application unlisted until a curator has looked at its name."""
    application.standing, application.standing_at = "review", clock.now()
    application.standing_reason = " ".join(resembled)


def in_review(application: Application) -> Sentence | None:
    """Say why a curator looks at an application first; None where nobody has to."""
    if application.standing != "review":
        return None
    names = ", ".join((application.standing_reason or "").split())
    return Sentence(
        id=f"Nama {application.slug} mirip dengan {names}. Kurator melihatnya dahulu; setelah itu terbit "
        "tanpa perlu diajukan lagi. Bila keliru, pakailah nama lain.",
        en=f"The name {application.slug} is close to {names}. A curator looks at it first; then it is listed "
        "without another submission. If it is a slip, choose another name.",
    )


def newest_submission(session: Session, application: Application) -> Submission:
    """Return the newest submission of an application: each began with one."""
    query = select(Submission).where(Submission.slug == application.slug)
    return session.exec(query.order_by(col(Submission.id).desc()).limit(1)).one()


def _approve(session: Session, application: Application, _reason: str) -> None:
    submission = newest_submission(session, application)
    published = submission.status in _DECIDED and _has_published(session, application)
    if application.standing == "open" and not (published and submission.status == SubmissionStatus.SENT_BACK):
        raise _unfit(application, Decision.APPROVE)
    application.standing, application.standing_reason, application.standing_at = "open", None, clock.now()
    if published:
        submission.status, submission.updated_at = SubmissionStatus.PUBLISHED, clock.now()
        submission.error_id = submission.error_en = None


def _request_changes(session: Session, application: Application, reason: str) -> None:
    submission = newest_submission(session, application)
    if submission.status in _WAITING:
        raise Conflict(
            Text(
                id=f"{application.slug} sedang menunggu kunjungan. Putuskan setelah hasilnya ada.",
                en=f"{application.slug} waits for a visit. Decide when its outcome is here.",
            )
        )
    submission.status, submission.updated_at = SubmissionStatus.SENT_BACK, clock.now()
    submission.error_id, submission.error_en = f"Kurator meminta: {reason}", f"A curator asks for: {reason}"


def _interrupt(standing: str) -> "Step":
    def interrupt(_session: Session, application: Application, reason: str) -> None:
        before = _STOOD.validate_json(application.standing_before) if application.standing_before else None
        stood = Stood(application.standing, application.standing_reason, application.standing_at, before)
        application.standing_before = _STOOD.dump_json(stood).decode()
        application.standing, application.standing_reason = standing, reason
        application.standing_at = clock.now()

    return interrupt


def _resume(_session: Session, application: Application, _reason: str) -> None:
    stood = _STOOD.validate_json(application.standing_before or "")
    application.standing, application.standing_reason = stood.standing, stood.reason
    application.standing_at = stood.at
    application.standing_before = _STOOD.dump_json(stood.before).decode() if stood.before else None


Step = Callable[[Session, Application, str], None]
_STEPS: dict[Decision, Step] = {
    Decision.APPROVE: _approve,
    Decision.REQUEST_CHANGES: _request_changes,
    Decision.QUARANTINE: _interrupt("quarantined"),
    Decision.RELEASE: _resume,
    Decision.RETIRE: _interrupt("retired"),
    Decision.REOPEN: _resume,
}


def _is_decided(session: Session, application: Application, decision: Decision, reason: str) -> bool:
    """Say whether this was the last thing decided, and nothing was submitted since."""
    query = select(JournalRow).where(
        JournalRow.subject == f"application:{application.slug}",
        col(JournalRow.action).in_([*ACTIONS.values(), SUBMITTED]),
    )
    last = session.exec(query.order_by(col(JournalRow.serial).desc()).limit(1)).first()
    if last is None or last.action != ACTIONS[decision]:
        return False
    return decision is not Decision.REQUEST_CHANGES or json.loads(last.detail)["reason"] == reason


def _has_published(session: Session, application: Application) -> bool:
    query = select(Release.status).where(Release.application_id == application.id)
    newest = session.exec(query.order_by(col(Release.position).desc()).limit(1)).first()
    return newest == ReleaseStatus.PUBLISHED


def _settle_files(session: Session, application: Application, *, hidden_before: bool) -> None:
    """Have the files of the store follow, once the journal's row is written."""
    hidden = application.standing in shelves.HIDDEN
    if hidden and not hidden_before:
        shelves.hide(session, application)
    elif hidden_before and not hidden:
        shelves.bring_back(session, application)
    else:
        shelves.renew(session, application.slug)


def _unfit(application: Application, decision: Decision) -> Conflict:
    names = {
        "review": Text(id="sedang ditinjau", en="in review"),
        "open": Text(id="terbuka", en="open"),
        "quarantined": Text(id="dikarantina", en="quarantined"),
        "retired": Text(id="dipensiunkan", en="retired"),
    }
    now = names[application.standing]
    fitting = ", ".join(one for one in Decision if application.standing in FROM[one])
    return Conflict(
        Text(
            id=f"{application.slug} {now.id}, jadi `{decision}` tidak berlaku. Yang mungkin: {fitting}.",
            en=f"{application.slug} is {now.en}, so `{decision}` does not fit. Possible: {fitting}.",
        )
    )
