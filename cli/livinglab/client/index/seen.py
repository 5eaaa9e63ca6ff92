"""One verified index at hand: which shards it names, and what they say of an application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from livinglab.client.catalog import Catalog
from livinglab.client.index import pins, verification
from livinglab.client.index.pins import Pin
from livinglab.contract.index import (
    INDEX_PATH,
    KEYS_PATH,
    Index,
    IndexedApplication,
    RegistryKey,
    SignedIndex,
    shard_path,
)


@dataclass(frozen=True)
class Seen:
    """An index that held. `first` says that nothing was known of its registry before."""

    index: Index
    key: str
    first: bool
    asked: dict[str, IndexedApplication | None] = field(default_factory=dict)

    def application(self, catalog: Catalog, slug: str) -> IndexedApplication | None:
        """Return what the index says of an application; None if it does not list it. Raises NotVerified."""
        if slug not in self.asked:
            self.asked[slug] = self._read(catalog, slug)
        return self.asked[slug]

    def _read(self, catalog: Catalog, slug: str) -> IndexedApplication | None:
        named = self.index.shards.get(sha256(slug.encode()).hexdigest()[:2])
        if named is None:
            return None
        verification.reasonable(named)
        content = catalog.file(shard_path(named.sha256), named.bytes)
        content = verification.as_named(content, named)
        return verification.entry_of(content, slug)


def look(catalog: Catalog, *, may_expire: bool = False) -> Seen | None:
    """Read the index of a catalog, hold it to all that is known, and remember it; None where none ever was.

    Raises NotVerified, Unreachable.
    """
    here = pins.at_address(catalog.address)
    content = catalog.file(INDEX_PATH, verification.MOST_INDEX)
    if content is None:
        verification.not_missing(here, catalog.address)
        return None
    verification.short_enough(content, verification.MOST_INDEX, INDEX_PATH)
    statement, envelope = verification.parsed(content)
    if catalog.lasting:  # a folder's place may hold another stick today
        verification.same_registry(here, envelope.signed, catalog.address)
    pin = pins.of_registry(envelope.signed.registry)
    public = _verified(catalog, pin, statement, envelope, may_expire=may_expire)
    pins.keep(_pinned(pin, envelope, public, catalog.address))
    return Seen(envelope.signed, envelope.key, first=pin is None)


def _verified(
    catalog: Catalog,
    pin: Pin | None,
    statement: Mapping[str, Any],
    envelope: SignedIndex,
    *,
    may_expire: bool,
) -> str:
    """Return the public key, having held the index to every rule."""
    if pin is None:
        public = verification.first_key(envelope, _keys(catalog))
    else:
        keys = _keys(catalog) if envelope.key != pin.key else ()
        public = verification.known_key(pin, envelope, keys)
    verification.signed_by(public, envelope, statement)
    now = datetime.now(UTC)
    verification.not_older(pin, envelope.signed)
    verification.not_ahead(envelope.signed, now)
    if not may_expire:
        verification.not_expired(envelope.signed, now)
    return public


def _keys(catalog: Catalog) -> Sequence[RegistryKey]:
    content = catalog.file(KEYS_PATH, verification.MOST_KEYS)
    verification.short_enough(content or b"", verification.MOST_KEYS, KEYS_PATH)
    return verification.keys_of(content)


def _pinned(pin: Pin | None, envelope: SignedIndex, public: str, address: str) -> Pin:
    index, made = envelope.signed, envelope.signed.made_at.isoformat()
    if pin is None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Pin(index.registry, envelope.key, public, index.version, made, now, (address,))
    addresses = pin.addresses if address in pin.addresses else (*pin.addresses, address)
    return replace(
        pin, key=envelope.key, public=public, version=index.version, made_at=made, addresses=addresses
    )
