"""Who is at the form: a sealed cookie, and the token that proves a form is ours."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

COOKIE = "spbeindex_session"
SECONDS = 8 * 3600


@dataclass(frozen=True)
class Session:
    """A browser for eight hours; `operator` after the password was right."""

    identifier: str
    expires: int
    operator: bool


def begin(now: float, *, operator: bool) -> Session:
    """A new identifier at each sign-in, so that one planted before it is worth nothing."""
    return Session(secrets.token_urlsafe(18), int(now) + SECONDS, operator)


def seal(session: Session, secret: str) -> str:
    body = f"{session.identifier}.{session.expires}.{int(session.operator)}"
    return f"{body}.{_mark('session', body, secret)}"


def unseal(cookie: str, secret: str, now: float) -> Session | None:
    """None for anything that we did not write, or that is too old."""
    body, _, mark = cookie[:500].rpartition(".")
    if not hmac.compare_digest(mark.encode(), _mark("session", body, secret).encode()):
        return None
    identifier, expires, operator = body.split(".")
    return Session(identifier, int(expires), operator == "1") if int(expires) > now else None


def token(session: Session, secret: str) -> str:
    """Goes into each form; another site cannot know it."""
    return _mark("form", f"{session.identifier}.{int(session.operator)}", secret)


def same(given: str, expected: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _mark(purpose: str, body: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}:{body}".encode(), hashlib.sha256).hexdigest()
