"""People who may sign in."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Person(SQLModel, table=True):
    """One person. Passwords are argon2id; the second factor's seed is sealed with the registry's secret."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("issuer", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254, description="in lower case")
    name: str
    password_hash: str | None = None
    totp_seed: str | None = Field(default=None, description="sealed; of use once totp_since is set")
    totp_since: datetime | None = Field(default=None, sa_type=Moment)
    totp_step: int | None = Field(default=None, description="of the code used last: none is taken twice")
    issuer: str | None = Field(default=None, description="the identity provider that vouches")
    external_id: str | None = Field(default=None, description="`sub` at that provider")
    registry_role: str | None = Field(default=None, description="curator, operator or auditor")
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for a lost second factor, once."""

    __tablename__ = "recovery_codes"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    sha256: str = Field(max_length=64, unique=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
