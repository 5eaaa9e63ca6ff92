"""How an application comes to its tables: migrations, a schema to import, or nobody knows."""

import re
from typing import NamedTuple

from livinglab.checks.components import FOREIGN
from livinglab.checks.deployment import stacks
from livinglab.checks.subject import Subject

_MIGRATIONS = re.compile(
    r"(?:^|/)(?:migrations|migrasi|migrate|db/migration|alembic/versions|db/changelog)(?=/)", re.IGNORECASE
)
_UPGRADES = re.compile(r"(?:^|/)(?:upgrades?|updates?)(?=/)", re.IGNORECASE)
_STEP = re.compile(r"\.(?:php|sql|py|[cm]?[jt]s|rb|go|xml|ya?ml)$", re.IGNORECASE)
_SCHEMA = re.compile(r".+\.sql(\.(gz|zip))?", re.IGNORECASE)
_LIKELY = re.compile(r"schema|skema|struktur|structure|ddl|install", re.IGNORECASE)
_SETTING = re.compile(
    r"^\s*(DB_|DATABASE_|MYSQL_|POSTGRES_|PG|SQLALCHEMY_)\w*\s*=|^\s*database\.default", re.MULTILINE
)
_EXAMPLE = re.compile(
    r"(.*/)?(\.?env[.-]?(example|sample|dist|template|contoh)[\w.-]*|\.env\.[\w.-]*(example|sample|contoh)"
    r"|(example|sample)\.env|env)",
    re.IGNORECASE,
)


class Database(NamedTuple):
    """The folder of migrations nearest to the top and how many there are in all, and the likeliest schema."""

    folder: str | None
    migrations: int
    schema: str | None
    is_wanted: bool


def find(subject: Subject) -> Database:
    """Look for what makes the tables; `is_wanted` where anything says that there are tables."""
    ours = [path for path in subject.by_path if not FOREIGN.search(path)]
    migrations = [folder for path in ours if (folder := _folder(path))]
    schemas = [path for path in ours if _SCHEMA.fullmatch(path) and not _folder(path)]
    schema = min(schemas, key=lambda path: (not _LIKELY.search(path), path.count("/"), path), default=None)
    wanted = any(stack.has_database for stack in subject.once(stacks.find)) or _is_set_up(subject)
    return Database(
        min(migrations, key=lambda folder: (folder.count("/"), folder), default=None),
        len(migrations),
        schema,
        wanted or bool(schema),
    )


def _folder(path: str) -> str | None:
    """Return the folder of migrations that a file is one of."""
    found = _MIGRATIONS.search(path) if _STEP.search(path) else None
    if found is None and path.endswith(".sql"):
        found = _UPGRADES.search(path)
    return path[: found.end()] if found else None


def examples(subject: Subject) -> list[str]:
    """Return the examples of an environment file, which say what must be set."""
    return [path for path in subject.by_path if _EXAMPLE.fullmatch(path) and not FOREIGN.search(path)]


def _is_set_up(subject: Subject) -> bool:
    return any(_SETTING.search(subject.text(path) or "") for path in examples(subject))
