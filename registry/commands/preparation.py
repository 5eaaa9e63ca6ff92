"""What every operator's command begins and ends with."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TypeAlias

from pydantic import ValidationError

from livinglab.language import Text
from registry import schema
from registry.adoption import cohorts
from registry.database import Database, UnsafeDatabase, open_database
from registry.errors import Invalid
from registry.folders import folders
from registry.settings import Settings

# argparse has no public name for what add_subparsers() gives.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
ACTOR = "operator"
DONE, FAILED, SENT_BACK = 0, 1, 3


@contextmanager
def prepared(settings: Settings) -> Iterator[Database]:
    """Open the database, bring it up to date and refuse one that could lose acknowledged writes."""
    folders(settings)
    with closing(open_database(settings)) as database:
        if not schema.is_current(database):
            upgrade(database)
        _refuse_unsafe(database)
        yield database


def upgrade(database: Database) -> str:
    """Bring the schema up to date, add what newer versions come with, and return its revision."""
    revision = schema.migrate(database)
    with database.write() as session:
        cohorts.load_packaged(session)
    return revision


def _refuse_unsafe(database: Database) -> None:
    weaknesses = database.weaknesses()
    if weaknesses:
        found = ", ".join(weaknesses)
        raise UnsafeDatabase(
            Text(
                id=f"Basis data ini dapat kehilangan tulisan saat listrik padam: {found}. Perbaiki dahulu.",
                en=f"This database could lose acknowledged writes at a power failure: {found}. "
                "Mend that first.",
            )
        )


def wrong(error: ValidationError) -> Invalid:
    wrong = error.errors()[0]
    field = str(wrong["loc"][0])
    text = Text(id=f"--{field} tidak sah: {wrong['msg']}", en=f"--{field} is not valid: {wrong['msg']}")
    return Invalid(text, field=field)


def say(line: str) -> None:
    """Print a line; what a donor's names hold that a terminal would obey is shown as `?`."""
    line = "".join(character if character.isprintable() or character == "\t" else "?" for character in line)
    print(line, flush=True)  # noqa: T201 - this is what scripts read
