"""Make, list and revoke tokens."""

import argparse

from registry.access import tokens
from registry.access.callers import Scope
from registry.commands.preparation import ACTOR, DONE, Commands, prepared, say
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    token = commands.add_parser("token", help="make, list and revoke tokens")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a token and print it alone, once")
    create.add_argument("--name", required=True, help="who or what will hold it")
    create.add_argument(
        "--scope", required=True, action="append", type=Scope, choices=list(Scope), metavar="|".join(Scope)
    )
    create.set_defaults(run=create_token)
    listing = actions.add_parser("list", help="list the tokens with their numbers")
    listing.set_defaults(run=lambda settings, _asked: list_tokens(settings))
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("number", metavar="NUMBER", type=int)
    revoke.set_defaults(run=lambda settings, asked: revoke_token(settings, asked.number))


def create_token(settings: Settings, asked: argparse.Namespace) -> int:
    """Make a token and print it alone."""
    grant = tokens.Grant(name=asked.name, scopes=frozenset(asked.scope))
    with prepared(settings) as database, database.write() as session:
        _, text = tokens.create(session, grant, actor=ACTOR)
    say(text)
    return DONE


def list_tokens(settings: Settings) -> int:
    """List the tokens: number, scope, state, since when, name."""
    with prepared(settings) as database, database.read() as session:
        for token in tokens.known(session):
            state = "revoked" if token.revoked_at else "valid"
            say(f"{token.id}\t{token.scopes}\t{state}\t{token.created_at:%Y-%m-%d}\t{token.name}")
    return DONE


def revoke_token(settings: Settings, number: int) -> int:
    """End a token at once."""
    with prepared(settings) as database, database.write() as session:
        token = tokens.revoke(session, number, actor=ACTOR)
    say(f"token {number} ({token.name}) is revoked")
    return DONE
