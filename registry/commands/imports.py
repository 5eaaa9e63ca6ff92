"""Import applications from another Open Catalog API, or from a list of repositories."""

import argparse
from collections import Counter
from contextlib import closing

from livinglab.language import Text
from registry.commands.preparation import DONE, FAILED, Commands, prepared, say
from registry.crawl.connector import Connector
from registry.errors import RegistryError
from registry.exchange.imports import origins
from registry.exchange.imports.importing import Importer
from registry.masking import masked
from registry.settings import Settings

SUMMARY = ("submitted", "known", "skipped", "refused")


def add_to(commands: Commands) -> None:
    """Describe the command."""
    importing = commands.add_parser(
        "import", help="submit what another catalog or a list has; safe to repeat"
    )
    importing.add_argument("place", metavar="PLACE", help="an Open Catalog API, or addresses one a line")
    importing.add_argument("--dry-run", action="store_true", help="only say what would be submitted")
    importing.add_argument("--limit", type=_count, metavar="N", help="stop after N submissions")
    importing.set_defaults(run=run)


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Import what is new. 0 to the end or the limit; 1 where the origin failed, and the next run goes on."""
    origin = origins.of(asked.place, Connector(private_donors=settings.private_donors))
    with prepared(settings) as database:
        importer = Importer(database, origin, settings.private_donors)
        results = importer.rehearse(limit=asked.limit) if asked.dry_run else importer.run(limit=asked.limit)
        counted: Counter[str] = Counter()
        failure: Text | None = None
        with closing(results):
            try:
                for result in results:
                    counted[result.outcome] += 1
                    reason = f": {result.reason.id} | {result.reason.en}" if result.reason else ""
                    if result.outcome != "known":
                        say(masked(f"{result.outcome} {result.slug or ''} {result.url}{reason}"))
            except RegistryError as error:
                failure = error.text
    if failure:
        say(masked(f"stopped: {failure.id} Jalankan lagi untuk melanjutkan."))
        say(masked(f"stopped: {failure.en} Run it again to go on."))
    done = "would be" if asked.dry_run else "were"
    say(f"{done}: " + ", ".join(f"{counted[outcome]} {outcome}" for outcome in SUMMARY))
    return FAILED if failure else DONE


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
