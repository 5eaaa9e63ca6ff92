"""Handing an application over: the new owner has it, and the old one no right to it, in one transaction."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.access import organisations, tokens
from registry.access.rights import Thing
from registry.catalog import ownership, shelves, sources, submissions, summaries
from registry.errors import Conflict
from registry.tables import (
    Application,
    Frontier,
    Organisation,
    Publisher,
    Source,
    Submission,
    Token,
    Transfer,
    TrustedWorkflow,
)

REPLACED = "replaced"


def hand_over(
    session: Session, application: Application, taker: Organisation, *, url: str | None = None, actor: str
) -> Application:
    """Hand an application over now. Asks for no right: `transfers.accept` does, and the operator needs none.

    What the old owner had for it ends in this transaction: tokens limited to it, trusted pipelines, the right
    to follow its submissions. Agreements stay, for they bind the application. Raises Conflict.
    """
    organisations.hold(session, taker)
    session.refresh(application)
    owner = ownership.of(session, application)
    refuse_unfit(application, taker, owner)
    before = journal.state_of(application)
    publisher = _publisher(session, taker)
    application.publisher_id, application.region_code = publisher.id or 0, publisher.region_code
    session.add(application)
    session.flush()
    _take_rights(session, application, owner, taker, actor=actor)
    _visit_from(session, application, url)
    end_offers(session, application)
    summaries.refresh(session, application)
    detail = {"from": owner.organisation_id, "to": taker.id, "publisher": publisher.name}
    application.changed_serial = journal.append(
        session,
        actor=actor,
        action="application.transferred",
        subject=f"application:{application.slug}",
        detail=detail,
        before=before,
        after=journal.state_of(application),
    )
    shelves.renew(session, application.slug)
    session.flush()
    return application


def refuse_unfit(application: Application, taker: Organisation, owner: Thing) -> None:
    """Raise Conflict where an application cannot become an organisation's."""
    if taker.verified_at is None:
        raise Conflict(
            Text(
                id=f"{taker.name} belum terverifikasi. Mintalah operator memverifikasinya dahulu.",
                en=f"{taker.name} is not verified yet. Have the operator verify it first.",
            )
        )
    if owner.organisation_id == taker.id:
        raise Conflict(
            Text(
                id=f"{application.slug} sudah milik {taker.name}.",
                en=f"{application.slug} belongs to {taker.name} already.",
            )
        )
    if application.standing == "quarantined":
        raise Conflict(
            Text(
                id=f"{application.slug} sedang dikarantina dan tidak dapat dialihkan. "
                "Bicarakan dengan kurator.",
                en=f"{application.slug} is in quarantine and cannot change hands. Talk to the curators.",
            )
        )


def end_offers(session: Session, application: Application) -> None:
    """End every offer of an application that waits: another one, or the new owner, takes their place."""
    session.flush()
    mine = update(Transfer).where(
        col(Transfer.application_id) == application.id, col(Transfer.ended_at).is_(None)
    )
    session.execute(mine.values(ended_at=clock.now(), outcome=REPLACED))


def tell(
    session: Session, application: Application, action: str, detail: dict[str, int | None], *, actor: str
) -> None:
    """Write what happened to an application into the journal."""
    subject = f"application:{application.slug}"
    journal.append(session, actor=actor, action=action, subject=subject, detail=detail)


def _publisher(session: Session, taker: Organisation) -> Publisher:
    """Return the publisher for which an organisation speaks, making it where there is none."""
    own = session.exec(select(Publisher).where(Publisher.organisation_id == taker.id)).first()
    if own is not None:
        return own
    if session.exec(select(Publisher).where(Publisher.name == taker.name)).first() is not None:
        raise Conflict(
            Text(
                id=f"Penerbit bernama {taker.name} ada, tetapi dengan wilayah atau pemilik lain. Mintalah "
                "operator membereskannya.",
                en=f"There is a publisher named {taker.name}, of another region or owner. Ask the "
                "operator to settle that.",
            )
        )
    made = Publisher(name=taker.name, organisation_id=taker.id, region_code=taker.region_code)
    session.add(made)
    session.flush()
    return made


def _take_rights(
    session: Session, application: Application, owner: Thing, taker: Organisation, *, actor: str
) -> None:
    if owner.organisation_id is not None:
        theirs = select(Token.id).where(
            Token.organisation_id == owner.organisation_id,
            Token.application_slug == application.slug,
            col(Token.revoked_at).is_(None),
        )
        for number in session.exec(theirs.order_by(col(Token.id))).all():
            tokens.revoke(session, number or 0, actor=actor)
    trusted = select(TrustedWorkflow).where(
        TrustedWorkflow.application_id == application.id, col(TrustedWorkflow.ended_at).is_(None)
    )
    for workflow in session.exec(trusted.order_by(col(TrustedWorkflow.id))).all():
        workflow.ended_at = clock.now()
        session.add(workflow)
        tell(session, application, "workflow.ended", {"workflow": workflow.id}, actor=actor)
    # What a submission says of the newest release is the new owner's from now on.
    followed = update(Submission).where(col(Submission.slug) == application.slug)
    session.execute(followed.values(organisation_id=taker.id, person_id=None, token_id=None))


def _visit_from(session: Session, application: Application, url: str | None) -> None:
    source = sources.find(session, application)
    if source is None and url is None:
        return  # only described so far: the new owner submits it
    if source is None:
        source = Source(application_id=application.id or 0, url=url or "", created_at=clock.now())
    if url is not None and url != source.url:
        source.url, source.canonical_url = url, None
    session.add(source)
    session.flush()
    submissions.make_due(session, source)
    # A visit under way would bring what the old owner has there: whoever is on it loses the lease.
    place = session.get_one(Frontier, source.id)
    place.lease_owner, place.lease_until = None, None
    session.add(place)
