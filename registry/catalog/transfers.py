"""Transfers: an application is offered to another organisation, which takes it over or does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.access import memberships, organisations, rights
from registry.access.callers import Caller
from registry.access.rights import Right, Thing
from registry.catalog import addresses, handover, ownership, sources
from registry.errors import Forbidden, NotFound
from registry.tables import Application, Organisation, Publisher, Transfer

OFFERED_FOR = timedelta(days=30)
MOST = 100  # offers shown to an organisation
ACCEPTED, REFUSED, WITHDRAWN = "accepted", "refused", "withdrawn"


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
    handover.refuse_unfit(application, taker, owner)
    handover.end_offers(session, application)
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
    handover.tell(session, application, "transfer.offered", detail, actor=caller.actor)
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
    return handover.hand_over(session, application, taker, url=url, actor=caller.actor)


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
    handover.tell(session, application, action, {"to": transfer.to_organisation_id}, actor=caller.actor)


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
    application = session.get_one(Application, transfer.application_id)
    source = sources.find(session, application)
    return Offer(
        transfer=transfer,
        application=application,
        source_url=source.url if source else "",
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
