"""Tokens: shown once, kept as SHA-256, limited in what, where and for how long."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from livinglab.contract.tokens import is_well_formed, of_number
from livinglab.language import Text
from registry import clock, journal
from registry.access.callers import Scope
from registry.errors import NotFound
from registry.tables import Token

RANDOM_BYTES = 32
LASTS = timedelta(days=90)


@dataclass(frozen=True)
class Grant:
    """What a token is made for. No person and no organisation: the registry's own."""

    name: str
    scopes: frozenset[Scope]
    person_id: int | None = None
    organisation_id: int | None = None
    application_slug: str | None = None
    region_code: str | None = None
    workflow_id: int | None = None
    lasts: timedelta = LASTS


def create(session: Session, grant: Grant, *, actor: str) -> tuple[Token, str]:
    """Make a token; return it with its text, which nobody can read again."""
    text = of_number(int.from_bytes(secrets.token_bytes(RANDOM_BYTES)))
    now = clock.now()
    token = Token(
        name=grant.name,
        sha256=digest(text),
        scopes=" ".join(scope for scope in Scope if scope in {*grant.scopes, Scope.READ}),
        person_id=grant.person_id,
        organisation_id=grant.organisation_id,
        application_slug=grant.application_slug,
        region_code=grant.region_code,
        workflow_id=grant.workflow_id,
        created_at=now,
        expires_at=now + grant.lasts,
    )
    session.add(token)
    session.flush()
    detail = {
        "scopes": token.scopes,
        "organisation": grant.organisation_id,
        "application": grant.application_slug,
        "region": grant.region_code,
        "expires": clock.stamp(now + grant.lasts),
    }
    journal.append(
        session,
        actor=actor,
        action="token.created",
        subject=f"token:{token.id}",
        detail=detail,
        after=journal.state_of(token),
    )
    return token, text


def known(session: Session) -> Sequence[Token]:
    """Return all tokens in the order in which they were made."""
    return session.exec(select(Token).order_by(col(Token.id))).all()


def get(session: Session, number: int) -> Token:
    """Return one token by its number. Raises NotFound."""
    token = session.get(Token, number)
    if token is None:
        raise NotFound(Text(id=f"Tidak ada token nomor {number}.", en=f"There is no token number {number}."))
    return token


def revoke(session: Session, number: int, *, actor: str) -> Token:
    """End a token at once. Revoking it again changes nothing. Raises NotFound."""
    token = get(session, number)
    if token.revoked_at is None:
        before = journal.state_of(token)
        token.revoked_at = clock.now()
        journal.append(
            session,
            actor=actor,
            action="token.revoked",
            subject=f"token:{number}",
            detail={},
            before=before,
            after=journal.state_of(token),
        )
    return token


def find(session: Session, text: str) -> Token | None:
    """Return the token behind a text while it is valid; None for every other text."""
    if not is_well_formed(text):  # spares the database every guess and slip
        return None
    token = session.exec(select(Token).where(Token.sha256 == digest(text))).first()
    if token is None or token.revoked_at is not None:
        return None
    if token.expires_at is not None and token.expires_at <= clock.now():
        return None
    return token


def scopes_of(token: Token) -> frozenset[Scope]:
    """Return a token's scopes."""
    return frozenset(Scope(scope) for scope in token.scopes.split())


def digest(text: str) -> str:
    """Return what the database keeps of a token's text."""
    return hashlib.sha256(text.encode()).hexdigest()
