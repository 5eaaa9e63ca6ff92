"""Verifies a journal from its rows, its checkpoints and a key alone. Shares no code with what writes them.

Give it JSON Lines in the order of serials; it holds one row at a time. What it computes is described in
docs/decisions/journal.md, so that anybody can write another one.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTHING_BEFORE = "0" * 64
LINK = {"serial": int, "previous": str, "hash": str}
WHOLE = {**LINK, "at": str, "actor": str, "action": str, "subject": str, "detail": str}
DIGESTS = ("before", "after")
CHECKPOINT = {"serial": int, "hash": str, "at": str, "origin": str, "key": str, "signature": str}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    serial: int
    kind: str
    explanation: str


@dataclass(frozen=True)
class Stated:
    """What one valid checkpoint states."""

    serial: int
    hash: str


class KeysUntrusted(Exception):
    """The chain of keys does not lead back from the trusted one."""


def trusted(newest: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Return the public keys that the key called `newest` vouches for, itself included, by their names.

    Each key signs the name of the one before, so trust leads backwards. Raises KeysUntrusted.
    """
    by_name = {str(key.get("id")): key for key in keys}
    found: dict[str, bytes] = {}
    name: object = newest
    while name is not None:
        key = by_name.get(str(name))
        if key is None or str(name) in found:
            raise KeysUntrusted(f"there is no key {name}")
        public = _bytes(key.get("public"))
        said = {"at": key.get("at"), "key": key.get("public"), "previous": key.get("previous")}
        if hashlib.sha256(public).hexdigest() != name or not _signed(
            public, key.get("by_itself"), "livinglab key v1", said
        ):
            raise KeysUntrusted(f"key {name} is not what it says")
        found[str(name)] = public
        name = key.get("previous")
    return found


def verify(
    rows: Iterable[str], checkpoints: Iterable[str], keys: Mapping[str, bytes], *, links: bool = False
) -> Iterator[Fault]:
    """Yield every fault. With `links`, rows may come without their content (the public form).

    Found are rows edited, removed, put in, put elsewhere or cut off behind a checkpoint, and histories that
    did not go through a checkpoint (forks).
    """
    stated = _Stated(checkpoints, keys)
    previous, expected = NOTHING_BEFORE, 1
    for line in rows:
        row = _object(line)
        fault = _row_fault(row, links=links)
        if fault is not None or row is None:
            yield Fault(expected, "unreadable", fault or "not a row")
            expected += 1
            continue
        if row["serial"] != expected:
            yield Fault(row["serial"], "order", f"row {expected} was expected here")
        if row["previous"] != previous:
            yield Fault(row["serial"], "chain", "it does not follow the row before")
        if "detail" in row and row["hash"] != _hash(row):
            yield Fault(row["serial"], "content", "its content is not what its hash says")
        yield from stated.up_to(row["serial"], row["hash"])
        previous, expected = row["hash"], row["serial"] + 1
    yield from stated.beyond()


class _Stated:
    """The checkpoints, walked beside the rows."""

    def __init__(self, lines: Iterable[str], keys: Mapping[str, bytes]) -> None:
        self._read = _read_checkpoints(lines, keys)
        self._waiting: Stated | Fault | None = next(self._read, None)

    def up_to(self, serial: int, hash_: str) -> Iterator[Fault]:
        """Yield what is wrong with the checkpoints of this row and of those before it."""
        while self._waiting is not None and (
            isinstance(self._waiting, Fault) or self._waiting.serial <= serial
        ):
            one = self._waiting
            if isinstance(one, Fault):
                yield one
            elif one.serial < serial:
                yield Fault(one.serial, "fork", "a checkpoint states this row, and it is not there")
            elif one.hash != hash_:
                yield Fault(serial, "fork", "a checkpoint states another hash")
            self._waiting = next(self._read, None)

    def beyond(self) -> Iterator[Fault]:
        """Yield the checkpoints to which the rows do not reach."""
        while self._waiting is not None:
            one = self._waiting
            if isinstance(one, Fault):
                yield one
            else:
                yield Fault(
                    one.serial, "cut off", "a checkpoint states this row, and the journal ends before it"
                )
            self._waiting = next(self._read, None)


def _read_checkpoints(lines: Iterable[str], keys: Mapping[str, bytes]) -> Iterator[Stated | Fault]:
    before = 0
    for line in lines:
        said = _object(line)
        if said is None or not _has(said, CHECKPOINT) or len(said) != len(CHECKPOINT):
            yield Fault(before, "checkpoint", "unreadable")
            continue
        statement = {name: said[name] for name in ("at", "hash", "origin", "serial")}
        public = keys.get(said["key"])
        if public is None or not _signed(public, said["signature"], "livinglab checkpoint v1", statement):
            yield Fault(said["serial"], "checkpoint", "not signed by a trusted key")
            continue
        if said["serial"] < before:
            yield Fault(said["serial"], "checkpoint", "checkpoints are not in order")
            continue
        before = said["serial"]
        yield Stated(said["serial"], said["hash"])


def _row_fault(row: dict[str, Any] | None, *, links: bool) -> str | None:
    """Say why this cannot be a row at all."""
    if row is None:
        return "not an object of JSON, or a name in it comes twice"
    if links and set(row) == set(LINK):
        return None if _has(row, LINK) else "columns of another kind"
    if set(row) != {*WHOLE, *DIGESTS}:
        return "columns are missing or unknown"
    digests = all(row[name] is None or isinstance(row[name], str) for name in DIGESTS)
    return None if digests and _has(row, WHOLE) else "columns of another kind"


def _hash(row: Mapping[str, Any]) -> str:
    names = ["serial", "at", "actor", "action", "subject", "detail", "previous"]
    if row["before"] is not None or row["after"] is not None:
        names += DIGESTS
    return hashlib.sha256(_json([row[name] for name in names])).hexdigest()


def _signed(public: bytes, signature: object, kind: str, statement: Mapping[str, Any]) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            _bytes(signature), kind.encode() + b"\n" + _json(statement)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _json(value: object) -> bytes:
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name comes twice")
    return dict(pairs)


def _has(found: Mapping[str, Any], wanted: Mapping[str, type]) -> bool:
    return all(type(found.get(name)) is kind for name, kind in wanted.items())


def _bytes(text: object) -> bytes:
    """Decode base64 as its only spelling; everything else is empty, which is no key and no signature."""
    try:
        found = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return found if base64.b64encode(found).decode() == text else b""
