"""Accounts on the wire: who a token acts for, the tokens somebody has, and how a command line gets one."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from livinglab.contract.words import Answer, RegionCode, Slug, Wire

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"  # RFC 8628 §3.4


class AccountToken(Answer):
    """A token as its holder may see it; its text is shown once, when it is made."""

    id: int
    name: str
    scopes: list[str] = Field(description="read, record, publish, curate")
    organisation: str | None = Field(default=None, description="only for this organisation")
    application: Slug | None = Field(default=None, description="only for this application")
    region: RegionCode | None = Field(default=None, description="only for this region, and those within")
    created_at: datetime
    used_at: datetime | None = Field(default=None, description="to the hour")
    expires_at: datetime | None = None


class AccountMembership(Answer):
    """What the account is in one organisation, at this moment."""

    id: int
    name: str
    role: str = Field(description="reader, recorder, publisher or manager")


class Account(Answer):
    """Who a token acts for, and what it may do at this moment."""

    name: str
    kind: Literal["person", "organisation", "registry"]
    registry_role: str | None = Field(default=None, description="auditor, curator or operator")
    organisations: list[AccountMembership] = []
    proved: bool = Field(description="false: what needs a second factor is refused until there is one")
    token: AccountToken


class DeviceRequest(Wire):
    """A command line asks to be let in (RFC 8628 §3.1)."""

    client_id: str = Field(default="livinglab", max_length=100)
    scope: str = Field(default="read", max_length=100, description="scopes with spaces between")
    name: str = Field(default="", max_length=100, description="the machine, so that people recognise it")
    organisation: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(
        default=None, description="the organisation that is meant; the person who lets it in decides"
    )


class DeviceStarted(Answer):
    """The code for the machine, and the one for people (RFC 8628 §3.2)."""

    device_code: str
    user_code: str = Field(examples=["BCDF-GHJK"])
    verification_uri: str
    verification_uri_complete: str
    expires_in: int = Field(description="seconds")
    interval: int = Field(description="seconds to wait between two questions")


class DeviceTokenRequest(Wire):
    """A command line asks whether it was let in (RFC 8628 §3.4)."""

    grant_type: str = Field(max_length=100, examples=[DEVICE_GRANT])
    device_code: str = Field(max_length=200)
    client_id: str = Field(default="livinglab", max_length=100)


class TokenIssued(Answer):
    """A token, shown this once (RFC 6749 §5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, not a secret
    expires_in: int = Field(description="seconds")
    scope: str


class TokenRefused(Answer):
    """Why there is no token yet, or none at all (RFC 6749 §5.2, RFC 8628 §3.5)."""

    error: str
    error_description: str = ""
