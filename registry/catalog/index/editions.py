"""Editions of the index: shards first, then one signed file that names them, then the row that counts it."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import Session, col, select

from livinglab.contract.index import Index, ShardNamed, SignedIndex
from livinglab.contract.signed import INDEX, canonical, message
from registry import clock
from registry.catalog.index import records
from registry.catalog.store import Store
from registry.database import Database
from registry.errors import NotFound
from registry.journal import checkpoints, keyring
from registry.keys import Keys
from registry.settings import Settings
from registry.tables import IndexEdition

NAME, KEYS_NAME = "index/index.json", "index/keys.json"
MOST_AT_ONCE = 20_000  # applications that one statement of the database may name
# Two makers on PostgreSQL must not put their files in another order than their rows.
LOCK = text("SELECT pg_advisory_xact_lock(7401353)")


@dataclass(frozen=True)
class Draft:
    """What the next edition will say, as one moment of the database has it."""

    base: IndexEdition | None
    last_version: int
    serial: int
    hash: str
    shards: dict[str, ShardNamed]
    contents: dict[str, bytes] = field(repr=False)
    replaced: list[str]


def renew(
    database: Database, settings: Settings, store: Store, keys: Keys, *, thorough: bool = True
) -> int | None:
    """Make the next edition if one is due; return its version, None where there is nothing to do.

    Due it is when the journal has moved, when half of its life is over, and when `thorough` finds that the
    store does not hold the last one as it was made. Raises StoreUnavailable, keyring.ForeignKey.
    """
    with database.read() as session:
        if checkpoints.newest_row(session) is None:
            return None
        draft = _draft(session, settings, store, keys, thorough=thorough)
    if draft is None:
        return None
    for digest, content in draft.contents.items():
        if store.size(shard_name(digest)) != len(content):
            store.put_bytes(shard_name(digest), content)
    with database.write() as session:
        return _publish(session, settings, store, keys, draft)


def newest(session: Session) -> IndexEdition | None:
    """Return the newest edition's row."""
    return session.exec(select(IndexEdition).order_by(col(IndexEdition.version).desc()).limit(1)).first()


def stored(store: Store) -> tuple[SignedIndex, str] | None:
    """Return the edition that lies in the store, with its SHA-256; None if there is none or it is spoilt."""
    with suppress(NotFound, ValidationError):
        content = b"".join(store.read(NAME))
        return SignedIndex.model_validate_json(content), hashlib.sha256(content).hexdigest()
    return None


def shard_name(sha256: str) -> str:
    """Return the name of a shard in the store."""
    return f"index/{sha256}.json"


def _draft(session: Session, settings: Settings, store: Store, keys: Keys, *, thorough: bool) -> Draft | None:
    base, now = newest(session), clock.now()
    serial, hash_ = checkpoints.newest_row(session) or (0, "0" * 64)
    fresh = base is not None and base.serial == serial and not _half_over(base, now)
    if fresh and not thorough:
        return None
    before = stored(store)
    known = before[0].signed if before else None
    last_version = max(base.version if base else 0, known.version if known else 0)
    trusted = _is_ours(base, before, settings, keys)
    if fresh and trusted:
        return None
    old = dict(known.shards) if known else {}
    # All anew where the last edition is not to be built upon, and once in half a life in any case.
    build_upon = base is not None and trusted and not _half_over(base, now)
    wanted = _wanted(session, store, old, base.serial) if build_upon and base else None
    made = dict(records.shards(session, wanted))
    kept = {shard: named for shard, named in old.items() if wanted is not None and shard not in wanted}
    contents = {hashlib.sha256(content).hexdigest(): content for content in made.values()}
    shards = kept | {shard: _named(content) for shard, content in made.items()}
    replaced = {named.sha256 for named in old.values()} - {named.sha256 for named in shards.values()}
    return Draft(base, last_version, serial, hash_, shards, contents, sorted(replaced))


def _wanted(
    session: Session, store: Store, old: Mapping[str, ShardNamed], serial: int
) -> dict[str, set[str]] | None:
    """Return what changed with its shards' other applications; None for all, where too much did."""
    found = records.changed(session, serial)
    try:
        for shard in found.keys() & old.keys():
            content = b"".join(store.read(shard_name(old[shard].sha256)))
            found[shard].update(json.loads(content))
    except (NotFound, ValueError):
        return None
    return found if sum(map(len, found.values())) <= MOST_AT_ONCE else None


def _is_ours(
    base: IndexEdition | None, before: tuple[SignedIndex, str] | None, settings: Settings, keys: Keys
) -> bool:
    """Say whether the store holds the last edition, made for this address and signed with this key."""
    if base is None or before is None:
        return False
    index, digest = before
    return (digest, index.signed.registry, index.key) == (base.sha256, settings.origin, keys.id)


def _publish(session: Session, settings: Settings, store: Store, keys: Keys, draft: Draft) -> int | None:
    """Put the signed file and write its row, unless another process was quicker."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(LOCK)
    last = newest(session)
    if (last.version if last else 0) != (draft.base.version if draft.base else 0):
        return None
    keyring.confirm(session, keys)
    now = clock.now()
    # Near the clock, so that a registry restored from a backup goes on above what clients have seen.
    version = max(draft.last_version + 1, int(now.timestamp()))
    expires = now + timedelta(days=settings.index_days)
    content = _signed(draft, settings.origin, keys, version=version, made=now, expires=expires)
    _put_keys(session, settings, store)
    store.put_bytes(NAME, content)
    session.add(
        IndexEdition(
            version=version,
            serial=draft.serial,
            sha256=hashlib.sha256(content).hexdigest(),
            made_at=now,
            expires_at=expires,
            replaced=json.dumps(draft.replaced),
        )
    )
    return version


def _signed(
    draft: Draft, origin: str, keys: Keys, *, version: int, made: datetime, expires: datetime
) -> bytes:
    index = Index(
        registry=origin,
        version=version,
        serial=draft.serial,
        hash=draft.hash,
        made_at=made,
        expires_at=expires,
        shards=draft.shards,
    )
    statement = index.model_dump(mode="json")
    signature = keys.sign(message(INDEX, statement))
    return canonical({"signed": statement, "key": keys.id, "signature": signature})


def _put_keys(session: Session, settings: Settings, store: Store) -> None:
    content = keyring.shown(session, registry=settings.origin).model_dump_json().encode()
    if store.size(KEYS_NAME) != len(content):
        store.put_bytes(KEYS_NAME, content)


def _half_over(edition: IndexEdition, now: datetime) -> bool:
    return now >= edition.made_at + (edition.expires_at - edition.made_at) / 2


def _named(content: bytes) -> ShardNamed:
    return ShardNamed(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
