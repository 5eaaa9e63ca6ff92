"""Look after the identity provider: whether it answers, and who there is who here."""

import argparse
from contextlib import closing

from livinglab.language import Text
from registry.access import people
from registry.access.providers import arrivals, oidc
from registry.access.providers.discovery import Issuers
from registry.access.providers.refusals import NotSetUp
from registry.access.providers.vouching import LONGEST_SUBJECT
from registry.access.providers.wire import ProviderAway
from registry.commands.preparation import ACTOR, DONE, FAILED, Commands, prepared, say
from registry.errors import Invalid
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    provider = commands.add_parser("provider", help="look after the identity provider")
    actions = provider.add_subparsers(required=True, metavar="ACTION")
    checking = actions.add_parser("check", help="ask the provider what it says of itself")
    checking.set_defaults(run=lambda settings, _asked: check(settings))
    joining = actions.add_parser("join", help="say that an account here and somebody there are one person")
    joining.add_argument("email", metavar="EMAIL")
    joining.add_argument("subject", metavar="SUBJECT", help="the provider's own name for them: `sub`")
    joining.set_defaults(run=join)


def check(settings: Settings) -> int:
    """Ask the provider for its endpoints and keys, and say what must be registered there."""
    with closing(Issuers()) as issuers:
        try:
            found = oidc.metadata(issuers, settings)
            keys = issuers.keys(found.issuer, kid=None)
        except ProviderAway as error:
            say(f"{settings.oidc_issuer}: {error.why}")
            return FAILED
    say(f"{found.issuer}: answers, with {len(keys)} keys that can be used")
    say(f"people go to {found.authorization_endpoint}")
    say(f"redirect URI to be registered there: {oidc.callback(settings)}")
    return DONE


def join(settings: Settings, asked: argparse.Namespace) -> int:
    """Join an account with somebody at the provider; its sessions end."""
    if not settings.oidc_issuer:
        raise NotSetUp
    if not 0 < len(asked.subject) <= LONGEST_SUBJECT:
        raise Invalid(Text(id="Isi SUBJECT tidak sah.", en="SUBJECT is not valid."), field="subject")
    with prepared(settings) as database, database.write() as session:
        person = people.get_by_email(session, asked.email)
        arrivals.join(session, person, settings.oidc_issuer, asked.subject, actor=ACTOR)
    say(f"person {person.id} now also signs in at the identity provider; their sessions have ended")
    return DONE
