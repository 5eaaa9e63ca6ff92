"""Issuers: where each has its endpoints and which keys it signs with (OpenID Connect Discovery 1.0)."""

import base64
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from registry.access.providers.wire import ProviderAway, Wire, is_allowed

log = logging.getLogger("livinglab.registry")
LASTS = 600.0  # seconds for which an issuer's answer is believed: a key that it takes back ends within
AGAIN = 60.0  # seconds before an unknown `kid` makes us ask for the keys again
REST = 10.0  # seconds in which an issuer that failed is not asked again
MOST_KEYS = 50
SMALLEST_RSA = 2048
SHAPES: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}

Key = RSAKey | ECKey | OKPKey


@dataclass(frozen=True)
class Metadata:
    """What an issuer says of itself. A forge has no endpoints for people."""

    issuer: str
    jwks_uri: str
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    token_methods: tuple[str, ...] = ("client_secret_basic",)
    names_itself: bool = False  # RFC 9207: `iss` stands in every authorization response


@dataclass
class _Known:
    lock: threading.Lock = field(default_factory=threading.Lock)
    metadata: Metadata | None = None
    metadata_at: float = 0.0
    keys: list[Key] | None = None
    keys_at: float = 0.0
    failed_at: float | None = None


class Issuers:
    """What is known of each issuer, asked for when it is needed and kept for ten minutes.

    Only issuers that the operator has set are ever asked for, so there are few.
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self.wire = Wire()
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def metadata(self, issuer: str) -> Metadata:
        """Return what an issuer says of itself. Raises ProviderAway."""
        known = self._of(issuer)
        with known.lock:
            return self._metadata(issuer, known)

    def keys(self, issuer: str, *, kid: str | None) -> list[Key]:
        """Return an issuer's keys; one that is not among them is looked for once a minute.

        Raises ProviderAway.
        """
        known = self._of(issuer)
        with known.lock:
            age = self._now() - known.keys_at
            if known.keys is None or age >= LASTS:
                return self._ask_for_keys(issuer, known)
            if kid is not None and age >= AGAIN and all(key.kid != kid for key in known.keys):
                known.keys_at = self._now() - LASTS + AGAIN  # whatever comes of it: once a minute
                return self._ask_for_keys(issuer, known)
            return known.keys

    def close(self) -> None:
        """Let go of every connection."""
        self.wire.close()

    def _of(self, issuer: str) -> _Known:
        with self._lock:
            return self._known.setdefault(issuer, _Known())

    def _metadata(self, issuer: str, known: _Known) -> Metadata:
        if known.metadata is None or self._now() - known.metadata_at >= LASTS:
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            known.metadata = self._ask(known, lambda: _described(issuer, self.wire.get(address)))
            known.metadata_at = self._now()
        return known.metadata

    def _ask_for_keys(self, issuer: str, known: _Known) -> list[Key]:
        address = self._metadata(issuer, known).jwks_uri
        known.keys = self._ask(known, lambda: _keys(self.wire.get(address)))
        known.keys_at = self._now()
        return known.keys

    def _ask(self, known: _Known, question: Callable[[], Any]) -> Any:
        """Ask, unless the issuer has just failed: a dead one must not hold a thread for each who waits."""
        if known.failed_at is not None and self._now() - known.failed_at < REST:
            raise ProviderAway("failed a moment ago")
        try:
            answer = question()
        except ProviderAway as error:
            known.failed_at = self._now()
            log.warning("an issuer cannot be asked: %s", error.why)
            raise
        known.failed_at = None
        return answer


def _described(issuer: str, said: Mapping[str, Any]) -> Metadata:
    if said.get("issuer") != issuer:
        raise ProviderAway("it calls itself by another name than the setting does")
    methods = said.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=issuer,
        jwks_uri=_address(issuer, said, "jwks_uri"),
        authorization_endpoint=_optional(issuer, said, "authorization_endpoint"),
        token_endpoint=_optional(issuer, said, "token_endpoint"),
        userinfo_endpoint=_optional(issuer, said, "userinfo_endpoint"),
        token_methods=tuple(map(str, methods)) if isinstance(methods, list) else ("client_secret_basic",),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _optional(issuer: str, said: Mapping[str, Any], name: str) -> str | None:
    return _address(issuer, said, name) if name in said else None


def _address(issuer: str, said: Mapping[str, Any], name: str) -> str:
    address = said.get(name)
    secure = issuer.startswith("https:")
    if not isinstance(address, str) or not is_allowed(address) or (secure and address.startswith("http:")):
        raise ProviderAway(f"its {name} is not an address with TLS")
    return address


def _keys(said: Mapping[str, Any]) -> list[Key]:
    entries = said.get("keys")
    if not isinstance(entries, list):
        raise ProviderAway("it lists no keys")
    found = (_key(entry) for entry in entries[:MOST_KEYS])
    return [key for key in found if key is not None]


def _key(entry: Any) -> Key | None:
    """Read one key. What is not a public key for signatures, or a weak one, is passed over (RFC 7517 §5)."""
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    shape = SHAPES.get(str(entry.get("kty")))
    if shape is None or not isinstance(entry.get("kid", ""), str):
        return None
    try:
        return None if shape is RSAKey and _is_weak(entry) else shape.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _is_weak(entry: Mapping[str, Any]) -> bool:
    modulus = base64.urlsafe_b64decode(entry["n"] + "==")  # padding beyond what is needed does not matter
    return int.from_bytes(modulus).bit_length() < SMALLEST_RSA
