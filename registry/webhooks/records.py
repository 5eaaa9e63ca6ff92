"""Webhooks as they are kept: made, shown, switched on and off, and taken away."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from livinglab.contract import webhooks as contract
from livinglab.contract.webhooks import EventName, WebhookRequest
from livinglab.language import Text
from registry import clock, journal
from registry.access.callers import Caller
from registry.catalog import moderation
from registry.errors import Conflict, Invalid, NotFound
from registry.keys import Keys
from registry.settings import Settings
from registry.tables import Delivery, Organisation, Region, Webhook
from registry.webhooks import owning, places, signatures

MOST = 20  # webhooks of one organisation, and of the registry itself
SEALED = "webhook"  # the purpose that secrets are sealed for
ON_REQUEST = {EventName.PING}  # told to the one who asks, whatever it is subscribed to


class Made(NamedTuple):
    """A new webhook, and its secret this once."""

    webhook: Webhook
    secret: str


def create(
    session: Session, keys: Keys, settings: Settings, request: WebhookRequest, *, caller: Caller
) -> Made:
    """Make a webhook. Raises Unauthenticated, Forbidden, Invalid, and Conflict beyond the limit."""
    owning.require(caller, request.organisation)
    address = places.read(request.url, private=settings.private_donors)
    _refuse_unknown(session, request, caller)
    journal.hold(session)  # so that two at once cannot both be the last that there is room for
    _refuse_too_many(session, request.organisation)
    secret = signatures.new_secret()
    made = Webhook(
        organisation_id=request.organisation,
        url=address.url,
        place=address.origin,
        secret=keys.seal(SEALED, secret),
        events=" ".join(sorted(set(request.events) - ON_REQUEST)),
        application_slug=request.application,
        region_code=request.region,
        created_by=caller.actor,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    tell(session, made, "webhook.created", actor=caller.actor)
    return Made(made, secret)


def page(session: Session, caller: Caller, *, after: int, limit: int) -> Sequence[Webhook]:
    """Return the caller's webhooks in the order of their numbers. Raises Unauthenticated, Forbidden."""
    query = owning.seen_by(caller).where(col(Webhook.id) > after)
    return session.exec(query.order_by(col(Webhook.id)).limit(limit)).all()


def show(webhook: Webhook) -> contract.Webhook:
    """Return a webhook as it travels: without its secret."""
    return contract.Webhook(
        id=webhook.id or 0,
        url=webhook.url,
        events=[EventName(name) for name in webhook.events.split()],
        organisation=webhook.organisation_id,
        application=webhook.application_slug,
        region=webhook.region_code,
        created_at=webhook.created_at,
        disabled_at=webhook.disabled_at,
        disabled_reason=webhook.disabled_reason,
    )


def remove(session: Session, webhook: Webhook, *, actor: str) -> None:
    """Take a webhook away at once, and what was still to be told to it."""
    session.refresh(webhook, with_for_update=True)
    was = journal.state_of(webhook)
    session.exec(delete(Delivery).where(col(Delivery.webhook_id) == webhook.id))
    tell(session, webhook, "webhook.removed", actor=actor, before=was, ended=True)
    session.delete(webhook)
    session.flush()


def enable(session: Session, webhook: Webhook, *, actor: str) -> None:
    """Tell a webhook again from now on. One that is told already is left as it is."""
    if webhook.disabled_at is None:
        return
    was = journal.state_of(webhook)
    webhook.disabled_at, webhook.disabled_reason, webhook.failures = None, None, 0
    session.add(webhook)
    session.flush()
    tell(session, webhook, "webhook.enabled", actor=actor, before=was)


def disable(session: Session, webhook: Webhook, reason: str, *, actor: str) -> None:
    """Tell a webhook nothing more until somebody enables it; what was still to be told is given up."""
    was = journal.state_of(webhook)
    webhook.disabled_at, webhook.disabled_reason = clock.now(), reason
    session.add(webhook)
    given_up = update(Delivery).where(
        col(Delivery.webhook_id) == webhook.id, col(Delivery.status) == "waiting"
    )
    session.exec(given_up.values(status="failed", leased_until=None, last_error=DISABLED))
    session.flush()
    tell(session, webhook, "webhook.disabled", actor=actor, before=was)


DISABLED = "the webhook was disabled"


def tell(
    session: Session,
    webhook: Webhook,
    action: str,
    *,
    actor: str,
    before: str | None = None,
    ended: bool = False,
) -> None:
    """Write what happened to a webhook into the journal: its host alone, since a path may be a secret."""
    journal.append(
        session,
        actor=actor,
        action=action,
        subject=f"webhook:{webhook.id}",
        detail={"organisation": webhook.organisation_id, "place": webhook.place, "events": webhook.events},
        before=before,
        after=None if ended else journal.state_of(webhook),
    )


def _refuse_unknown(session: Session, request: WebhookRequest, caller: Caller) -> None:
    if not set(request.events) - ON_REQUEST:
        raise _invalid("events", id="tidak ada peristiwa yang dilanggani", en="it subscribes to no event")
    if request.organisation is not None and session.get(Organisation, request.organisation) is None:
        raise _invalid("organisation", id="organisasi ini tidak ada", en="there is no such organisation")
    if request.region is not None and session.get(Region, request.region) is None:
        raise _invalid("region", id="kode wilayah ini tidak ada", en="no region has this code")
    if request.application is None:
        return
    try:
        moderation.visible(session, request.application, caller)
    except NotFound as error:
        raise Invalid(error.text, field="application") from error


def _refuse_too_many(session: Session, organisation_id: int | None) -> None:
    whose = (
        col(Webhook.organisation_id).is_(None)
        if organisation_id is None
        else col(Webhook.organisation_id) == organisation_id
    )
    if session.exec(select(func.count()).select_from(Webhook).where(whose)).one() >= MOST:
        raise Conflict(
            Text(
                id=f"Sudah ada {MOST} webhook, dan lebih dari itu tidak bisa. Hapuslah yang tidak terpakai.",
                en=f"There are {MOST} webhooks already, which is the most. Remove one that is not used.",
            )
        )


def _invalid(field: str, *, id: str, en: str) -> Invalid:
    return Invalid(
        Text(id=f"Webhook tidak dapat dibuat: {id}.", en=f"The webhook cannot be made: {en}."), field=field
    )
