"""Make, list and revoke tokens."""

import argparse

from sqlmodel import Session

from registry import clock
from registry.access import organisations, token_requests, tokens
from registry.access.accounts import show_token
from registry.access.callers import Scope
from registry.access.tokens import LASTS, Grant
from registry.commands.preparation import ACTOR, DONE, Commands, prepared, say
from registry.settings import Settings
from registry.tables import Token


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    token = commands.add_parser("token", help="make, list and revoke tokens")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a token and print it alone, once")
    create.add_argument("--name", required=True, help="who or what will hold it")
    create.add_argument(
        "--scope", required=True, action="append", type=Scope, choices=list(Scope), metavar="|".join(Scope)
    )
    create.add_argument("--organisation", metavar="NAME", help="it acts for; without one: for the registry")
    create.add_argument("--application", metavar="SLUG", help="only for this application")
    create.add_argument("--region", metavar="CODE", help="only for this region, and those within")
    create.add_argument("--days", metavar="DAYS", type=int, default=LASTS.days, help="until it ends (90)")
    create.set_defaults(run=create_token)
    listing = actions.add_parser("list", help="list the tokens with their numbers")
    listing.set_defaults(run=lambda settings, _asked: list_tokens(settings))
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("number", metavar="NUMBER", type=int)
    revoke.set_defaults(run=lambda settings, asked: revoke_token(settings, asked.number))


def create_token(settings: Settings, asked: argparse.Namespace) -> int:
    """Make a token of the registry's own, or of an organisation's, and print it alone."""
    with prepared(settings) as database, database.write() as session:
        _, text = tokens.create(session, _grant(session, asked), actor=ACTOR)
    say(text)
    return DONE


def list_tokens(settings: Settings) -> int:
    """List the tokens: number, scopes, state, made, end, last use, for whom, limits, name."""
    with prepared(settings) as database, database.read() as session:
        for token in tokens.known(session):
            say("\t".join(_columns(session, token)))
    return DONE


def revoke_token(settings: Settings, number: int) -> int:
    """End a token at once."""
    with prepared(settings) as database, database.write() as session:
        token = tokens.revoke(session, number, actor=ACTOR)
    say(f"token {number} ({token.name}) is revoked")
    return DONE


def _grant(session: Session, asked: argparse.Namespace) -> Grant:
    """Read the arguments of `token create`. Raises Invalid, NotFound."""
    organisation = organisations.find(session, asked.organisation) if asked.organisation else None
    return Grant(
        name=asked.name,
        scopes=frozenset(asked.scope),
        organisation_id=organisation.id if organisation else None,
        application_slug=token_requests.application(asked.application),
        region_code=token_requests.region(session, asked.region),
        lasts=token_requests.lasting(asked.days),
    )


def _columns(session: Session, token: Token) -> list[str]:
    shown = show_token(session, token)
    whose = f"person:{token.person_id}" if token.person_id is not None else shown.organisation or "registry"
    limits = ",".join(limit for limit in (shown.application, shown.region) if limit)
    return [
        str(shown.id),
        token.scopes,
        _state(token),
        f"{shown.created_at:%Y-%m-%d}",
        f"{shown.expires_at:%Y-%m-%d}" if shown.expires_at else "-",
        f"{shown.used_at:%Y-%m-%d}" if shown.used_at else "-",
        whose,
        limits or "-",
        shown.name,
    ]


def _state(token: Token) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at is not None and token.expires_at <= clock.now() else "valid"
