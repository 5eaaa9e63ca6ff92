"""What this machine remembers of each registry: its key, the highest version of its index, its addresses."""

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from livinglab.errors import MachineLacks, NotVerified
from livinglab.folders import state_folder
from livinglab.language import Text

MOST_BYTES = 64 * 1024
MOST_ADDRESSES = 50


@dataclass(frozen=True)
class Pin:
    """One registry as it was seen before. `addresses`: where its index was found, mirrors and folders too."""

    registry: str
    key: str
    public: str
    version: int
    made_at: str
    first_seen: str
    addresses: tuple[str, ...] = ()


def folder() -> Path:
    """Return where the files lie."""
    return Path(state_folder()) / "registries"


def path_of(registry: str) -> Path:
    """Return the file of one registry."""
    return folder() / f"{sha256(registry.encode()).hexdigest()[:16]}.json"


def of_registry(registry: str) -> Pin | None:
    """Return what is known of a registry by the address that it signs. Raises NotVerified."""
    path = path_of(registry)
    return _read(path) if path.is_file() else None


def at_address(address: str) -> Pin | None:
    """Return the registry whose index was found at an address before."""
    pins = (_read(path) for path in sorted(folder().glob("*.json")))
    return next((pin for pin in pins if address in pin.addresses), None)


def keep(pin: Pin) -> None:
    """Remember a registry, for this user's eyes only; a version never falls. Raises MachineLacks."""
    path = path_of(pin.registry)
    before = of_registry(pin.registry)
    if before is not None and before.version > pin.version:
        pin = replace(pin, version=before.version, made_at=before.made_at)
    if pin == before:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{secrets.token_hex(4)}")  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(pin), file, indent=1)
        os.replace(beside, path)
    except OSError as error:
        raise _unwritable(path) from error


def _read(path: Path) -> Pin:
    try:
        with path.open(encoding="utf-8") as file:
            said = json.loads(file.read(MOST_BYTES))
        pin = Pin(**{**said, "addresses": tuple(said["addresses"])[-MOST_ADDRESSES:]})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _spoilt(path) from error
    if not isinstance(pin.version, int) or not all(
        isinstance(each, str) for each in (pin.registry, pin.key, pin.public, *pin.addresses)
    ):
        raise _spoilt(path)
    return pin


def _spoilt(path: Path) -> NotVerified:
    return NotVerified(
        Text(
            id=f"Ingatan tentang kunci registri rusak: {path}",
            en=f"What was remembered of a registry's key is spoilt: {path}",
        ),
        Text(
            id="Tanyakan sidik jari kunci ke pengelola registri, hapus berkas itu, lalu cocokkan dengan: "
            "livinglab doctor",
            en="Ask the registry's operator for its key's fingerprint, remove that file, and compare with: "
            "livinglab doctor",
        ),
    )


def _unwritable(path: Path) -> MachineLacks:
    return MachineLacks(
        Text(
            id=f"Kunci registri tidak bisa diingat: {path} tidak bisa ditulis.",
            en=f"The registry's key cannot be remembered: {path} cannot be written.",
        ),
        Text(
            id="Beri hak tulis pada folder itu, atau setel XDG_STATE_HOME.",
            en="Make that folder writable, or set XDG_STATE_HOME.",
        ),
    )
