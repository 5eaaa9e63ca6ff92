"""Releases: what can be fetched."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Release(SQLModel, table=True):
    """One release. Once published, its commit, tree and archives never change."""

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("application_id", "version"),
        Index("ix_releases_application_position", "application_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id")
    version: str
    tag: str | None = Field(default=None, description="null: a dated snapshot of the default branch")
    status: str
    position: int = Field(description="1 is the oldest in version order")
    commit: str = Field(max_length=40)
    tree: str = Field(max_length=40)
    snapshot_commit: str | None = Field(default=None, max_length=40)
    license: str | None = None
    released_at: datetime = Field(sa_type=Moment)
    published_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    body: str = Field(
        sa_column=Column(Text, nullable=False), description="contract.Release, as everybody may read it"
    )
    full_body: str | None = Field(
        default=None,
        sa_column=Column(Text, nullable=True),
        description="contract.Release for those entitled to the source; null where `body` is whole",
    )
    yanked_at: datetime | None = Field(default=None, sa_type=Moment)
    yank_reason: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    manifest: str | None = Field(
        default=None, sa_column=Column(Text, nullable=True), description="catalog.publication.ManifestFacts"
    )
