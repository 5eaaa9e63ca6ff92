"""Moderation of experiences: the queue of versions that wait, and the curators' decisions about them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from livinglab.contract import experiences as wire
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.adoption import experiences
from registry.catalog import plain_text
from registry.errors import Conflict, Forbidden, NotFound
from registry.tables import Adoption, Application, Experience, ExperienceVersion

PUBLISHED, REFUSED = "published", "refused"


def queue(session: Session, *, after: int, limit: int) -> Sequence[tuple[int, wire.QueuedExperience]]:
    """Return (version's number in the table, what waits) after a number, what came first first."""
    query = (
        select(ExperienceVersion, Experience, Adoption, Application)
        .join(Experience, col(Experience.id) == ExperienceVersion.experience_id)
        .join(Adoption, col(Adoption.id) == Experience.adoption_id)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(col(ExperienceVersion.decision).is_(None), col(ExperienceVersion.id) > after)
    )
    rows = session.exec(query.order_by(col(ExperienceVersion.id)).limit(limit)).all()
    about = experiences.about(session, [(adoption, application) for _, _, adoption, application in rows])
    return [
        (row.id or 0, _queued(session, row, experience, one))
        for (row, experience, _, _), one in zip(rows, about, strict=True)
    ]


def decide(
    session: Session, experience_id: int, number: int, request: wire.ExperienceDecision, *, caller: Caller
) -> wire.QueuedExperience:
    """Publish a version or refuse it, also one that was public; the same decision again changes nothing.

    Raises Unauthenticated and Forbidden for all but curators, and for its author; NotFound; Conflict where
    its author has written a newer one.
    """
    rights.require(caller, Right.CURATE)
    reason = plain_text.line(request.reason, field="reason") or ""
    journal.hold(session)
    experience, adoption, row = _found(session, experience_id, number)
    if row.author == caller.actor:
        raise _own()
    if row.decision != request.decision:
        _refuse_outdated(session, experience, row, request.decision)
        _decide(session, experience, adoption, row, decision=request.decision, reason=reason, caller=caller)
    application = session.get_one(Application, adoption.application_id)
    (about,) = experiences.about(session, [(adoption, application)])
    return _queued(session, row, experience, about)


def _decide(
    session: Session,
    experience: Experience,
    adoption: Adoption,
    row: ExperienceVersion,
    *,
    decision: str,
    reason: str,
    caller: Caller,
) -> None:
    before = journal.state_of(row)
    row.decision, row.decision_reason = decision, reason
    row.decided_by, row.decided_at = caller.actor, clock.now()
    was = experience.published_number
    if decision == PUBLISHED:
        experience.published_number = row.number
    elif was == row.number:
        experience.published_number = None  # never back to an older text: its author had replaced it
    session.add(row)
    session.add(experience)
    session.flush()
    serial = journal.append(
        session,
        actor=caller.actor,
        action=f"experience.{decision}",
        subject=f"adoption:{adoption.id}",
        detail={"experience": experience.id, "version": row.number},
        before=before,
        after=journal.state_of(row),
    )
    if experience.published_number != was:
        adoption.changed_serial = serial
        session.add(adoption)


def _found(
    session: Session, experience_id: int, number: int
) -> tuple[Experience, Adoption, ExperienceVersion]:
    experience = session.get(Experience, experience_id, populate_existing=True)
    row = experiences.version(session, experience, number) if experience else None
    if experience is None or row is None:
        raise NotFound(
            Text(
                id=f"Tidak ada versi {number} dari pengalaman nomor {experience_id}. Yang menunggu: "
                "/api/v1/moderation/experiences.",
                en=f"There is no version {number} of experience number {experience_id}. What waits: "
                "/api/v1/moderation/experiences.",
            )
        )
    return experience, session.get_one(Adoption, experience.adoption_id), row


def _refuse_outdated(session: Session, experience: Experience, row: ExperienceVersion, decision: str) -> None:
    """Refuse to publish what its author has replaced; to take a public text back is always possible."""
    newest = experiences.newest(session, experience)
    replaced = newest is not None and newest.number > row.number and newest.decision != REFUSED
    if row.decision == experiences.SUPERSEDED or (decision == PUBLISHED and replaced):
        number = newest.number if newest else row.number
        raise Conflict(
            Text(
                id=f"Versi {row.number} sudah diganti penulisnya. Putuskan tentang versi {number}.",
                en=f"Version {row.number} was replaced by its author. Decide about version {number}.",
            )
        )


def _queued(
    session: Session, row: ExperienceVersion, experience: Experience, about: dict[str, object]
) -> wire.QueuedExperience:
    public = experiences.version(session, experience, experience.published_number)
    told = {name: value for name, value in about.items() if name != "state"}
    return wire.QueuedExperience.model_validate(
        {
            **told,
            "experience": experience.id,
            "version": experiences.shown(row, whole=True),
            "published": experiences.shown(public, whole=True) if public else None,
        }
    )


def _own() -> Forbidden:
    return Forbidden(
        Text(
            id="Pengalaman yang Anda tulis sendiri diputuskan kurator lain.",
            en="What you wrote yourself is decided by another curator.",
        )
    )
