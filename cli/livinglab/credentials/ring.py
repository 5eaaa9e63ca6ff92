"""The system's keyring, where there is one that works and answers in time."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

SERVICE = "livinglab"
PATIENT, HASTY = 60.0, 5.0  # seconds: somebody may have to type the keyring's password, or nobody is there
Kept = TypeVar("Kept")


def put(origin: str, token: str) -> bool:
    """Keep a token there and read it back; return whether that worked."""

    def put_and_look() -> bool:
        ring = _ring()
        if ring is None:
            return False
        ring.set_password(SERVICE, origin, token)
        return bool(ring.get_password(SERVICE, origin) == token)

    return bool(_in_time(put_and_look))


def get(origin: str) -> str | None:
    """Return the token that is kept there; None where there is none, or nobody answers."""

    def look() -> str | None:
        ring = _ring()
        return ring.get_password(SERVICE, origin) if ring else None

    return _in_time(look)


def forget(origin: str) -> bool:
    """Remove a token; return whether it is certainly gone."""

    def remove() -> bool:
        ring = _ring()
        if ring is None:
            return False
        if ring.get_password(SERVICE, origin) is not None:
            ring.delete_password(SERVICE, origin)
        return True

    return bool(_in_time(remove))


def _ring() -> Any:
    """Return a backend that keeps secrets (those for tests and for plain files have a priority below 1)."""
    if sys.platform == "linux" and not _has_session():
        return None
    import keyring  # noqa: PLC0415 - an extra, and slow to load

    ring = keyring.get_keyring()
    return ring if ring.priority >= 1 else None


def _has_session() -> bool:
    """Tell whether a Secret Service can be there at all; D-Bus would try to start one."""
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS") or os.environ.get("PYTHON_KEYRING_BACKEND"))


def _in_time(do: Callable[[], Kept]) -> Kept | None:
    """Do it in a thread that may be left behind: a locked keyring waits for a person, for ever if need be."""
    answers: list[Kept] = []

    def run() -> None:
        with contextlib.suppress(Exception):  # backends raise anything, and the file is always there
            answers.append(do())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENT if sys.stdin is not None and sys.stdin.isatty() else HASTY)
    return answers[0] if answers else None
