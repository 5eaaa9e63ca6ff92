"""What the registry signs and seals with: one Ed25519 key, and one secret that others are derived from."""

import base64
import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from livinglab.language import Text
from registry.errors import RegistryError
from registry.folders import folders
from registry.settings import Settings

SECRET_BYTES = 32


class KeyUnusable(RegistryError):
    """A key file is there and cannot be used."""


@dataclass(frozen=True)
class Keys:
    """The keys of one registry. Every process of it holds the same ones."""

    signing: Ed25519PrivateKey
    secret: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The 32 bytes that signatures are verified with."""
        return self.signing.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """The name of the public key: its SHA-256 in hexadecimal."""
        return hashlib.sha256(self.public).hexdigest()

    def sign(self, message: bytes) -> str:
        """Return the Ed25519 signature as base64."""
        return base64.b64encode(self.signing.sign(message)).decode()

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose alone (HKDF-SHA256, RFC 5869)."""
        return HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=purpose.encode()).derive(self.secret)

    def seal(self, purpose: str, text: str) -> str:
        """Encrypt a text that the database keeps."""
        return self._fernet(purpose).encrypt(text.encode()).decode()

    def unseal(self, purpose: str, sealed: str) -> str:
        """Read a sealed text. Raises KeyUnusable where it was sealed with another secret."""
        try:
            return self._fernet(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise _unusable("LIVINGLAB_SECRET_FILE") from error

    def _fernet(self, purpose: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self.derived(purpose)))


def open_keys(settings: Settings) -> Keys:
    """Read the keys, making those that are absent with mode 0600. Raises KeyUnusable."""
    folder = folders(settings).keys
    secret = _read(settings.secret_file or folder / "secret", lambda: secrets.token_bytes(SECRET_BYTES))
    pem = _read(settings.signing_key_file or folder / "signing.pem", _new_signing_key)
    if len(secret) < SECRET_BYTES:
        raise _unusable("LIVINGLAB_SECRET_FILE")
    try:
        signing = serialization.load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise _unusable("LIVINGLAB_SIGNING_KEY_FILE") from error
    if not isinstance(signing, Ed25519PrivateKey):
        raise _unusable("LIVINGLAB_SIGNING_KEY_FILE")
    return Keys(signing, secret)


def succeed(settings: Settings, old: Keys) -> Keys:
    """Make a new signing key and put it in the old one's place, which is kept beside it under its name.

    Raises KeyUnusable where that folder cannot be written, as with a secret that a container is given.
    """
    path = settings.signing_key_file or folders(settings).keys / "signing.pem"
    beside = path.with_name(f"{path.name}.{old.id[:16]}")
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _read(beside, path.read_bytes)
        _read(fresh, _new_signing_key)
        fresh.replace(path)
    except OSError as error:
        raise _unusable("LIVINGLAB_SIGNING_KEY_FILE") from error
    return open_keys(settings)


def verifies(public: bytes, signature: str, message: bytes) -> bool:
    """Say whether a base64 signature over a message is of this public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(path: Path, make: Callable[[], bytes]) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(handle)
    with contextlib.suppress(FileExistsError):  # another process was first: its key holds for both
        os.link(partial, path)
    partial.unlink()
    return path.read_bytes()


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _unusable(setting: str) -> KeyUnusable:
    return KeyUnusable(
        Text(
            id=f"Kunci katalog tidak dapat dipakai; periksa {setting}. Jangan membuat kunci baru "
            "selama yang lama masih ada di cadangan: klien menolak kunci yang asing.",
            en=f"The registry's key cannot be used; check {setting}. Do not make a new one while a backup "
            "has the old: clients refuse a key that they do not know.",
        )
    )
