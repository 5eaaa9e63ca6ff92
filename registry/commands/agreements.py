"""Agreements, and who may have source, at the registry's own shell."""

import argparse
from datetime import date

from pydantic import ValidationError

from livinglab.contract import Visibility
from livinglab.contract.agreements import AgreementRequest
from registry.access.callers import OPERATOR
from registry.catalog import agreements, moderation, shelves, visibility_changes
from registry.catalog.store import open_store
from registry.commands.preparation import ACTOR, DONE, Commands, prepared, say, wrong
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    agreement = commands.add_parser("agreement", help="record, list and end agreements on restricted source")
    actions = agreement.add_subparsers(required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="let an organisation have the source until a day")
    adding.add_argument("slug", metavar="SLUG")
    adding.add_argument("--organisation", required=True, type=int, metavar="NUMBER")
    adding.add_argument("--reference", required=True, help="the document's number")
    adding.add_argument("--signed", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    adding.add_argument("--expires", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    adding.set_defaults(run=add)
    listing = actions.add_parser("list", help="list an application's agreements with their numbers")
    listing.add_argument("slug", metavar="SLUG")
    listing.set_defaults(run=lambda settings, asked: show(settings, asked.slug))
    ending = actions.add_parser("end", help="end an agreement at once, before its day")
    ending.add_argument("slug", metavar="SLUG")
    ending.add_argument("number", metavar="NUMBER", type=int)
    ending.set_defaults(run=lambda settings, asked: end(settings, asked.slug, asked.number))
    changing = commands.add_parser("visibility", help="change who may have the source of an application")
    changing.add_argument("slug", metavar="SLUG")
    changing.add_argument("visibility", type=Visibility, choices=list(Visibility))
    changing.add_argument("--reason", required=True, help="why, in 20 characters or more")
    changing.set_defaults(run=change)


def add(settings: Settings, asked: argparse.Namespace) -> int:
    """Record an agreement."""
    try:
        request = AgreementRequest(
            organisation=asked.organisation,
            reference=asked.reference,
            signed_on=asked.signed,
            expires_on=asked.expires,
        )
    except ValidationError as error:
        raise wrong(error) from error
    with prepared(settings) as database, database.write() as session:
        application = moderation.visible(session, asked.slug, OPERATOR)
        row = agreements.record(session, application, request, actor=ACTOR)
        said = f"agreement {row.id} on {asked.slug} holds to the end of {row.expires_on}"
    say(said)
    return DONE


def show(settings: Settings, slug: str) -> int:
    """List agreements: number, state, days, organisation, document."""
    with prepared(settings) as database, database.read() as session:
        application = moderation.visible(session, slug, OPERATOR)
        for row in agreements.every(session, application):
            one = agreements.show(session, row)
            state = "in force" if one.in_force else "over"
            days = f"{one.signed_on} to {one.expires_on}"
            named = f"{one.organisation} {one.organisation_name}"
            say(f"{one.id}\t{state}\t{days}\t{named}\t{one.reference}")
    return DONE


def end(settings: Settings, slug: str, number: int) -> int:
    """End an agreement."""
    with prepared(settings) as database, database.write() as session:
        application = moderation.visible(session, slug, OPERATOR)
        agreements.end(session, application, number, actor=ACTOR)
    say(f"agreement {number} on {slug} is over")
    return DONE


def change(settings: Settings, asked: argparse.Namespace) -> int:
    """Change who may have the source, and move its files."""
    reason = moderation.reason_of(asked.reason)
    with prepared(settings) as database:
        with database.write() as session:
            application = moderation.visible(session, asked.slug, OPERATOR)
            visibility_changes.change(session, application, asked.visibility, reason=reason, actor=ACTOR)
        shelves.carry_out(database, open_store(settings))
    say(f"{asked.slug} is for: {asked.visibility}; what was fetched before cannot be taken back")
    return DONE
