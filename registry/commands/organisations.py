"""Look after organisations, who is what in them, and whose an application is."""

import argparse

from sqlmodel import select

from registry.access import mail_domains, memberships, organisations, people
from registry.access.callers import Role
from registry.access.organisations import Kind, VerifiedBy
from registry.catalog import addresses, applications, handover, shelves
from registry.catalog.store import open_store
from registry.commands.preparation import ACTOR, DONE, Commands, prepared, say
from registry.settings import Settings
from registry.tables import Application

NONE = "none"
MOST = 10_000  # listed


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    organisation = commands.add_parser("organisation", help="look after organisations and their people")
    actions = organisation.add_subparsers(required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="add an organisation, which gives no rights before `verify`")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--kind", type=Kind, choices=list(Kind), default=Kind.REGION, metavar="|".join(Kind))
    adding.add_argument("--region", metavar="CODE", help="a province, regency or city")
    adding.add_argument("--domain", metavar="DOMAIN", help="whoever reads mail there can prove it")
    adding.set_defaults(run=add)
    for name, help_text, run in (
        ("verify", "believe an organisation from now on", verify),
        ("close", "end an organisation, its tokens and all rights through it", close),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("name", metavar="NAME")
        action.set_defaults(run=run)
    domain = actions.add_parser("domain", help="say whose mail proves an organisation")
    domain.add_argument("name", metavar="NAME")
    domain.add_argument("domain", metavar="DOMAIN")
    domain.set_defaults(run=set_domain)
    listing = actions.add_parser("list", help="list the organisations that are not closed")
    listing.set_defaults(run=lambda settings, _asked: list_all(settings))
    member = actions.add_parser("member", help="give a person a role, or none; without a role: list people")
    member.add_argument("name", metavar="NAME")
    member.add_argument("email", metavar="EMAIL", nargs="?")
    member.add_argument("role", choices=[*Role, NONE], nargs="?", metavar="|".join([*Role, NONE]))
    member.set_defaults(run=set_member)
    _add_transfer(commands)


def _add_transfer(commands: Commands) -> None:
    application = commands.add_parser("application", help="say whose an application is")
    actions = application.add_subparsers(required=True, metavar="ACTION")
    transfer = actions.add_parser("transfer", help="hand an application over to an organisation now")
    transfer.add_argument("slug", metavar="SLUG")
    transfer.add_argument("organisation", metavar="ORGANISATION")
    transfer.add_argument("--url", metavar="URL", help="where its code is visited from now on")
    transfer.set_defaults(run=transfer_application)


def add(settings: Settings, asked: argparse.Namespace) -> int:
    """Add an organisation."""
    with prepared(settings) as database, database.write() as session:
        made = organisations.create(
            session,
            asked.name,
            kind=asked.kind,
            region_code=asked.region,
            mail_domain=asked.domain,
            actor=ACTOR,
        )
        domain = mail_domains.of(session, made) or "no mail domain"
    say(f"organisation {made.id}: {made.name}, {made.kind}, {domain}, not verified yet")
    return DONE


def verify(settings: Settings, asked: argparse.Namespace) -> int:
    """Believe an organisation from now on."""
    with prepared(settings) as database, database.write() as session:
        found = organisations.find(session, asked.name)
        organisations.verify(session, found, by=VerifiedBy.OPERATOR, actor=ACTOR)
    say(f"{found.name} is verified")
    return DONE


def close(settings: Settings, asked: argparse.Namespace) -> int:
    """End an organisation."""
    with prepared(settings) as database, database.write() as session:
        found = organisations.find(session, asked.name)
        organisations.close(session, found, actor=ACTOR)
    say(f"{found.name} is closed")
    return DONE


def set_domain(settings: Settings, asked: argparse.Namespace) -> int:
    """Say whose mail proves an organisation."""
    with prepared(settings) as database, database.write() as session:
        found = organisations.find(session, asked.name)
        organisations.set_mail_domain(session, found, asked.domain, actor=ACTOR)
    say(f"{found.name} is proved by mail under {found.mail_domain}")
    return DONE


def list_all(settings: Settings) -> int:
    """List the organisations: number, kind, region, state, mail domain, name."""
    with prepared(settings) as database, database.read() as session:
        for one in organisations.known(session, limit=MOST):
            state = one.verified_by if one.verified_at else "unverified"
            domain = mail_domains.of(session, one) or "-"
            say(f"{one.id}\t{one.kind}\t{one.region_code or '-'}\t{state}\t{domain}\t{one.name}")
    return DONE


def set_member(settings: Settings, asked: argparse.Namespace) -> int:
    """Give a person a role in an organisation, or none; without a role list its people."""
    with prepared(settings) as database, database.write() as session:
        found = organisations.find(session, asked.name)
        if asked.email is None or asked.role is None:
            for person, role in memberships.members(session, found):
                say(f"{person.id}\t{role}\t{person.email}\t{person.name}")
            return DONE
        person = people.get_by_email(session, asked.email)
        if asked.role == NONE:
            memberships.remove(session, found, person, actor=ACTOR)
        else:
            memberships.put(session, found, person, Role(asked.role), actor=ACTOR)
    said = "is no member any more" if asked.role == NONE else f"is a {asked.role} now"
    say(f"{found.name}: {person.email} {said}")
    return DONE


def transfer_application(settings: Settings, asked: argparse.Namespace) -> int:
    """Hand an application over now."""
    if asked.url is not None:
        addresses.check(asked.url, private_donors=settings.private_donors)
    with prepared(settings) as database:
        with database.write() as session:
            found = session.exec(select(Application).where(Application.slug == asked.slug)).first()
            if found is None:
                raise applications.unknown(asked.slug)
            taker = organisations.find(session, asked.organisation)
            handover.hand_over(session, found, taker, url=asked.url, actor=ACTOR)
        shelves.carry_out(database, open_store(settings))
    say(f"{asked.slug} belongs to {taker.name}")
    return DONE
