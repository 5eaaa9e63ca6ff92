"""Moderation as it travels: the curators' queue, decisions and their reasons, yanked releases."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from livinglab.contract.catalog import Visibility
from livinglab.contract.words import Answer, Sentence, Slug, Wire

SHORTEST_REASON, LONGEST_REASON = 20, 2000


class QueueState(StrEnum):
    """Where an application stands for its curators."""

    SUBMITTED = "submitted"
    NEEDS_CHANGES = "needs-changes"
    IN_REVIEW = "in-review"
    PUBLISHED = "published"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


class Decision(StrEnum):
    """What a curator decides; an owner may retire what is their own."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request-changes"
    QUARANTINE = "quarantine"
    RELEASE = "release-from-quarantine"
    RETIRE = "retire"
    REOPEN = "reopen"


class DecisionRequest(Wire):
    """Decide about an application, and say why: everybody can read it."""

    decision: Decision
    reason: str = Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)


class YankRequest(Wire):
    """Take a release back, or stop doing so, and say why: everybody can read it."""

    reason: str = Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)


class Decided(Answer):
    """One decision, as the journal keeps it."""

    serial: int
    action: str = Field(examples=["application.quarantined"])
    version: str | None = Field(default=None, description="of the release that it was about")
    reason: str
    actor: str
    at: datetime


class Queued(Answer):
    """One application in the curators' queue."""

    slug: Slug
    name: str
    publisher: str
    visibility: Visibility
    state: QueueState
    standing: Literal["review", "open", "quarantined", "retired"]
    reason: str | None = Field(default=None, description="why it does not stand open")
    since: datetime = Field(description="when its standing or its newest submission last changed")
    url: str = Field(description="the donor's repository")
    submission: int = Field(description="the number of the newest submission")
    resembles: list[str] = Field(default=[], description="names of others that it could be mistaken for")
    error: Sentence | None = Field(default=None, description="what the newest submission was sent back for")
    latest_version: str | None = None


class QueuedWithHistory(Queued):
    """One application in the queue, with the decisions about it, the newest first, at most 100."""

    history: list[Decided] = []
