"""The log of deliveries: what was told to a webhook and how that went, and telling it once more."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from livinglab.contract import webhooks as contract
from livinglab.contract.webhooks import EventName
from livinglab.language import Text
from registry import journal
from registry.crawl.frontier import moment
from registry.errors import Conflict, NotFound
from registry.tables import Delivery, OutboxRow, Webhook
from registry.webhooks import spreading

Row = tuple[Delivery, OutboxRow]


def page(session: Session, webhook: Webhook, *, before: int | None, limit: int) -> Sequence[Row]:
    """Return deliveries newest first, of rows of the outbox before the number `before`."""
    query = select(Delivery, OutboxRow).join(OutboxRow, col(OutboxRow.id) == Delivery.outbox_id)
    query = query.where(Delivery.webhook_id == webhook.id)
    if before is not None:
        query = query.where(col(Delivery.outbox_id) < before)
    return session.exec(query.order_by(col(Delivery.outbox_id).desc()).limit(limit)).all()


def show(delivery: Delivery, row: OutboxRow) -> contract.Delivery:
    """Return a delivery as it travels: which application it names is not among it."""
    return contract.Delivery(
        id=delivery.id,
        event=EventName(row.event),
        status=delivery.status,  # type: ignore[arg-type]  # one of the three, as the queue writes them
        attempts=delivery.attempts,
        next_at=delivery.next_at if delivery.status == "waiting" else None,
        last_at=delivery.last_at,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
        milliseconds=delivery.milliseconds,
    )


def ping(session: Session, webhook: Webhook, *, actor: str) -> Row:
    """Tell a webhook that it is there. Raises Conflict where it is disabled or was not told yet of the last.

    One at a time: nobody may have this registry knock at an address as often as they like.
    """
    _refuse_disabled(webhook)
    waiting = (
        select(Delivery.id)
        .join(OutboxRow, col(OutboxRow.id) == Delivery.outbox_id)
        .where(
            Delivery.webhook_id == webhook.id,
            Delivery.status == "waiting",
            OutboxRow.event == EventName.PING,
        )
    )
    serial = journal.append(
        session, actor=actor, action="webhook.pinged", subject=f"webhook:{webhook.id}", detail={}
    )
    if session.exec(waiting.limit(1)).first() is not None:
        raise Conflict(_WAITING)
    now = moment(session)
    row = OutboxRow(event=EventName.PING, detail="{}", serial=serial, created_at=now, fanned_at=now)
    session.add(row)
    session.flush()
    made = spreading.deliver(session, row, webhook, now)
    session.flush()
    return made, row


def again(session: Session, webhook: Webhook, delivery_id: str, *, actor: str) -> Row:
    """Make a delivery once more that was taken or given up, under the same id.

    Raises NotFound, and Conflict where it waits already or the webhook is disabled.
    """
    session.refresh(webhook, with_for_update=True)
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.webhook_id != webhook.id:
        raise NotFound(
            Text(
                id=f"Webhook {webhook.id} tidak punya pengiriman {delivery_id}. Catatan disimpan 30 hari.",
                en=f"Webhook {webhook.id} has no delivery {delivery_id}. They are kept for 30 days.",
            )
        )
    _refuse_disabled(webhook)
    if delivery.status == "waiting":
        raise Conflict(_WAITING)
    delivery.status, delivery.attempts, delivery.next_at = "waiting", 0, moment(session)
    session.add(delivery)
    detail = {"delivery": delivery.id}
    journal.append(
        session, actor=actor, action="webhook.redelivered", subject=f"webhook:{webhook.id}", detail=detail
    )
    return delivery, session.get_one(OutboxRow, delivery.outbox_id)


def _refuse_disabled(webhook: Webhook) -> None:
    if webhook.disabled_at is not None:
        raise Conflict(
            Text(
                id="Webhook ini dimatikan. Perbaiki penerimanya, lalu hidupkan: "
                f"POST /api/v1/webhooks/{webhook.id}/enable.",
                en=f"This webhook is disabled. Mend its receiver, then enable it: "
                f"POST /api/v1/webhooks/{webhook.id}/enable.",
            )
        )


_WAITING = Text(
    id="Pengiriman ini masih menunggu. Lihat catatannya di /deliveries, dan coba lagi setelah selesai.",
    en="This delivery is waiting already. Look at /deliveries, and try again when it has ended.",
)
