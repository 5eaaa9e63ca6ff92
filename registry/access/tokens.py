"""Tokens: made by the operator, shown once, kept as SHA-256."""

import hashlib
import secrets
import string
import zlib
from collections.abc import Sequence
from enum import StrEnum

from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.errors import Forbidden, NotFound, Unauthenticated
from registry.tables import Token

PREFIX = "llab_"
ALPHABET = string.digits + string.ascii_letters
RANDOM_BYTES = 32


class Scope(StrEnum):
    """What a token may do; each may all that those before it may."""

    READ = "read"
    PUBLISH = "publish"
    CURATE = "curate"


_RANK = {scope: rank for rank, scope in enumerate(Scope)}
NEEDED = Text(
    id="Untuk ini perlu token. Mintalah kepada pengelola katalog, lalu kirim sebagai "
    "`Authorization: Bearer …`.",
    en="This needs a token. Ask the registry's operator for one and send it as `Authorization: Bearer …`.",
)
UNKNOWN = Text(
    id="Token ini tidak dikenal atau sudah dicabut. Mintalah token baru kepada pengelola katalog.",
    en="This token is unknown or revoked. Ask the registry's operator for a new one.",
)


def create(session: Session, *, name: str, scope: Scope, actor: str) -> str:
    """Make a token and return its text, which nobody can read again."""
    text = _new()
    session.add(Token(name=name, sha256=_sha256(text), scope=scope, created_at=clock.now()))
    journal.append(
        session, actor=actor, action="token.created", subject=f"token:{name}", detail={"scope": scope}
    )
    return text


def known(session: Session) -> Sequence[Token]:
    """Return all tokens in the order in which they were made."""
    return session.exec(select(Token).order_by(col(Token.id))).all()


def revoke(session: Session, number: int, *, actor: str) -> Token:
    """End a token at once. Revoking it again changes nothing. Raises NotFound."""
    token = session.get(Token, number)
    if token is None:
        raise NotFound(Text(id=f"Tidak ada token nomor {number}.", en=f"There is no token number {number}."))
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        subject = f"token:{token.name}"
        journal.append(session, actor=actor, action="token.revoked", subject=subject, detail={"id": number})
    return token


def authenticate(session: Session, text: str | None, *, scope: Scope) -> Token:
    """Return the token behind `text`. Raises Unauthenticated, or Forbidden if it lacks `scope`."""
    if text is None:
        raise Unauthenticated(NEEDED)
    token = session.exec(select(Token).where(Token.sha256 == _sha256(text))).first()
    if token is None or token.revoked_at is not None:
        raise Unauthenticated(UNKNOWN)
    if _RANK[Scope(token.scope)] < _RANK[scope]:
        raise Forbidden(
            Text(
                id=f"Token ini tidak mempunyai hak `{scope}`. Mintalah token dengan hak itu.",
                en=f"This token lacks the scope `{scope}`. Ask for one that has it.",
            )
        )
    return token


def _new() -> str:
    number = int.from_bytes(secrets.token_bytes(RANDOM_BYTES))
    body = _base62(number, length=43)
    return PREFIX + body + _base62(zlib.crc32(body.encode()), length=6)


def _base62(number: int, *, length: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits.rjust(length, ALPHABET[0])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
