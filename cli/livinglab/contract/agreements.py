"""Who may have source that is not public: agreements, and changes of visibility."""

from datetime import date, datetime

from pydantic import Field

from livinglab.contract.catalog import Visibility
from livinglab.contract.moderation import LONGEST_REASON, SHORTEST_REASON
from livinglab.contract.words import Answer, Sentence, Slug, Wire


class AgreementRequest(Wire):
    """Record that an organisation may have the source of one application until the agreement expires."""

    organisation: int = Field(ge=1, le=2**31 - 1, description="its number in the registry")
    reference: str = Field(min_length=1, max_length=200, examples=["100.3.7.1/12/PKS/2026"])
    signed_on: date
    expires_on: date = Field(description="the last day on which it holds, in Jakarta")


class Agreement(Answer):
    """An agreement as its parties and auditors read it."""

    id: int
    organisation: int
    organisation_name: str
    reference: str
    signed_on: date
    expires_on: date
    recorded_by: str = Field(examples=["person:3"])
    created_at: datetime
    ended_at: datetime | None = Field(default=None, description="ended before its last day")
    in_force: bool


class VisibilityRequest(Wire):
    """Let the source of an application be for others from now on."""

    visibility: Visibility
    reason: str = Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)


class VisibilityChange(Answer):
    """What a change of visibility did."""

    slug: Slug
    visibility: Visibility
    changed: bool
    fetches: int = Field(description="complete downloads of its archives until now")
    warning: Sentence | None = Field(default=None, description="what cannot be taken back")
