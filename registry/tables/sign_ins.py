"""Ways in: sessions, links for one use, sign-ins under way at a provider, devices that wait."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class AccountSession(SQLModel, table=True):
    """One browser in which a person is signed in; the cookie's text is kept nowhere."""

    __tablename__ = "sessions"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    agent: str = Field(default="", max_length=200, description="the browser, as it names itself")
    rights: str = Field(default="", description="the roles it was last seen with: a rise changes its text")
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    proved_at: datetime | None = Field(
        default=None, sa_type=Moment, description="when a second factor was shown"
    )
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Link(SQLModel, table=True):
    """A link for one use: to sign in, or to prove that somebody reads an organisation's mail."""

    __tablename__ = "links"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, unique=True)
    purpose: str = Field(description="sign-in or prove-organisation")
    person_id: int = Field(foreign_key="people.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id")
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class ProviderSignIn(SQLModel, table=True):
    """A sign-in that has gone to the identity provider and is expected back, in the same browser."""

    __tablename__ = "provider_sign_ins"

    sha256: str = Field(primary_key=True, max_length=64, description="of the browser's cookie")
    state: str
    nonce: str
    verifier: str
    return_to: str
    expires_at: datetime = Field(sa_type=Moment)


class Device(SQLModel, table=True):
    """A command line that waits until a person lets it in (RFC 8628)."""

    __tablename__ = "devices"

    id: int | None = Field(default=None, primary_key=True)
    device_sha256: str = Field(max_length=64, unique=True)
    user_code: str = Field(max_length=9, unique=True)
    name: str = Field(max_length=100, description="the machine, as it names itself")
    scopes: str
    person_id: int | None = Field(default=None, foreign_key="people.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id")
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    denied_at: datetime | None = Field(default=None, sa_type=Moment)
    taken_at: datetime | None = Field(default=None, sa_type=Moment, description="when it got its token")
    token_id: int | None = Field(
        default=None, foreign_key="tokens.id", description="ends, if somebody asks for it again"
    )
    polled_at: datetime | None = Field(default=None, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class SpentToken(SQLModel, table=True):
    """A token of another issuer that was taken once and must not be taken again."""

    __tablename__ = "spent_tokens"

    sha256: str = Field(primary_key=True, max_length=64, description="of the issuer and its token's id")
    expires_at: datetime = Field(sa_type=Moment, index=True)
