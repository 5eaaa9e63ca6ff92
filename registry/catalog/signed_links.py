"""Signed links: the addresses of restricted archives, which run out by themselves."""

import hashlib
import hmac

from livinglab import contract
from livinglab.language import Text
from registry import clock
from registry.errors import Forbidden, Unauthenticated
from registry.keys import Keys

SECONDS = 300  # so far does a right reach that was taken away
RESTRICTED = "archives/restricted/"
PURPOSE = "archive links"


def release(keys: Keys, whole: contract.Release) -> contract.Release:
    """Return a release whose archives and bill of materials can be downloaded from now on, for a while."""
    secret, until = keys.derived(PURPOSE), _until()
    archives = [one.model_copy(update={"path": _signed(secret, one.path, until)}) for one in whole.archives]
    bill = whole.sbom
    sbom = bill.model_copy(update={"path": _signed(secret, bill.path, until)}) if bill else None
    return whole.model_copy(update={"archives": archives, "sbom": sbom})


def path(keys: Keys, name: str) -> str:
    """Return one signed path."""
    return _signed(keys.derived(PURPOSE), name, _until())


def check(keys: Keys, name: str, until: str | None, signature: str | None) -> None:
    """Let pass who was given this path lately. Raises Unauthenticated without a signature, else Forbidden."""
    if not until or not signature:
        raise Unauthenticated(UNSIGNED)
    wanted = _signature(keys.derived(PURPOSE), name, until)
    if not hmac.compare_digest(wanted.encode(), signature.encode()):
        raise Forbidden(FORGED)
    if int(until) < clock.now().timestamp():  # only now: nobody else's text gets as far as here
        raise Forbidden(EXPIRED)


def _until() -> int:
    return int(clock.now().timestamp()) + SECONDS


def _signed(secret: bytes, name: str, until: int) -> str:
    if not name.startswith(RESTRICTED):
        return name
    return f"{name}?until={until}&signature={_signature(secret, name, str(until))}"


def _signature(secret: bytes, name: str, until: str) -> str:
    return hmac.new(secret, f"{name}\n{until}".encode(), hashlib.sha256).hexdigest()


ANEW = Text(
    id="Mintalah alamat yang baru di /api/v1/applications/{slug}/releases/{version} dengan token Anda.",
    en="Ask for a new address at /api/v1/applications/{slug}/releases/{version} with your token.",
)
UNSIGNED = Text(
    id=f"Arsip ini tidak terbuka untuk umum dan hanya diberikan di alamat bertanda tangan. {ANEW.id}",
    en=f"This archive is not public and is only given at a signed address. {ANEW.en}",
)
FORGED = Text(
    id=f"Tanda tangan alamat ini bukan milik arsip ini. {ANEW.id}",
    en=f"The signature of this address is not this archive's. {ANEW.en}",
)
EXPIRED = Text(
    id=f"Alamat arsip ini sudah kedaluwarsa. {ANEW.id}",
    en=f"This address of the archive has expired. {ANEW.en}",
)
