"""Organisations on the wire: what everybody may know of one, and who its people are."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer


class OrganisationKind(StrEnum):
    """What an organisation is."""

    REGION = "region"
    AGENCY = "agency"
    COMMUNITY = "community"


class MemberRole(StrEnum):
    """What a person is in an organisation; each may all that those before it may."""

    READER = "reader"
    RECORDER = "recorder"
    PUBLISHER = "publisher"
    MANAGER = "manager"


class Organisation(Answer):
    """An organisation as everybody may see it. Only a verified one that is not closed gives rights."""

    id: int
    name: str
    kind: OrganisationKind
    region: RegionBrief | None = None
    verified: bool
    verified_at: datetime | None = None
    closed_at: datetime | None = None


class Member(Answer):
    """A person of an organisation, as its other people may see them."""

    person: int = Field(description="the person's number")
    name: str
    role: MemberRole
    since: datetime
