"""Tokens: how a program acts for a person, an organisation or the registry itself."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Token(SQLModel, table=True):
    """A token, by the SHA-256 of its text; the text itself is shown once and kept nowhere.

    It never may more than whoever it acts for may at that moment.
    """

    __tablename__ = "tokens"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    sha256: str = Field(max_length=64, unique=True)
    scopes: str = Field(description="read, record, publish, curate: those it has, with spaces between")
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    organisation_id: int | None = Field(
        default=None, foreign_key="organisations.id", index=True, description="null: the registry's own"
    )
    application_slug: str | None = Field(default=None, description="only this application")
    region_code: str | None = Field(default=None, description="only this region, and those within")
    workflow_id: int | None = Field(
        default=None, foreign_key="trusted_workflows.id", description="the pipeline that it was made for"
    )
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(
        default=None, sa_type=Moment, description="null: made before tokens expired"
    )
    used_at: datetime | None = Field(default=None, sa_type=Moment, description="to the hour")
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
