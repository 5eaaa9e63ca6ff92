"""Look after people's accounts."""

import argparse
from collections.abc import Callable

from sqlmodel import Session

from livinglab.language import Text
from registry.access import links, people, second_factor, sessions
from registry.access.callers import RegistryRole
from registry.commands.preparation import ACTOR, DONE, Commands, prepared, say
from registry.errors import Conflict
from registry.settings import Settings
from registry.tables import Person

Change = Callable[[Session, Person, argparse.Namespace], str]
NONE = "none"
ELSEWHERE = Text(
    id="Orang ini masuk melalui penyedia identitas; kata sandinya diatur di sana.",
    en="This person signs in at the identity provider; their password is looked after there.",
)
DISABLED = Text(
    id="Akun ini dinonaktifkan. Aktifkan dahulu: `python -m registry account enable SUREL`.",
    en="This account is disabled. Enable it first: `python -m registry account enable EMAIL`.",
)


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    account = commands.add_parser("account", help="look after people's accounts")
    actions = account.add_subparsers(required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="make an account and print the link that lets its owner in")
    adding.add_argument("email", metavar="EMAIL")
    adding.add_argument("--name", required=True, help="as colleagues know the person")
    adding.add_argument(
        "--role", type=RegistryRole, choices=list(RegistryRole), metavar="|".join(RegistryRole)
    )
    adding.set_defaults(run=add_account)
    listing = actions.add_parser("list", help="list the accounts")
    listing.set_defaults(run=lambda settings, _asked: list_accounts(settings))
    link = actions.add_parser(
        "link", help="print a new link to set a password with; works once, for 24 hours"
    )
    link.add_argument("email", metavar="EMAIL")
    link.set_defaults(run=make_link)
    for name, help_text, change in (
        ("disable", "shut somebody out at once", _disable),
        ("enable", "let somebody in again", _enable),
        ("reset-factor", "take a lost second factor away; all sessions end", _reset_factor),
    ):
        _changing(actions, name, help_text, change)
    role = _changing(actions, "role", "make somebody curator, operator or auditor, or none of these", _give)
    role.add_argument("role", choices=[*RegistryRole, NONE], metavar="|".join([*RegistryRole, NONE]))


def add_account(settings: Settings, asked: argparse.Namespace) -> int:
    """Make an account and print its link alone."""
    with prepared(settings) as database, database.write() as session:
        person = people.add(session, asked.email, asked.name, actor=ACTOR, role=asked.role)
        text = links.make(session, person, purpose=links.SIGN_IN, actor=ACTOR)
    say(_address(settings, text))
    return DONE


def make_link(settings: Settings, asked: argparse.Namespace) -> int:
    """Print a new link alone; those from before are void."""
    with prepared(settings) as database, database.write() as session:
        person = people.get_by_email(session, asked.email)
        if person.disabled_at is not None:
            raise Conflict(DISABLED)
        if person.issuer is not None and person.password_hash is None:
            raise Conflict(ELSEWHERE)
        text = links.make(session, person, purpose=links.SIGN_IN, actor=ACTOR)
    say(_address(settings, text))
    return DONE


def list_accounts(settings: Settings) -> int:
    """List the accounts: number, address, name, state, role, how they sign in, since when."""
    with prepared(settings) as database, database.read() as session:
        for person in people.known(session):
            state = "disabled" if person.disabled_at else "valid"
            columns = [person.email, person.name, state, person.registry_role or "-", _ways_in(person)]
            say("\t".join([str(person.id), *columns, f"{person.created_at:%Y-%m-%d}"]))
    return DONE


def _changing(actions: Commands, name: str, help_text: str, change: Change) -> argparse.ArgumentParser:
    """Add a command that changes one person and says what it did."""

    def run(settings: Settings, asked: argparse.Namespace) -> int:
        with prepared(settings) as database, database.write() as session:
            said = change(session, people.get_by_email(session, asked.email), asked)
        say(said)
        return DONE

    parser = actions.add_parser(name, help=help_text)
    parser.add_argument("email", metavar="EMAIL")
    parser.set_defaults(run=run)
    return parser


def _disable(session: Session, person: Person, _asked: argparse.Namespace) -> str:
    people.disable(session, person, actor=ACTOR)
    return f"{person.email} is disabled; sessions and tokens ended"


def _enable(session: Session, person: Person, _asked: argparse.Namespace) -> str:
    people.enable(session, person, actor=ACTOR)
    return f"{person.email} may sign in again"


def _give(session: Session, person: Person, asked: argparse.Namespace) -> str:
    role = None if asked.role == NONE else RegistryRole(asked.role)
    people.give_role(session, person, role, actor=ACTOR)
    return f"{person.email} is {role or 'nothing in particular'} in this registry now"


def _reset_factor(session: Session, person: Person, _asked: argparse.Namespace) -> str:
    second_factor.remove(session, person, actor=ACTOR)
    sessions.end_all(session, person, actor=ACTOR)
    return f"{person.email} has no second factor now; all sessions ended"


def _ways_in(person: Person) -> str:
    ways = {
        "password": person.password_hash,
        "second-factor": person.totp_since,
        "provider": person.issuer,
    }
    return ",".join(way for way, there in ways.items() if there) or "-"


def _address(settings: Settings, text: str) -> str:
    return f"{str(settings.public_url).rstrip('/')}/sign-in/link/{text}"
