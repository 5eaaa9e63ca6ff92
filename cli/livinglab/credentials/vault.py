"""The vault: keep, find and forget the token that a registry gave, for that registry alone."""

import os
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from livinglab.credentials import file
from livinglab.credentials.origins import origin_of
from livinglab.errors import UsageError
from livinglab.language import Text
from livinglab.output import Output

SOON = timedelta(days=7)


class Kept(NamedTuple):
    """What is kept of a registry's token. `token` is None where the keyring does not give it out now."""

    place: str
    """`keyring` or `file`."""
    token: str | None
    expires_at: datetime | None
    made_here: bool
    """Whether `livinglab login` was given it, and nobody else can hold it too."""

    @property
    def is_over(self) -> bool:
        """Whether it has expired."""
        return self.expires_at is not None and self.expires_at <= datetime.now(UTC)

    def warning(self) -> Text | None:
        """Return what to say of a token that ends within a week, or has ended."""
        return warning_of(self.expires_at)


def chosen() -> str | None:
    """Return the token of the environment. Raises UsageError for what no header can carry."""
    token = os.environ.get("LIVINGLAB_TOKEN") or None
    if token and not (token.isascii() and token.isprintable()):
        raise UsageError(
            Text(id="LIVINGLAB_TOKEN bukan token.", en="LIVINGLAB_TOKEN is no token."),
            Text(id="Kosongkan, lalu masuk: livinglab login", en="Unset it, then sign in: livinglab login"),
        )
    return token


def keep(address: str, token: str, *, expires_at: datetime | None, made_here: bool) -> str:
    """Keep a token for the origin of an address; return where: `keyring`, else `file`."""
    from livinglab.credentials import ring  # noqa: PLC0415 - threads, only where there is something to keep

    origin = origin_of(address)
    entries = file.read()
    place = "keyring" if ring.put(origin, token) else "file"
    entry = {"place": place, "from": "login" if made_here else "paste"}
    if expires_at is not None:
        entry["expires_at"] = expires_at.isoformat()
    entries[origin] = entry if place == "keyring" else {**entry, "token": token}
    file.write(entries)
    return place


def find(address: str) -> Kept | None:
    """Return what is kept for the origin of an address, and for no other."""
    origin = origin_of(address)
    entry = file.read().get(origin)
    if entry is None:
        return None
    place = entry.get("place", "file")
    return Kept(place, _token(entry, origin), _moment(entry.get("expires_at")), entry.get("from") == "login")


def forget(address: str) -> bool:
    """Forget the token of an address's origin; return whether it is certainly gone."""
    from livinglab.credentials import ring  # noqa: PLC0415 - as above

    origin = origin_of(address)
    entries = file.read()
    entry = entries.pop(origin, None)
    if entry is None:
        return True
    gone = entry.get("place") != "keyring" or ring.forget(origin)
    file.write(entries)
    return gone


def warn(address: str, output: Output) -> None:
    """Note that the token which is used there ends soon. Nothing is known of one in LIVINGLAB_TOKEN."""
    entry = None if os.environ.get("LIVINGLAB_TOKEN") else file.read().get(origin_of(address))
    warning = warning_of(_moment(entry.get("expires_at"))) if entry else None
    if warning:
        output.note(warning, style="yellow")


def warning_of(expires_at: datetime | None) -> Text | None:
    """Return what to say of a token that ends within a week, or has ended; else None."""
    if expires_at is None or expires_at - datetime.now(UTC) > SOON:
        return None
    day = f"{expires_at:%Y-%m-%d}"
    if expires_at <= datetime.now(UTC):
        return Text(
            id=f"Token Anda berakhir pada {day}. Masuk lagi: livinglab login",
            en=f"Your token ended on {day}. Sign in again: livinglab login",
        )
    return Text(
        id=f"Token Anda berakhir pada {day}. Perbarui: livinglab login",
        en=f"Your token ends on {day}. Renew it: livinglab login",
    )


def _token(entry: file.Entry, origin: str) -> str | None:
    if entry.get("place") != "keyring":
        return entry.get("token")
    from livinglab.credentials import ring  # noqa: PLC0415 - as above

    return ring.get(origin)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
