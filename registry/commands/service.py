"""Run the service and look after it: serve, work, migrate, doctor, search."""

import shutil
from contextlib import closing
from itertools import islice

from registry import chores, journal, schema
from registry.app import create_app
from registry.catalog import search
from registry.commands.preparation import DONE, FAILED, Commands, prepared, say, upgrade
from registry.crawl import worker
from registry.database import Database, open_database
from registry.errors import RegistryError
from registry.folders import folders
from registry.masking import masked
from registry.server import server
from registry.settings import PREFIX, Settings
from registry.webhooks import deliverer


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    serving = commands.add_parser("serve", help="serve the website, the API and the archives")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000)
    serving.set_defaults(run=lambda settings, asked: serve(settings, host=asked.host, port=asked.port))
    working = commands.add_parser("work", help="visit sources, tell webhooks and do chores as they are due")
    working.add_argument("--once", action="store_true", help="stop when nothing is due")
    working.set_defaults(run=lambda settings, asked: work(settings, once=asked.once))
    migration = commands.add_parser("migrate", help="bring the database's schema up to date")
    migration.set_defaults(run=lambda settings, _asked: migrate(settings))
    doctor = commands.add_parser("doctor", help="say what is not in order, and list all settings")
    doctor.set_defaults(run=lambda settings, _asked: examine(settings))
    searching = commands.add_parser("search", help="look after the search index")
    actions = searching.add_subparsers(required=True, metavar="ACTION")
    rebuild = actions.add_parser("rebuild", help="build the index anew from the database")
    rebuild.set_defaults(run=lambda settings, _asked: rebuild_search(settings))


def serve(settings: Settings, *, host: str, port: int) -> int:
    """Serve until asked to stop."""
    with prepared(settings):
        pass  # migrated and found safe; the service opens its own
    server(create_app(settings), settings, host=host, port=port).run()
    return DONE


def work(settings: Settings, *, once: bool) -> int:
    """Visit what is due, deliver to webhooks and do chores; with `once` until nothing is due."""
    with prepared(settings) as database:
        if once:
            worker.work(database, settings, once=True)
            deliverer.deliver_due(database, settings)
            chores.run_due(database, settings)
            return DONE
        with deliverer.delivering(database, settings), chores.tending(database, settings):
            worker.work(database, settings)
    return DONE


def migrate(settings: Settings) -> int:
    """Bring the schema up to date."""
    folders(settings)
    with closing(open_database(settings)) as database:
        say(f"schema {upgrade(database)}")
    return DONE


def rebuild_search(settings: Settings) -> int:
    """Build the search index anew."""
    with prepared(settings) as database:
        count = search.rebuild(database, settings)
    say(f"{count} applications indexed")
    return DONE


def examine(settings: Settings) -> int:
    """Say what is not in order, and list all settings with their values."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        value = ",".join(value) if isinstance(value, tuple) else value
        say(masked(f"{PREFIX}{name.upper()}={value}") + f"  # {field.description}")
    troubles = _troubles(settings)
    for trouble in troubles:
        say(masked(f"trouble: {trouble}"))
    if not troubles:
        say("everything is in order")
    return FAILED if troubles else DONE


def _troubles(settings: Settings) -> list[str]:
    if not settings.folder.is_dir():
        return [f"{settings.folder} does not exist; `python -m registry migrate` begins a registry there"]
    found = []
    free = shutil.disk_usage(settings.folder).free
    if free < settings.free_bytes:
        found.append(f"only {free} bytes are free below {settings.folder}; visits need {settings.free_bytes}")
    try:
        with closing(open_database(settings)) as database:
            found += _troubles_of(database)
    except RegistryError as error:
        found.append(str(error))
    return found


def _troubles_of(database: Database) -> list[str]:
    if not schema.is_current(database):
        return ["the schema is not up to date; run `python -m registry migrate`"]
    found = [f"the database has {weakness}" for weakness in database.weaknesses()]
    with database.read() as session:
        broken = list(islice(journal.breaks(session), 5))
    if broken:
        found.append(f"the journal was tampered with: its chain breaks at {', '.join(map(str, broken))}")
    return found
