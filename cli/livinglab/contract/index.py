"""The signed index of archives: `archives/index/index.json`, the shards that it names, and the keys."""

from typing import Literal

from pydantic import AwareDatetime, Field

from livinglab.contract.words import Answer, Digest, ObjectId

INDEX_PATH = "archives/index/index.json"
KEYS_PATH = "archives/index/keys.json"
MOST_KEYS = 100


class IndexedArchive(Answer):
    """One archive of one release."""

    kind: Literal["snapshot", "delta", "history"]
    sha256: Digest
    bytes: int = Field(ge=0)
    from_version: str | None = None


class IndexedRelease(Answer):
    """One release: what of it can never change, and where it stands now."""

    status: str
    commit: ObjectId
    tree: ObjectId
    snapshot_commit: ObjectId | None = None
    yanked: bool = False
    archives: list[IndexedArchive] = []


class IndexedApplication(Answer):
    """All releases of one application, by version."""

    releases: dict[str, IndexedRelease]


class ShardNamed(Answer):
    """A shard: which file, and how long. It is `archives/index/<sha256>.json`."""

    sha256: Digest
    bytes: int = Field(ge=2)


class Index(Answer):
    """What the registry signs. Its version only grows: it is near the number of seconds since 1970."""

    type: Literal["livinglab-index"] = "livinglab-index"
    registry: str = Field(description="the registry's public address")
    version: int = Field(ge=1)
    serial: int = Field(ge=0, description="of the journal, reflected")
    hash: Digest = Field(description="of the journal's row with that serial")
    made_at: AwareDatetime
    expires_at: AwareDatetime
    shards: dict[str, ShardNamed] = Field(
        description="by the first two hexadecimal digits of SHA-256(application's name)"
    )


class SignedIndex(Answer):
    """The index with its signature (`livinglab.contract.signed`)."""

    signed: Index
    key: Digest
    signature: str


class RegistryKey(Answer):
    """One public key of a registry. It signs the name of the key before; that one signs it."""

    id: Digest
    public: str = Field(max_length=64, description="base64 of the 32 bytes of an Ed25519 key")
    previous: Digest | None = None
    at: str
    by_previous: str | None = Field(default=None, description="null for the first, and where a key was lost")
    by_itself: str

    def statement(self) -> dict[str, str | None]:
        """Return what both signatures cover."""
        return {"at": self.at, "key": self.public, "previous": self.previous}


class RegistryKeys(Answer):
    """The keys of a registry, oldest first; the last one signs now."""

    registry: str
    keys: list[RegistryKey] = Field(max_length=MOST_KEYS)


def shard_path(sha256: str) -> str:
    """Return where a shard lies, made from its digest alone."""
    return f"archives/index/{sha256}.json"
