"""Transfers: an application is offered to another organisation, which takes it over, with every right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.access import memberships, organisations, rights, tokens
from registry.access.callers import Caller
from registry.access.rights import Right, Thing
from registry.catalog import addresses, ownership, shelves, submissions, summaries
from registry.errors import Conflict, Forbidden, NotFound
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

OFFERED_FOR = timedelta(days=30)
MOST = 100  # offers shown to an organisation
ACCEPTED, REFUSED, WITHDRAWN, REPLACED = "accepted", "refused", "withdrawn", "replaced"


@dataclass(frozen=True)
class Offer:
    """An offer as both sides see it."""

    transfer: Transfer
    application: Application
    source_url: str
    giver: Organisation
    taker: Organisation


def offer(session: Session, application: Application, taker: Organisation, *, caller: Caller) -> Transfer:
    """Offer an application to a verified organisation, in place of any earlier offer of it.

    Raises Forbidden for who does not manage its owner, Conflict.
    """
    organisations.hold(session, taker)
    session.refresh(application)
    owner = ownership.of(session, application)
    rights.require(caller, Right.MANAGE, owner)
    if owner.organisation_id is None:
        raise Forbidden(UNOWNED)
    _refuse_unfit(application, taker, owner)
    _end_all(session, application, REPLACED)
    now = clock.now()
    made = Transfer(
        application_id=application.id or 0,
        from_organisation_id=owner.organisation_id,
        to_organisation_id=taker.id or 0,
        offered_by=caller.actor,
        created_at=now,
        expires_at=now + OFFERED_FOR,
    )
    session.add(made)
    session.flush()
    detail = {"from": owner.organisation_id, "to": taker.id}
    _tell(session, application, "transfer.offered", detail, actor=caller.actor)
    return made


def accept(
    session: Session, number: int, url: str, *, caller: Caller, private_donors: tuple[str, ...] = ()
) -> Application:
    """Take an application over. `url` is where its code is visited from now on: the new owner says so.

    Raises Forbidden for who does not manage the taker, NotFound for an offer that is over, Conflict,
    Invalid for a bad address.
    """
    journal.hold(session)
    transfer = _waiting(session, number)
    taker = organisations.get(session, transfer.to_organisation_id)
    rights.require(caller, Right.MANAGE, memberships.thing(taker))
    application = session.get_one(Application, transfer.application_id, populate_existing=True)
    if ownership.of(session, application).organisation_id != transfer.from_organisation_id:
        raise NotFound(OVER)
    addresses.check(url, private_donors=private_donors)
    _end(transfer, ACCEPTED)
    return carry_out(session, application, taker, url=url, actor=caller.actor)


def refuse(session: Session, number: int, *, caller: Caller) -> None:
    """End an offer: its taker's manager refuses it, its giver's withdraws it. Raises Forbidden, NotFound."""
    journal.hold(session)
    transfer = _waiting(session, number)
    giver, taker = Thing(transfer.from_organisation_id), Thing(transfer.to_organisation_id)
    refused = rights.allows(caller, Right.MANAGE, taker)
    if not refused:
        rights.require(caller, Right.MANAGE, giver)
    _end(transfer, REFUSED if refused else WITHDRAWN)
    session.flush()
    application = session.get_one(Application, transfer.application_id)
    action = "transfer.refused" if refused else "transfer.withdrawn"
    _tell(session, application, action, {"to": transfer.to_organisation_id}, actor=caller.actor)


def carry_out(
    session: Session, application: Application, taker: Organisation, *, url: str | None = None, actor: str
) -> Application:
    """Hand an application over now. Asks for no right: `accept` does, and the operator needs none.

    What the old owner had for it ends in this transaction: tokens limited to it, trusted pipelines, the right
    to follow its submissions. Agreements stay, for they bind the application. Raises Conflict.
    """
    organisations.hold(session, taker)
    session.refresh(application)
    owner = ownership.of(session, application)
    _refuse_unfit(application, taker, owner)
    before = journal.state_of(application)
    publisher = _publisher(session, taker)
    application.publisher_id, application.region_code = publisher.id or 0, publisher.region_code
    session.add(application)
    session.flush()
    _take_rights(session, application, owner, taker, actor=actor)
    _visit_from(session, application, url)
    _end_all(session, application, REPLACED)
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


def waiting(session: Session, organisation: Organisation) -> Sequence[Offer]:
    """Return the offers that an organisation has made or may take, the oldest first."""
    here = (col(Transfer.from_organisation_id) == organisation.id) | (
        col(Transfer.to_organisation_id) == organisation.id
    )
    query = select(Transfer).where(here, *_open_ones()).order_by(col(Transfer.id)).limit(MOST)
    return [_shown(session, transfer) for transfer in session.exec(query)]


def owned(session: Session, organisation: Organisation) -> Sequence[str]:
    """Return the slugs of an organisation's applications, listed or not, at most MOST."""
    query = (
        select(Application.slug)
        .join(Publisher, col(Publisher.id) == Application.publisher_id)
        .where(Publisher.organisation_id == organisation.id)
    )
    return session.exec(query.order_by(Application.slug).limit(MOST)).all()


def get_owned(session: Session, owner: Organisation, slug: str, *, caller: Caller) -> Application:
    """Return an application of an organisation to its manager. Raises Forbidden, NotFound."""
    rights.require(caller, Right.MANAGE, memberships.thing(owner))
    application = session.exec(select(Application).where(Application.slug == slug)).first()
    if application is None or ownership.of(session, application).organisation_id != owner.id:
        raise NotFound(NOT_OWNED)
    return application


def _shown(session: Session, transfer: Transfer) -> Offer:
    source = select(Source).where(Source.application_id == transfer.application_id)
    return Offer(
        transfer=transfer,
        application=session.get_one(Application, transfer.application_id),
        source_url=session.exec(source).one().url,
        giver=session.get_one(Organisation, transfer.from_organisation_id),
        taker=session.get_one(Organisation, transfer.to_organisation_id),
    )


def _open_ones() -> list[ColumnElement[bool]]:
    return [col(Transfer.ended_at).is_(None), col(Transfer.expires_at) > clock.now()]


def _waiting(session: Session, number: int) -> Transfer:
    transfer = session.get(Transfer, number, populate_existing=True)
    if transfer is None or transfer.ended_at is not None or transfer.expires_at <= clock.now():
        raise NotFound(OVER)
    return transfer


def _end(transfer: Transfer, outcome: str) -> None:
    transfer.ended_at, transfer.outcome = clock.now(), outcome


def _end_all(session: Session, application: Application, outcome: str) -> None:
    session.flush()
    mine = update(Transfer).where(
        col(Transfer.application_id) == application.id, col(Transfer.ended_at).is_(None)
    )
    session.execute(mine.values(ended_at=clock.now(), outcome=outcome))


def _refuse_unfit(application: Application, taker: Organisation, owner: Thing) -> None:
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
        _tell(session, application, "workflow.ended", {"workflow": workflow.id}, actor=actor)
    # What a submission says of the newest release is the new owner's from now on.
    followed = update(Submission).where(col(Submission.slug) == application.slug)
    session.execute(followed.values(organisation_id=taker.id, person_id=None, token_id=None))


def _visit_from(session: Session, application: Application, url: str | None) -> None:
    source = session.exec(select(Source).where(Source.application_id == application.id)).one()
    if url is not None and url != source.url:
        source.url, source.canonical_url = url, None
        session.add(source)
    submissions.make_due(session, source)
    # A visit under way would bring what the old owner has there: whoever is on it loses the lease.
    place = session.get_one(Frontier, source.id)
    place.lease_owner, place.lease_until = None, None
    session.add(place)


def _tell(
    session: Session, application: Application, action: str, detail: dict[str, int | None], *, actor: str
) -> None:
    subject = f"application:{application.slug}"
    journal.append(session, actor=actor, action=action, subject=subject, detail=detail)


OVER = Text(
    id="Tawaran ini tidak berlaku lagi: sudah diakhiri, kedaluwarsa (30 hari), atau pemiliknya berganti. "
    "Mintalah tawaran baru.",
    en="This offer holds no more: it was ended, has expired (30 days) or the owner changed. "
    "Ask for a new one.",
)
NOT_OWNED = Text(
    id="Organisasi ini tidak memiliki aplikasi itu. Pilih salah satu dari daftar.",
    en="This organisation has no such application. Choose one of the list.",
)
UNOWNED = Text(
    id="Belum ada organisasi yang memiliki aplikasi ini. Operator dapat mengalihkannya: "
    "`python -m registry application transfer`.",
    en="No organisation owns this application yet. The operator can hand it over: "
    "`python -m registry application transfer`.",
)
