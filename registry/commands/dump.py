"""Dump everything public."""

import argparse

from registry.commands.preparation import DONE, Commands, prepared, say
from registry.exchange import dump
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "dump", help="write everything public as JSON Lines and CSV, served at /dumps/"
    )
    parser.add_argument(
        "--keep", type=_days, default=dump.KEEP, metavar="N", help=f"dumps of how many days ({dump.KEEP})"
    )
    parser.set_defaults(run=write)


def write(settings: Settings, asked: argparse.Namespace) -> int:
    """Write a dump of today."""
    with prepared(settings) as database:
        made = dump.dump(database, settings, keep=asked.keep)
    said = f"{made.date}: {made.rows} rows, {made.files} files, {made.bytes} bytes, serial {made.serial}"
    say(said if made.is_new else f"{said} (the same as before)")
    return DONE


def _days(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 366:
        raise argparse.ArgumentTypeError("from 1 to 366")
    return number
