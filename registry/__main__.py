"""The operator's door: `python -m registry …`."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from livinglab import __version__
from livinglab.contract import Visibility
from registry import operator
from registry.access.tokens import Scope
from registry.errors import RegistryError
from registry.settings import Settings, SettingsError

DONE, FAILED, USAGE, SENT_BACK, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 usage, 3 sent back, 130 interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.run(Settings.read(), asked)
    except SettingsError as error:
        print(f"registry: {error}", file=sys.stderr)  # noqa: T201 - this is a command line
        return USAGE
    except RegistryError as error:
        print(f"registry: {error.text.id}\n          {error.text.en}", file=sys.stderr)  # noqa: T201 - likewise
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="registry", description="Operate a livinglab registry.")
    parser.add_argument("--version", action="version", version=f"livinglab {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_service(commands)
    _add_catalog(commands)
    _add_demo(commands)
    return parser


def _add_service(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="serve the website, the API and the archives")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=lambda settings, asked: operator.serve(settings, host=asked.host, port=asked.port))
    work = commands.add_parser("work", help="visit sources as they become due")
    work.add_argument("--once", action="store_true", help="stop when nothing is due")
    work.set_defaults(run=lambda settings, asked: operator.work(settings, once=asked.once))
    migrate = commands.add_parser("migrate", help="bring the database's schema up to date")
    migrate.set_defaults(run=lambda settings, _asked: operator.migrate(settings))
    doctor = commands.add_parser("doctor", help="say what is not in order, and list all settings")
    doctor.set_defaults(run=lambda settings, _asked: operator.examine(settings))
    search = commands.add_parser("search", help="look after the search index")
    actions = search.add_subparsers(required=True, metavar="ACTION")
    rebuild = actions.add_parser("rebuild", help="build the index anew from the database")
    rebuild.set_defaults(run=lambda settings, _asked: operator.rebuild_search(settings))


def _add_catalog(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    regions = commands.add_parser("regions", help="load the 38 provinces and 514 regencies and cities")
    regions.set_defaults(run=lambda settings, _asked: operator.load_regions(settings))
    token = commands.add_parser("token", help="make, list and revoke tokens")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a token and print it alone, once")
    create.add_argument("--name", required=True, help="who or what will hold it")
    create.add_argument("--scope", required=True, type=Scope, choices=list(Scope), metavar="|".join(Scope))
    create.set_defaults(run=lambda settings, asked: operator.create_token(settings, asked.name, asked.scope))
    listing = actions.add_parser("list", help="list the tokens with their numbers")
    listing.set_defaults(run=lambda settings, _asked: operator.list_tokens(settings))
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("number", metavar="NUMBER", type=int)
    revoke.set_defaults(run=lambda settings, asked: operator.revoke_token(settings, asked.number))
    submit = commands.add_parser("submit", help="take an application into the queue of visits")
    submit.add_argument("url", metavar="URL")
    submit.add_argument("--slug", required=True)
    submit.add_argument("--publisher", required=True, metavar="NAME")
    submit.add_argument("--region", metavar="CODE")
    submit.add_argument("--manifest", type=Path, metavar="FILE", help="a publiccode.yml by a curator")
    submit.add_argument("--visibility", type=Visibility, choices=list(Visibility), default=Visibility.PUBLIC)
    submit.set_defaults(run=lambda settings, asked: operator.submit(settings, operator.request_of(asked)))
    override = commands.add_parser("override", help="let a finding pass that blocks, with a reason")
    override.add_argument("slug", metavar="SLUG")
    override.add_argument("code", metavar="CODE", nargs="?", help="without it, what passes is listed")
    override.add_argument("--version", metavar="V", help="this release alone; otherwise all")
    override.add_argument("--path", help="this file alone; otherwise all")
    override.add_argument("--reason", help="why, in 20 characters or more: everybody will read it")
    override.add_argument("--remove", action="store_true", help="let it block again")
    override.set_defaults(run=operator.override)
    visit = commands.add_parser("visit", help="visit one application now: 0 published, 3 sent back")
    visit.add_argument("slug", metavar="SLUG")
    visit.set_defaults(run=lambda settings, asked: operator.visit(settings, asked.slug))


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="donate, visit, publish, fetch, update and start a reference app")
    demo.add_argument("--folder", type=Path, default=Path("demo"), help="where everything is made anew")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--once", action="store_true", help="stop after the last step")
    demo.set_defaults(
        run=lambda _settings, asked: operator.demonstrate(asked.folder, port=asked.port, once=asked.once)
    )


if __name__ == "__main__":
    sys.exit(main())
