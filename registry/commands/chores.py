"""List chores, and do one now."""

import argparse

from registry import chores
from registry.commands.preparation import DONE, Commands, prepared, say
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    parser = commands.add_parser("chores", help="list what is done every so often, or do it now")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list the chores: name, next time, last good end, failures")
    listing.set_defaults(run=lambda settings, _asked: list_chores(settings))
    running = actions.add_parser("run", help="do a chore now")
    running.add_argument("name", metavar="NAME")
    running.set_defaults(run=run_chore)


def list_chores(settings: Settings) -> int:
    """List the chores: name, next time, last good end (or -), failures since then."""
    with prepared(settings) as database, database.read() as session:
        for duty, row in chores.known(session):
            due = f"{row.due_at:%Y-%m-%dT%H:%MZ}" if row else "at the first start of a worker"
            ended = f"{row.ended_at:%Y-%m-%dT%H:%MZ}" if row and row.ended_at else "-"
            say(f"{duty.name}\t{due}\t{ended}\t{row.failures if row else 0}")
    return DONE


def run_chore(settings: Settings, asked: argparse.Namespace) -> int:
    """Do a chore now."""
    with prepared(settings) as database:
        chores.run_now(database, settings, asked.name)
    say(f"{asked.name} is done")
    return DONE
