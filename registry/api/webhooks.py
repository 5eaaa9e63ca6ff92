"""Webhooks: ask to be told at an address, and see how the telling goes. For managers of an organisation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from livinglab import contract
from livinglab.contract.webhooks import Delivery, NewWebhook, Webhook, WebhookRequest
from registry import tables
from registry.api import answers
from registry.api.idempotency import idempotent
from registry.dependencies import CurrentKeys, CurrentSettings, KnownCaller, Page, Reading, Writing
from registry.protection.limited import LimitRecord
from registry.webhooks import log, owning, records

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
DeliveryId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


def _found(session: Reading, caller: KnownCaller, number: Number) -> tables.Webhook:
    return owning.get(session, number, caller)


Found = Annotated[tables.Webhook, Depends(_found)]


@router.get("", response_model=contract.Page[Webhook], responses=answers.problems(401, 403))
def list_webhooks(session: Reading, caller: KnownCaller, page: Page) -> Response:
    """List the webhooks of the organisations that you manage, in the order of their numbers."""
    rows = records.page(session, caller, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1].id if len(rows) > page.limit else None
    items = (records.show(row).model_dump_json() for row in shown)
    return answers.page(session, items, next_key=following, private=True)


@router.post(
    "",
    status_code=201,
    response_model=NewWebhook,
    responses=answers.problems(401, 403, 409, 413),
    dependencies=[LimitRecord],
)
@idempotent(201)
def create_webhook(
    session: Writing,
    caller: KnownCaller,
    keys: CurrentKeys,
    settings: CurrentSettings,
    body: WebhookRequest,
    response: Response,
) -> NewWebhook:
    """Ask to be told at an address. The secret that signs what is sent is in this answer alone."""
    made = records.create(session, keys, settings, body, caller=caller)
    response.headers["Cache-Control"] = answers.PRIVATE
    return NewWebhook(**records.show(made.webhook).model_dump(), secret=made.secret)


@router.get("/{number}", response_model=Webhook, responses=answers.problems(401, 403, 404))
def get_webhook(session: Reading, webhook: Found) -> Response:
    """Show one webhook, without its secret."""
    return answers.private(session, records.show(webhook).model_dump_json())


@router.delete(
    "/{number}", status_code=204, responses=answers.problems(401, 403, 404), dependencies=[LimitRecord]
)
@idempotent(204)
def delete_webhook(session: Writing, caller: KnownCaller, number: Number) -> None:
    """Take a webhook away, at once, and with it what was still to be told to it."""
    records.remove(session, owning.get(session, number, caller), actor=caller.actor)


@router.post(
    "/{number}/enable",
    response_model=Webhook,
    responses=answers.problems(401, 403, 404),
    dependencies=[LimitRecord],
)
@idempotent(200)
def enable_webhook(session: Writing, caller: KnownCaller, number: Number, response: Response) -> Webhook:
    """Tell a disabled webhook again from now on. What it missed meanwhile is not sent any more."""
    webhook = owning.get(session, number, caller)
    records.enable(session, webhook, actor=caller.actor)
    response.headers["Cache-Control"] = answers.PRIVATE
    return records.show(webhook)


@router.post(
    "/{number}/ping",
    status_code=202,
    response_model=Delivery,
    responses=answers.problems(401, 403, 404, 409),
    dependencies=[LimitRecord],
)
@idempotent(202)
def ping_webhook(session: Writing, caller: KnownCaller, number: Number, response: Response) -> Delivery:
    """Have a `ping` sent, whatever the webhook is subscribed to. How it went is in the log soon after."""
    response.headers["Cache-Control"] = answers.PRIVATE
    return log.show(*log.ping(session, owning.get(session, number, caller), actor=caller.actor))


@router.get(
    "/{number}/deliveries",
    response_model=contract.Page[Delivery],
    responses=answers.problems(401, 403, 404),
)
def list_deliveries(session: Reading, webhook: Found, page: Page) -> Response:
    """List what was told to a webhook within 30 days, newest first, and how that went."""
    rows = log.page(session, webhook, before=page.after_number(), limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1][0].outbox_id if len(rows) > page.limit else None
    items = (log.show(*row).model_dump_json() for row in shown)
    return answers.page(session, items, next_key=following, private=True)


@router.post(
    "/{number}/deliveries/{delivery}/redeliver",
    status_code=202,
    response_model=Delivery,
    responses=answers.problems(401, 403, 404, 409),
    dependencies=[LimitRecord],
)
@idempotent(202)
def redeliver(
    session: Writing, caller: KnownCaller, number: Number, delivery: DeliveryId, response: Response
) -> Delivery:
    """Send once more, under the same id, what was delivered or given up."""
    webhook = owning.get(session, number, caller)
    response.headers["Cache-Control"] = answers.PRIVATE
    return log.show(*log.again(session, webhook, delivery, actor=caller.actor))
