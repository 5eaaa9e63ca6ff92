"""What the registry signs, byte for byte: canonical JSON after a line that names the kind of statement."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

CHECKPOINT, INDEX, KEY = "livinglab checkpoint v1", "livinglab index v1", "livinglab key v1"


def message(kind: str, statement: Mapping[str, Any]) -> bytes:
    """Return the bytes that a signature covers. The first line keeps one kind from passing for another."""
    return f"{kind}\n".encode() + canonical(statement)


def canonical(value: object) -> bytes:
    """Return JSON with sorted keys, no spaces, and text as it is."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def key_id(public: bytes) -> str:
    """Return the name of a public key: its SHA-256, which people compare as its fingerprint."""
    return hashlib.sha256(public).hexdigest()


def grouped(key: str) -> str:
    """Write a key's name in groups of eight, as people read it to each other."""
    return " ".join(key[start : start + 8] for start in range(0, len(key), 8))
