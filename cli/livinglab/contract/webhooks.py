"""Webhooks as they travel: who wants to be told of what, and how the telling went."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from livinglab.contract.words import Answer, RegionCode, Slug, Wire


class EventName(StrEnum):
    """What is told."""

    APPLICATION_PUBLISHED = "application.published"
    RELEASE_PUBLISHED = "release.published"
    ADOPTION_CHANGED = "adoption.changed"
    PING = "ping"


class WebhookRequest(Wire):
    """Ask to be told at an address. Without `application` and `region`: of everything."""

    url: str = Field(max_length=2048, examples=["https://hook.example.go.id/livinglab"])
    events: list[EventName] = Field(min_length=1, max_length=10)
    organisation: int | None = Field(default=None, ge=1, le=2**31 - 1)
    application: Slug | None = None
    region: RegionCode | None = None


class Webhook(Answer):
    """A webhook as its owner reads it: without its secret."""

    id: int
    url: str
    events: list[EventName]
    organisation: int | None
    application: Slug | None = None
    region: RegionCode | None = None
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_reason: str | None = Field(default=None, description="`given-up`: ten deliveries in a row were")


class NewWebhook(Webhook):
    """A new webhook with its secret, which is shown this once."""

    secret: str = Field(
        description="signs each delivery by Standard Webhooks 1.0.0: HMAC-SHA256, header `webhook-signature`"
    )


class Delivery(Answer):
    """One delivery, and how it stands. Its id is the same at every try: the header `webhook-id`."""

    id: str
    event: EventName
    status: Literal["waiting", "delivered", "failed"]
    attempts: int
    next_at: datetime | None = None
    last_at: datetime | None = None
    last_status: int | None = Field(default=None, description="what the receiver answered")
    last_error: str | None = Field(
        default=None, description="why there is no answer: `no-public-address`, `unreachable` or `timeout`"
    )
    milliseconds: int | None = Field(default=None, description="until the last answer")


class Notice(Answer):
    """What is sent: thin, so that a receiver asks the API for what it may see."""

    id: str
    event: EventName
    at: datetime
    serial: int
    application: Slug | None = None
    region: RegionCode | None = None
    detail: dict[str, Any] = {}
    links: dict[str, str] = {}
