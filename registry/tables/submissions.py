"""Submissions: a donor asks for an application to be listed."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Submission(SQLModel, table=True):
    """One submission and how far it has come."""

    __tablename__ = "submissions"

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sources.id", index=True)
    token_id: int | None = Field(default=None, foreign_key="tokens.id", description="null: by the operator")
    person_id: int | None = Field(default=None, foreign_key="people.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id", index=True)
    url: str
    slug: str = Field(index=True)
    status: str
    error_id: str | None = None
    error_en: str | None = None
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)
