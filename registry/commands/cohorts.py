"""Cohorts at the registry's own shell: load, list and remove named sets of regions."""

from pathlib import Path

from registry.adoption import cohort_files, cohorts
from registry.commands.preparation import ACTOR, DONE, Commands, prepared, say
from registry.settings import Settings

MOST = 1000  # listed


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    cohort = commands.add_parser("cohort", help="look after named sets of regions that statistics follow")
    actions = cohort.add_subparsers(required=True, metavar="ACTION")
    loading = actions.add_parser("load", help="load a cohort from its TOML file and the CSV beside it")
    loading.add_argument("file", metavar="FILE", type=Path)
    loading.set_defaults(run=lambda settings, asked: load(settings, asked.file))
    listing = actions.add_parser("list", help="list the cohorts and how many of their regions are known")
    listing.set_defaults(run=lambda settings, _asked: list_all(settings))
    removing = actions.add_parser("remove", help="take a cohort away; the records of its regions stay")
    removing.add_argument("slug", metavar="SLUG")
    removing.set_defaults(run=lambda settings, asked: remove(settings, asked.slug))


def load(settings: Settings, path: Path) -> int:
    """Load a cohort, or nothing of it."""
    file = cohort_files.read(path, path.parent)
    with prepared(settings) as database, database.write() as session:
        changed = cohorts.load(session, file, actor=ACTOR)
    of = f" of {file.head.size}" if file.head.size else ""
    said = "loaded" if changed else "as it was"
    say(f"{file.head.slug}: {len(file.members)}{of} regions, {said}")
    return DONE


def list_all(settings: Settings) -> int:
    """List the cohorts: slug, day of signing, known regions of all, name."""
    with prepared(settings) as database, database.read() as session:
        for cohort, members in cohorts.known(session, limit=MOST):
            count = f"{members}/{cohort.size}" if cohort.size else f"{members}"
            say(f"{cohort.slug}\t{cohort.signed_on or '-'}\t{count}\t{cohort.name}")
    return DONE


def remove(settings: Settings, slug: str) -> int:
    """Take a cohort away."""
    with prepared(settings) as database, database.write() as session:
        cohorts.remove(session, slug, actor=ACTOR)
    say(f"{slug} is removed")
    return DONE
