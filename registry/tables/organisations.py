"""Organisations, and who acts for them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Organisation(SQLModel, table=True):
    """A regional government, a central agency or a community. Only a verified one may act."""

    __tablename__ = "organisations"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str = Field(description="region, agency or community")
    region_code: str | None = Field(default=None, foreign_key="regions.code", index=True)
    mail_domain: str | None = Field(default=None, description="such as sumedangkab.go.id")
    verified_at: datetime | None = Field(default=None, sa_type=Moment)
    verified_by: str | None = Field(default=None, description="operator, provider or mail")
    created_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Membership(SQLModel, table=True):
    """A person's role in an organisation. Who leaves has no row; the journal remembers."""

    __tablename__ = "memberships"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", primary_key=True, index=True)
    role: str
    since: datetime = Field(sa_type=Moment)


class Agreement(SQLModel, table=True):
    """A donor's agreement that lets an organisation have the source of one application, until it expires."""

    __tablename__ = "agreements"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    reference: str = Field(description="the document's number")
    signed_on: date
    expires_on: date
    recorded_by: str
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class TrustedWorkflow(SQLModel, table=True):
    """A forge's pipeline that may publish one application with its forge's own token."""

    __tablename__ = "trusted_workflows"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    organisation_id: int = Field(foreign_key="organisations.id", description="the owner when it was recorded")
    person_id: int = Field(foreign_key="people.id", description="who recorded it, and answers for it")
    issuer: str
    repository: str = Field(description="as the forge names it: owner/name")
    repository_id: str | None = Field(
        default=None, description="the forge's number; pinned at the first use, for a name can be made again"
    )
    ref: str | None = Field(default=None, description="refs/heads/main or refs/tags/v*; null: any")
    environment: str | None = None
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Transfer(SQLModel, table=True):
    """An offer to hand an application over to another organisation, until somebody ends it."""

    __tablename__ = "transfers"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    from_organisation_id: int = Field(foreign_key="organisations.id", description="the owner who offers it")
    to_organisation_id: int = Field(foreign_key="organisations.id", index=True)
    offered_by: str
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = Field(default=None, description="accepted, refused, withdrawn or replaced")
