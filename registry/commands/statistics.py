"""Prove the statistics from the events, and make them right where they are not."""

import argparse

from registry.adoption import rebuilding
from registry.adoption.rebuilding import Found
from registry.commands.preparation import ACTOR, DONE, FAILED, Commands, prepared, say
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    statistics = commands.add_parser("statistics", help="prove the statistics from the events")
    actions = statistics.add_subparsers(required=True, metavar="ACTION")
    rebuild_parser = actions.add_parser(
        "rebuild", help="reckon them anew from all events, and mend what differs"
    )
    rebuild_parser.add_argument("--check", action="store_true", help="write nothing; 1 if anything differs")
    rebuild_parser.set_defaults(run=rebuild)


def rebuild(settings: Settings, asked: argparse.Namespace) -> int:
    """Look first, which keeps nobody from writing; only what differs is then written in one transaction."""
    with prepared(settings) as database:
        with database.read() as session:
            found = rebuilding.check(session)
        if asked.check:
            _say(found)
            return FAILED if found.differing else DONE
        if found.differing:
            with database.write() as session:
                found = rebuilding.rebuild(session, actor=ACTOR)
    _say(found)
    return DONE


def _say(found: Found) -> None:
    say(f"adoptions\t{found.adoptions} of {found.seen} differed")
    say(f"periods\t{found.periods} of {found.seen} adoptions differed")
    say(f"roll-ups\t{found.rollups} rows differed")
