"""The journal as it travels: rows, and signed checkpoints."""

from pydantic import Field

from livinglab.contract.words import Answer, Digest


class JournalLink(Answer):
    """A row of which only its place in the chain is shown."""

    serial: int
    previous: Digest
    hash: Digest


class JournalEntry(JournalLink):
    """A row, whole. `hash` covers all the rest: docs/decisions/journal.md says how."""

    at: str = Field(description="ISO 8601, UTC")
    actor: str = Field(examples=["person:3"])
    action: str = Field(examples=["release.published"])
    subject: str = Field(examples=["application:e-sakip"])
    before: Digest | None = None
    after: Digest | None = None
    detail: str = Field(description="canonical JSON, as the text that the hash covers")


class JournalPage(Answer):
    """Rows in the order of their serials. `next` is the `after` of the following page, null at the end."""

    items: list[JournalEntry | JournalLink]
    next: int | None = None


class CheckpointShown(Answer):
    """The registry's signed word that its journal had this hash at this serial."""

    serial: int
    hash: Digest
    at: str
    origin: str = Field(description="the registry's public address")
    key: Digest = Field(description="which key signed")
    signature: str = Field(description="Ed25519, base64, over `livinglab.contract.signed.message`")

    def statement(self) -> dict[str, str | int]:
        """Return what the signature covers."""
        return {"at": self.at, "hash": self.hash, "origin": self.origin, "serial": self.serial}


class CheckpointPage(Answer):
    """Checkpoints in the order of their serials. `next` is the `after` of the following page."""

    items: list[CheckpointShown]
    next: int | None = None
