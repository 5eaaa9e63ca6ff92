"""Submissions: a donor, or a curator for one, asks for an application to be listed."""

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import ReleaseStatus, Sentence, SubmissionStatus
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right, Thing
from registry.catalog import addresses, moderation, names, publishers, sources, summaries, visibility_changes
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.tables import Application, Check, Frontier, Publisher, Release, Source, Submission

NO_TEXT = Text(
    id="publiccode.yml harus berupa teks; yang ini memuat karakter NUL.",
    en="A publiccode.yml is text; this one holds a NUL character.",
)


def submit(
    session: Session,
    request: contract.SubmissionRequest,
    *,
    caller: Caller,
    private_donors: tuple[str, ...] = (),
) -> Submission:
    """Take a submission and put its source in the queue, due at once.

    The same publisher may submit a name again: that visits it now, and replaces the address and the curator's
    manifest as long as nothing is published. Only an organisation's own people submit in its name; what
    nobody speaks for yet, curators do. Raises Conflict when the name is taken, Invalid for a bad part,
    Forbidden.
    """
    addresses.check(request.url, private_donors=private_donors)
    if "\0" in (request.manifest or ""):  # no text, and PostgreSQL keeps none such
        raise Invalid(NO_TEXT, field="manifest")
    journal.hold(session)
    publisher = publishers.named(session, request.publisher, request.region)
    thing = Thing(publisher.organisation_id, request.slug, publisher.region_code)
    rights.require(caller, Right.PUBLISH, thing)
    application = session.exec(select(Application).where(Application.slug == request.slug)).first()
    before = journal.state_of(application) if application else None
    if application is None:
        application = _begin(session, request, publisher, caller)
    source = _source(session, application, publisher, request)
    make_due(session, source)
    submission = _queued(session, request, source, caller, publisher)
    summaries.refresh(session, application)
    application.changed_serial = journal.append(
        session,
        actor=caller.actor,
        action="application.submitted",
        subject=f"application:{request.slug}",
        detail={"url": request.url, "publisher": publisher.name, "visibility": request.visibility},
        before=before,
        after=journal.state_of(application),
    )
    session.flush()
    return submission


def get(session: Session, submission_id: int) -> Submission:
    """Return one submission. Raises NotFound."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound(
            Text(
                id=f"Tidak ada pengajuan nomor {submission_id}.",
                en=f"There is no submission number {submission_id}.",
            )
        )
    return submission


def follow(session: Session, submission_id: int, *, caller: Caller) -> Submission:
    """Return a submission to who made it, to their organisation, or to a curator. Raises Forbidden."""
    submission = get(session, submission_id)
    own = caller.token_id is not None and submission.token_id == caller.token_id
    same = caller.person_id is not None and submission.person_id == caller.person_id
    ours = caller.has_role(submission.organisation_id, Role.READER)
    if caller.application_slug not in (None, submission.slug):
        own = same = ours = False
    if own or same or ours or rights.allows(caller, Right.AUDIT):
        return submission
    raise Forbidden(
        Text(id="Pengajuan ini dibuat oleh orang lain.", en="This submission was made by somebody else.")
    )


def show(session: Session, submission: Submission) -> contract.Submission:
    """Return a submission as it travels, with the findings at the newest release that was sent back."""
    application = session.exec(select(Application).where(Application.slug == submission.slug)).first()
    error = None
    if submission.error_id and submission.error_en:
        error = Sentence(id=submission.error_id, en=submission.error_en)
    return contract.Submission(
        id=submission.id or 0,
        url=submission.url,
        slug=submission.slug,
        status=SubmissionStatus(submission.status),
        created_at=submission.created_at,
        updated_at=submission.updated_at,
        checks=findings(session, submission.slug) if submission.status == SubmissionStatus.SENT_BACK else [],
        error=error,
        review=moderation.in_review(application) if application else None,
    )


def findings(session: Session, slug: str) -> list[contract.Check]:
    """Return what the newest release's checks found, if it was sent back."""
    newest = session.exec(
        select(Release)
        .join(Application, col(Application.id) == Release.application_id)
        .where(Application.slug == slug)
        .order_by(col(Release.position).desc())
        .limit(1)
    ).first()
    if newest is None or newest.status == ReleaseStatus.PUBLISHED:
        return []
    rows = session.exec(select(Check).where(Check.release_id == newest.id).order_by(col(Check.id))).all()
    return [summaries.check(row) for row in rows]


def _queued(
    session: Session,
    request: contract.SubmissionRequest,
    source: Source,
    caller: Caller,
    publisher: Publisher,
) -> Submission:
    now = clock.now()
    submission = Submission(
        source_id=source.id or 0,
        token_id=caller.token_id,
        person_id=caller.person_id,
        organisation_id=publisher.organisation_id,
        url=request.url,
        slug=request.slug,
        status=SubmissionStatus.QUEUED,
        created_at=now,
        updated_at=now,
    )
    session.add(submission)
    return submission


def _review(session: Session, application: Application, publisher: Publisher, caller: Caller) -> None:
    """Have a curator look at a name that another could be mistaken for, unless a curator submits it."""
    if rights.allows(caller, Right.CURATE):
        return
    resembled = names.resembled(session, application.slug, publisher)
    if resembled:
        moderation.begin_review(application, resembled)


def _begin(
    session: Session, request: contract.SubmissionRequest, publisher: Publisher, caller: Caller
) -> Application:
    application = Application(
        slug=request.slug,
        publisher_id=publisher.id or 0,
        visibility=request.visibility,
        name=request.slug,
        region_code=publisher.region_code,
        summary="{}",
        body="{}",
        created_at=clock.now(),
        changed_serial=0,
    )
    session.add(application)
    session.flush()
    _review(session, application, publisher, caller)
    return application


def _source(
    session: Session, application: Application, publisher: Publisher, request: contract.SubmissionRequest
) -> Source:
    if application.publisher_id != publisher.id:
        raise Conflict(
            Text(
                id=f"Nama {request.slug} sudah dipakai oleh penerbit lain. Pilihlah nama lain.",
                en=f"The name {request.slug} belongs to another publisher. Choose another name.",
            )
        )
    _refuse_withdrawn(application)
    source = sources.find(session, application) or Source(
        application_id=application.id or 0, url=request.url, created_at=clock.now()
    )
    moves = source.url != request.url or application.visibility != request.visibility
    if application.latest_version is not None and moves:
        raise Conflict(
            Text(
                id=f"{request.slug} sudah terbit dari {source.url} dengan keterlihatan "
                f"{application.visibility}; alamat dan keterlihatan aplikasi yang sudah terbit tidak dapat "
                "diganti dengan pengajuan.",
                en=f"{request.slug} is published from {source.url} with visibility {application.visibility}; "
                "a submission cannot change the address or visibility of a published application.",
            )
        )
    source.url = request.url
    if application.visibility != request.visibility:
        visibility_changes.rewrite(session, application, request.visibility)
    source.manifest = request.manifest or source.manifest
    session.add(source)
    session.flush()
    return source


def _refuse_withdrawn(application: Application) -> None:
    """Refuse to submit what is quarantined or retired: its name stays taken, and curators reopen it."""
    why = application.standing_reason
    if application.standing == "quarantined":
        raise Conflict(
            Text(
                id=f"{application.slug} sedang dikarantina: {why} Bicarakan dengan kurator katalog.",
                en=f"{application.slug} is in quarantine: {why} Talk to the catalog's curators.",
            )
        )
    if application.standing == "retired":
        raise Conflict(
            Text(
                id=f"{application.slug} sudah dipensiunkan: {why} Kurator dapat membukanya kembali.",
                en=f"{application.slug} is retired: {why} A curator can reopen it.",
            )
        )


def make_due(session: Session, source: Source) -> None:
    """Put a source at the head of the queue, whatever went wrong before."""
    place = session.get(Frontier, source.id) or Frontier(source_id=source.id or 0, due_at=clock.now())
    place.due_at, place.attempts, place.last_error = clock.now(), 0, None
    session.add(place)
    session.flush()
