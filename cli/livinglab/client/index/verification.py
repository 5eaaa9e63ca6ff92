"""Each thing that an index must hold to, in a function of its own that raises NotVerified."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from livinglab.client.index import refusals
from livinglab.client.index.pins import Pin
from livinglab.contract import Application, Release, ReleaseStatus
from livinglab.contract.index import (
    Index,
    IndexedApplication,
    IndexedRelease,
    RegistryKey,
    RegistryKeys,
    ShardNamed,
    SignedIndex,
)
from livinglab.contract.signed import INDEX, KEY, key_id, message
from livinglab.repository.versions import Version

MOST_INDEX = 256 * 1024
MOST_KEYS = 64 * 1024
MOST_SHARD = 16 * 1024 * 1024
AHEAD = timedelta(days=1)  # of this machine's clock; also how long a stolen key can block its successor
LONGEST = timedelta(days=91)  # from signing to expiry
SHOWN_RELEASES = 25  # that an application's own answer names


def not_missing(pin: Pin | None, address: str) -> None:
    """Refuse a place without an index where one was seen before."""
    if pin is not None:
        raise refusals.missing(address, pin)


def short_enough(content: bytes, most: int, path: str) -> None:
    """Refuse a file that is longer than it may be. It was read no further than one byte beyond."""
    if len(content) > most:
        raise refusals.endless(path, most)


def parsed(content: bytes) -> tuple[dict[str, Any], SignedIndex]:
    """Return the signed statement as it came, and as a model; refuse what is no index."""
    try:
        return json.loads(content)["signed"], SignedIndex.model_validate_json(content)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise refusals.unreadable("index.json") from error


def same_registry(seen_here: Pin | None, index: Index, address: str) -> None:
    """Refuse another registry's index where we know whose it was."""
    if seen_here is not None and seen_here.registry != index.registry:
        raise refusals.wrong_registry(address, seen_here.registry, index.registry)


def signed_by(public: str, envelope: SignedIndex, statement: Mapping[str, Any]) -> None:
    """Refuse a signature that is not this key's over this statement."""
    if not _holds(public, envelope.signature, INDEX, statement):
        raise refusals.bad_signature(envelope.signed.registry)


def known_key(pin: Pin, envelope: SignedIndex, keys: Sequence[RegistryKey]) -> str:
    """Return the public key that signed, led to from the pinned one: each key signs the next. Else refuse."""
    if envelope.key == pin.key:
        return pin.public
    before, public = pin.key, pin.public
    for key in _after(keys, pin.key):
        statement = key.statement()
        if key.previous != before or not _named(key) or not _holds(public, key.by_previous, KEY, statement):
            break
        before, public = key.id, key.public
        if key.id == envelope.key:
            return public
    raise refusals.other_key(pin, envelope.key)


def first_key(envelope: SignedIndex, keys: Sequence[RegistryKey]) -> str:
    """Return the public key that an index names, where no key of this registry was ever seen."""
    for key in keys:
        if key.id == envelope.key and _named(key):
            return key.public
    raise refusals.bad_signature(envelope.signed.registry)


def not_older(pin: Pin | None, index: Index) -> None:
    """Refuse to be taken back behind what was seen (rollback)."""
    if pin is not None and index.version < pin.version:
        raise refusals.rolled_back(pin, index)


def not_expired(index: Index, now: datetime) -> None:
    """Refuse an index whose time is over: somebody may be holding newer ones back (freeze)."""
    if index.expires_at <= now:
        raise refusals.expired(index)


def not_ahead(index: Index, now: datetime) -> None:
    """Refuse numbers and times that no honest registry has reached (fast-forward)."""
    limit = now + AHEAD
    if index.version > limit.timestamp() or index.made_at > limit or index.expires_at > now + LONGEST:
        raise refusals.ahead(index)


def reasonable(named: ShardNamed) -> None:
    """Refuse a shard that says itself that it is too long."""
    if named.bytes > MOST_SHARD:
        raise refusals.endless(f"{named.sha256}.json", MOST_SHARD)


def as_named(content: bytes | None, named: ShardNamed) -> bytes:
    """Refuse a shard that is not the one that the index names (mix-and-match, wrong digest)."""
    if content is None or hashlib.sha256(content).hexdigest() != named.sha256:
        raise refusals.wrong_shard(named.sha256)
    return content


def entry_of(content: bytes, slug: str) -> IndexedApplication | None:
    """Return what a shard says of an application."""
    try:
        found = json.loads(content).get(slug)
        return None if found is None else IndexedApplication.model_validate(found)
    except (ValueError, AttributeError, RecursionError, ValidationError) as error:
        raise refusals.unreadable(slug) from error


def as_listed(slug: str, release: Release, listed: IndexedApplication | None) -> None:
    """Refuse a release that the catalog describes otherwise than the index (mix-and-match, wrong digest)."""
    record = listed.releases.get(release.version) if listed else None
    if record is None:
        raise refusals.not_listed(slug, release.version)
    different = [name for name, same in _compared(release, record) if not same]
    if different:
        raise refusals.different(slug, release.version, different)


def nothing_hidden(application: Application, listed: IndexedApplication | None) -> None:
    """Refuse a catalog that does not tell of a release which the index lists (freeze by leaving out)."""
    told = {each.version for each in application.releases}
    fetchable = [
        version
        for version, each in (listed.releases if listed else {}).items()
        if each.status == ReleaseStatus.PUBLISHED and not each.yanked and version not in told
    ]
    if len(told) >= SHOWN_RELEASES:
        fetchable = [version for version in fetchable if _is_newest(version, told)]
    if fetchable:
        raise refusals.hidden(application.slug, fetchable[0])


def keys_of(content: bytes | None) -> Sequence[RegistryKey]:
    """Return the keys that keys.json names."""
    try:
        return RegistryKeys.model_validate_json(content or b"").keys
    except (ValueError, RecursionError) as error:
        raise refusals.unreadable("keys.json") from error


def _compared(release: Release, record: IndexedRelease) -> list[tuple[str, bool]]:
    listed = {(each.kind, each.sha256, each.bytes, each.from_version) for each in record.archives}
    told = {(each.kind, each.sha256, each.bytes, each.from_version) for each in release.archives}
    fetchable = release.status is ReleaseStatus.PUBLISHED
    return [
        ("commit", release.commit == record.commit),
        ("tree", release.tree == record.tree),
        ("snapshot", release.snapshot_commit == record.snapshot_commit or not told),
        ("archive", told <= listed),
        # An answer may be stricter than the index, which follows it within seconds; never less strict.
        ("status", not fetchable or record.status == release.status),
        ("yanked", release.yanked is not None or not record.yanked),
    ]


def _is_newest(version: str, told: set[str]) -> bool:
    ours = Version.parse(version)
    known = [parsed for each in told if (parsed := Version.parse(each))]
    return ours is not None and all(ours > each for each in known)


def _after(keys: Sequence[RegistryKey], name: str) -> Sequence[RegistryKey]:
    places = [place for place, key in enumerate(keys) if key.id == name]
    return keys[places[0] + 1 :] if places else []


def _named(key: RegistryKey) -> bool:
    return key_id(_bytes(key.public)) == key.id


def _holds(public: str, signature: str | None, kind: str, statement: Mapping[str, Any]) -> bool:
    try:
        verifier = Ed25519PublicKey.from_public_bytes(_bytes(public))
        verifier.verify(_bytes(signature or ""), message(kind, statement))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
