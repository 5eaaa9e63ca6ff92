"""How far submissions have come: whose they are, their place in the queue, and asking for another visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import SubmissionStatus, Visibility
from livinglab.language import Text
from registry import clock
from registry.access import rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right
from registry.catalog import ownership, submissions
from registry.errors import Conflict
from registry.tables import Application, Frontier, Organisation, Publisher, Source, Submission, Visit

WAITING = frozenset({SubmissionStatus.QUEUED, SubmissionStatus.VISITING, SubmissionStatus.IN_REVIEW})
UNDER_WAY = frozenset({SubmissionStatus.QUEUED, SubmissionStatus.VISITING})
CLOCKS_DIFFER = timedelta(seconds=5)  # a visit's times are the database's, a submission's the web node's
STILL_WAITING = Text(
    id="Pengajuan ini masih menunggu kunjungan. Tunggulah hasilnya sebelum meminta kunjungan lagi.",
    en="This submission still waits for its visit. See how that ends before you ask for another.",
)


@dataclass(frozen=True)
class Donor:
    """In whose name somebody may submit: the publisher's name, and its region if it has one."""

    name: str
    region_code: str | None


@dataclass(frozen=True)
class Progress:
    """Where a submission stands. Times are None where nothing of the kind happened yet.

    `place` is its place in the queue, from 1; `repeated_at` when a visit that failed on our side is tried
    again; `listed` whether everybody can read the application's page; `may_repeat` whether the caller may
    ask for another visit.
    """

    submission: contract.Submission
    visibility: Visibility
    publisher: str
    place: int | None
    visited_at: datetime | None
    ended_at: datetime | None
    repeated_at: datetime | None
    listed: bool
    may_repeat: bool


def donors(session: Session, caller: Caller) -> list[Donor]:
    """Return in whose name a caller may submit as one of an organisation's own people, by name."""
    numbers = [number for number in caller.roles if caller.has_role(number, Role.PUBLISHER)]
    query = (
        select(Organisation, Publisher)
        .join(Publisher, col(Publisher.organisation_id) == Organisation.id, isouter=True)
        .where(col(Organisation.id).in_(numbers))
        .order_by(Organisation.name)
        .limit(100)
    )
    return [
        Donor(known.name, known.region_code) if known else Donor(own.name, own.region_code)
        for own, known in session.exec(query)
    ]


def known(session: Session, caller: Caller, *, before: int | None, limit: int) -> Sequence[Submission]:
    """Return the submissions that a caller may follow, newest first, of numbers below `before`."""
    query = select(Submission)
    if not rights.allows(caller, Right.AUDIT):
        ours = col(Submission.organisation_id).in_(caller.roles)
        query = query.where(or_(ours, col(Submission.person_id) == caller.person_id))
    if before is not None:
        query = query.where(col(Submission.id) < before)
    return session.exec(query.order_by(col(Submission.id).desc()).limit(limit)).all()


def progress(session: Session, submission: Submission, *, caller: Caller) -> Progress:
    """Return how far a submission has come."""
    application, publisher = _subject(session, submission)
    place = session.get(Frontier, submission.source_id)
    visit = _visit(session, submission)
    shown = submissions.show(session, submission)
    may = rights.allows(caller, Right.PUBLISH, ownership.of(session, application))
    return Progress(
        submission=shown,
        visibility=Visibility(application.visibility),
        publisher=publisher.name,
        place=_place(session, place) if shown.status is SubmissionStatus.QUEUED else None,
        visited_at=visit.started_at if visit else _begun(submission),
        ended_at=visit.ended_at if visit else None,
        repeated_at=_repeated(place) if shown.status is SubmissionStatus.VISITING else None,
        listed=application.listed,
        may_repeat=may and shown.status not in UNDER_WAY,
    )


def again(
    session: Session, submission: Submission, *, caller: Caller, private_donors: tuple[str, ...] = ()
) -> Submission:
    """Ask for another visit of the same source: a new submission. Raises as `submissions.submit` does."""
    if submission.status in UNDER_WAY:
        raise Conflict(STILL_WAITING)
    application, publisher = _subject(session, submission)
    source = session.get_one(Source, submission.source_id)
    request = contract.SubmissionRequest(
        url=source.url,
        slug=application.slug,
        publisher=publisher.name,
        visibility=Visibility(application.visibility),
    )
    return submissions.submit(session, request, caller=caller, private_donors=private_donors)


def _subject(session: Session, submission: Submission) -> tuple[Application, Publisher]:
    source = session.get_one(Source, submission.source_id)
    application = session.get_one(Application, source.application_id)
    return application, session.get_one(Publisher, application.publisher_id)


def _place(session: Session, place: Frontier | None) -> int | None:
    if place is None or place.lease_owner is not None:
        return None
    before = select(func.count()).where(
        Frontier.due_at < place.due_at, col(Frontier.lease_owner).is_(None), Frontier.due_at <= clock.now()
    )
    return session.exec(before).one() + 1


def _visit(session: Session, submission: Submission) -> Visit | None:
    """Return the newest visit since a submission came, up to the one that closed it."""
    query = select(Visit).where(
        Visit.source_id == submission.source_id,
        Visit.started_at >= submission.created_at - CLOCKS_DIFFER,
        Visit.started_at <= submission.updated_at + CLOCKS_DIFFER,
    )
    return session.exec(query.order_by(col(Visit.id).desc()).limit(1)).first()


def _begun(submission: Submission) -> datetime | None:
    return submission.updated_at if submission.status == SubmissionStatus.VISITING else None


def _repeated(place: Frontier | None) -> datetime | None:
    return place.due_at if place and place.lease_owner is None and place.last_error else None
