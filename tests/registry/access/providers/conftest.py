"""Issuers of the tests' own: real HTTP servers with real keys, which sign whatever a test makes them say."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from starlette.testclient import TestClient

from registry.access.providers.discovery import Issuers
from registry.app import create_app
from registry.settings import Settings

PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)


def b64(content: bytes) -> str:
    """Write bytes as JOSE does: base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def number(value: int, length: int) -> str:
    """Write a number as JWKs do."""
    return b64(value.to_bytes(length))


def public(name: str, key: Any, algorithm: str) -> dict[str, str]:
    """Return a key's public half as a JWK. Written by hand, to share no code with what is tested."""
    common = {"kid": name, "use": "sig", "alg": algorithm}
    half = key.public_key()
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = half.public_numbers()
        return {**common, "kty": "RSA", "n": number(numbers.n, key.key_size // 8), "e": number(numbers.e, 3)}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        point = half.public_numbers()
        return {**common, "kty": "EC", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)}
    return {**common, "kty": "OKP", "crv": "Ed25519", "x": b64(half.public_bytes_raw())}


def signature(algorithm: str, key: Any, message: bytes) -> bytes:
    """Sign as RFC 7518 says; `key` is bytes for HS256."""
    if algorithm == "RS256":
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    if algorithm == "PS256":
        return key.sign(message, PSS, hashes.SHA256())
    if algorithm == "ES256":
        r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)
    if algorithm == "HS256":
        return hmac.digest(key, message, hashlib.sha256)
    return b"" if algorithm == "none" else key.sign(message)


@dataclass
class Issuer:
    """One issuer: its address, what it says at each path, and what it was asked."""

    url: str
    keys: dict[str, tuple[str, Any]]
    said: dict[str, tuple[int, Any]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    authorization: list[str | None] = field(default_factory=list)

    def say(self, path: str, body: Any, status: int = 200) -> None:
        """Answer with this from now on: bytes as they are, everything else as JSON."""
        self.said[path] = (status, body)

    def describe(self, **changes: Any) -> None:
        """Publish the metadata, with changes."""
        metadata = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
        }
        self.say("/.well-known/openid-configuration", {**metadata, **changes})

    def publish_keys(self, *more: Any) -> None:
        """Publish the public halves of the keys, and more."""
        jwks = [public(name, key, algorithm) for name, (algorithm, key) in self.keys.items()]
        self.say("/jwks", {"keys": [*jwks, *more]})

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return claims that hold for an hour, with changes; what is None is left out."""
        now = int(time.time())
        claims = {"iss": self.url, "sub": "person-7", "aud": "livinglab", "iat": now, "exp": now + 3600}
        return {name: value for name, value in {**claims, **changes}.items() if value is not None}

    def sign(
        self,
        claims: Any,
        *,
        by: str = "rsa",
        algorithm: str | None = None,
        key: Any = None,
        **header: Any,
    ) -> str:
        """Return a JWT; `algorithm` and `key` may be other ones than those of the key `by`."""
        own, private = self.keys[by]
        heading = {"alg": algorithm or own, "kid": by, "typ": "JWT", **header}
        kept = {name: value for name, value in heading.items() if value is not None}
        text = ".".join(b64(json.dumps(part).encode()) for part in (kept, claims))
        return f"{text}.{b64(signature(heading['alg'], key or private, text.encode()))}"


@pytest.fixture(scope="session")
def private_keys() -> dict[str, tuple[str, Any]]:
    """Give keys, made once: making RSA keys takes a while."""
    return {
        "rsa": ("RS256", rsa.generate_private_key(65537, 2048)),
        "ec": ("ES256", ec.generate_private_key(ec.SECP256R1())),
        "ed": ("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    }


@pytest.fixture(scope="session")
def stranger() -> rsa.RSAPrivateKey:
    """Give the key of nobody whom we trust."""
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def only_issuer(private_keys: dict[str, tuple[str, Any]]) -> Iterator[Issuer]:
    """Give the address at which all tests have their issuer."""
    with serve(private_keys) as one:
        yield one


@pytest.fixture
def issuer(only_issuer: Issuer, private_keys: dict[str, tuple[str, Any]]) -> Issuer:
    """Give an issuer that is up, says everything right and has not been asked."""
    only_issuer.keys = dict(private_keys)
    for memory in (only_issuer.said, only_issuer.headers, only_issuer.asked, only_issuer.forms):
        memory.clear()  # type: ignore[attr-defined]  # each is a list or a dict
    only_issuer.authorization.clear()
    only_issuer.describe()
    only_issuer.publish_keys()
    return only_issuer


class serve:
    """Run an issuer on loopback."""

    def __init__(self, keys: dict[str, tuple[str, Any]]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.issuer = Issuer(f"http://127.0.0.1:{self._server.server_port}", dict(keys))
        self._server.issuer = self.issuer  # type: ignore[attr-defined]  # the handler reads it there
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Issuer:
        self._thread.start()
        return self.issuer

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.issuer.forms.append({name: values[0] for name, values in parse_qs(body).items()})
        self._answer()

    def _answer(self) -> None:
        issuer: Issuer = self.server.issuer
        path = urlsplit(self.path).path
        issuer.asked.append(path)
        issuer.authorization.append(self.headers.get("Authorization"))
        status, body = issuer.said.get(path, (404, {"error": "not_found"}))
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in issuer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def issuers() -> Iterator[Issuers]:
    """Give what a process knows of issuers: nothing yet."""
    known = Issuers()
    yield known
    known.close()


@pytest.fixture
def running(settings: Settings) -> Iterator[Callable[..., TestClient]]:
    """Give a starter of registries with other settings; its clients are browsers that follow nowhere."""
    clients = []

    def run(**changes: Any) -> TestClient:
        changed = settings.model_copy(update=changes)
        client = TestClient(
            create_app(changed), base_url=str(changed.public_url).rstrip("/"), follow_redirects=False
        )
        clients.append(client.__enter__())
        return client

    yield run
    for client in clients:
        client.__exit__(None, None, None)
