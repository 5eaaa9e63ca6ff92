"""What happened and is to be told, who asked to be told, and how the telling went."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class OutboxRow(SQLModel, table=True):
    """One happening, written in the transaction of its change: whatever was committed is told."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    event: str = Field(description="such as release.published")
    application_slug: str | None = Field(default=None, max_length=60)
    region_code: str | None = Field(default=None, max_length=13)
    detail: str = Field(sa_column=Column(Text, nullable=False), description="JSON")
    serial: int = Field(sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = Field(sa_type=Moment)
    fanned_at: datetime | None = Field(
        default=None, sa_type=Moment, index=True, description="deliveries for it exist"
    )


class Webhook(SQLModel, table=True):
    """An address that wants to be told."""

    __tablename__ = "webhooks"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int | None = Field(
        default=None, foreign_key="organisations.id", index=True, description="null: the registry's own"
    )
    url: str
    place: str = Field(description="scheme, host and port of the address: few are asked of one at once")
    secret: str = Field(description="sealed")
    events: str = Field(description="names with a space between")
    application_slug: str | None = Field(default=None, max_length=60)
    region_code: str | None = Field(default=None, max_length=13)
    created_by: str
    created_at: datetime = Field(sa_type=Moment)
    failures: int = Field(default=0, description="deliveries given up in a row")
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    disabled_reason: str | None = None


class Delivery(SQLModel, table=True):
    """One happening for one address, until it was taken or given up."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "outbox_id"),
        Index("ix_deliveries_status_next", "status", "next_at"),
    )

    id: str = Field(primary_key=True, max_length=36, description="UUID: what a receiver knows it by")
    webhook_id: int = Field(foreign_key="webhooks.id")
    outbox_id: int = Field(foreign_key="outbox.id", index=True)
    status: str = Field(description="waiting, delivered or failed")
    attempts: int = 0
    next_at: datetime = Field(sa_type=Moment)
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    last_at: datetime | None = Field(default=None, sa_type=Moment)
    last_status: int | None = None
    last_error: str | None = Field(default=None, max_length=300)
    milliseconds: int | None = None
