"""What a token's holder may know of it: who it acts for, and which other tokens are theirs."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from livinglab.contract.accounts import Account, AccountMembership, AccountToken
from livinglab.language import Text
from registry import clock
from registry.access import rights, tokens
from registry.access.callers import Caller
from registry.errors import NotFound, Unauthenticated
from registry.tables import Organisation, Person, Token

NOT_YOURS = Text(
    id="Anda tidak memiliki token bernomor itu. Daftarnya: /api/v1/account/tokens.",
    en="You have no token of that number. They are listed at /api/v1/account/tokens.",
)


def show(session: Session, caller: Caller) -> Account:
    """Return who a caller with a token is, and what they may do at this moment."""
    token = tokens.get(session, _number(caller))
    return Account(
        name=_name(session, caller, token),
        kind=_kind(caller),
        registry_role=caller.registry_role,
        organisations=[
            AccountMembership(id=number, name=session.get_one(Organisation, number).name, role=role)
            for number, role in sorted(caller.roles.items())
        ],
        proved=caller.proved,
        token=show_token(session, token),
    )


def show_token(session: Session, token: Token) -> AccountToken:
    """Return what may be seen of a token."""
    number = token.organisation_id
    return AccountToken(
        id=token.id or 0,
        name=token.name,
        scopes=token.scopes.split(),
        organisation=session.get_one(Organisation, number).name if number is not None else None,
        application=token.application_slug,
        region=token.region_code,
        created_at=token.created_at,
        used_at=token.used_at,
        expires_at=token.expires_at,
    )


def known(session: Session, caller: Caller, *, after: int = 0, limit: int) -> Sequence[Token]:
    """Return a caller's valid tokens in the order in which they were made, from number `after` on."""
    query = select(Token).where(*_theirs(session, caller), col(Token.id) > after)
    query = query.where(
        col(Token.revoked_at).is_(None),
        or_(col(Token.expires_at).is_(None), col(Token.expires_at) > clock.now()),
    )
    return session.exec(query.order_by(col(Token.id)).limit(limit)).all()


def revoke(session: Session, caller: Caller, number: int) -> Token:
    """End one of a caller's tokens at once. Raises NotFound for what is not theirs."""
    if session.exec(select(Token.id).where(*_theirs(session, caller), Token.id == number)).first() is None:
        raise NotFound(NOT_YOURS)
    return tokens.revoke(session, number, actor=caller.actor)


def revoke_own(session: Session, caller: Caller) -> None:
    """End the token that a caller holds."""
    tokens.revoke(session, _number(caller), actor=caller.actor)


def _theirs(session: Session, caller: Caller) -> list[ColumnElement[bool]]:
    """Return what makes a token the caller's: a person's own, or the one held where it reaches less far.

    A stolen token that is limited tells nothing about the others and ends none of them.
    """
    if caller.person_id is None or caller.application_slug or caller.region_code:
        return [col(Token.id) == _number(caller)]
    theirs = [col(Token.person_id) == caller.person_id]
    if caller.token_id is not None:
        bound = tokens.get(session, caller.token_id).organisation_id
        theirs += [col(Token.organisation_id) == bound] if bound is not None else []
    return theirs


def _kind(caller: Caller) -> Literal["person", "organisation", "registry"]:
    if caller.person_id is not None:
        return "person"
    return "registry" if caller.own else "organisation"


def _name(session: Session, caller: Caller, token: Token) -> str:
    if caller.person_id is not None:
        return session.get_one(Person, caller.person_id).name
    if token.organisation_id is not None:
        return session.get_one(Organisation, token.organisation_id).name
    return token.name


def _number(caller: Caller) -> int:
    """Return the number of the token that a caller of the API holds."""
    if caller.token_id is None:
        raise Unauthenticated(rights.NEEDED)
    return caller.token_id
