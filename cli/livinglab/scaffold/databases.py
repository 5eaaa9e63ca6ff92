"""Which database and which services an application needs, from its example `.env` and its configuration."""

import re
from collections.abc import Mapping

from livinglab.scaffold.stacks import Database, Stack
from livinglab.scaffold.tree import Tree

DRIVERS: tuple[tuple[str, Database], ...] = (
    (r"pgsql|postgre|psycopg|asyncpg|jackc/pgx|lib/pq|\"pg\"", "postgres"),
    (r"mysql|mariadb|pymysql", "mariadb"),
    (r"sqlite", "sqlite"),
)
CONNECTION = re.compile(
    r"DB_(CONNECTION|DRIVER|TYPE|DIALECT|CLIENT|ENGINE)|DATABASE_(DRIVER|TYPE|ENGINE)|database\.default\.DBDriver"
)
ADDRESS = re.compile(r".*(DATABASE|DB|POSTGRES|MYSQL|SQL)\w*_?(URL|URI|DSN)|DSN|\w*DATABASE")
CONFIGURATION = (
    "config/db.php", "common/config/main-local.php", "environments/dev/common/config/main-local.php",
    "application/config/database.php", "donjo-app/config/database.php", "app/Config/Database.php",
    "config/database.php", "config.php", "koneksi.php", "config/koneksi.php", "includes/config.php",
    "requirements.txt", "pyproject.toml", "package.json", "go.mod", "knexfile.js", "prisma/schema.prisma",
)  # fmt: skip
REDIS_USERS = re.compile(
    r"(QUEUE_CONNECTION|QUEUE_DRIVER|CACHE_STORE|CACHE_DRIVER|SESSION_DRIVER|BROADCAST_\w+)$"
)
MOST_SOURCES = 40


def database(tree: Tree, stack: Stack, example: Mapping[str, str]) -> Database | None:
    """The example's own words first, then configuration, then what such an application always has."""
    return from_example(example) or from_configuration(tree, stack) or usual(stack)


def from_example(example: Mapping[str, str]) -> Database | None:
    """What the donor's `.env.example` says."""
    for key, value in example.items():
        if CONNECTION.fullmatch(key) and named(value):
            return named(value)
    for key, value in example.items():
        if ADDRESS.fullmatch(key.upper()) and named(value.partition("://")[0]):
            return named(value.partition("://")[0])
    keys = " ".join(example)
    if re.search(r"\b(POSTGRES_|PG(HOST|USER|DATABASE)\b)", keys) or "5432" in port_values(example):
        return "postgres"
    if re.search(r"\b(MYSQL_|MARIADB_)", keys) or "3306" in port_values(example):
        return "mariadb"
    if any(value.endswith((".db", ".sqlite", ".sqlite3")) for value in example.values()):
        return "sqlite"
    return None


def port_values(example: Mapping[str, str]) -> set[str]:
    return {value for key, value in example.items() if key.upper().endswith("PORT")}


def from_configuration(tree: Tree, stack: Stack) -> Database | None:
    """What configuration and libraries say; Laravel's file names all drivers, so only its default counts."""
    if stack.base == "laravel":
        default = re.search(r"env\('DB_CONNECTION',\s*'(\w+)'", tree.text("config/database.php"))
        return named(default[1]) if default else None
    for path in CONFIGURATION:
        found = named(without_comments(tree.text(path)))
        if found:
            return found
    if stack.base == "python" and any("import sqlite3" in tree.text(path) for path in sources(tree, ".py")):
        return "sqlite"
    return None


def without_comments(text: str) -> str:
    return re.sub(r"(?m)^\s*(#|//|\*|\|).*$", "", text)


def sources(tree: Tree, suffix: str) -> list[str]:
    """Source files near the root, bounded."""
    return [p for p in tree.paths if p.endswith(suffix) and p.count("/") < 3][:MOST_SOURCES]


def named(text: str) -> Database | None:
    """The database that the words name; the first in our order when they name several."""
    return next((kind for pattern, kind in DRIVERS if re.search(pattern, text.lower())), None)


def usual(stack: Stack) -> Database | None:
    """PHP applications of the regions nearly always want MySQL (facts/domain.md §6.3)."""
    return "mariadb" if stack.base in ("laravel", "codeigniter", "yii", "wordpress-plugin", "php") else None


def services(tree: Tree, stack: Stack, example: Mapping[str, str], kind: Database | None) -> tuple[str, ...]:
    """What runs beside the application."""
    found: list[str] = [kind] if kind in ("mariadb", "postgres") else []
    if needs_redis(tree, example):
        found.append("redis")
    queue = example.get("QUEUE_CONNECTION", example.get("QUEUE_DRIVER", "sync"))
    if stack.base == "laravel" and queue not in ("sync", "null", ""):
        found.append("queue")
    return (*found, *(service for service in stack.services if service not in found))


def needs_redis(tree: Tree, example: Mapping[str, str]) -> bool:
    if any(REDIS_USERS.match(key) and value == "redis" for key, value in example.items()):
        return True
    if any(value.startswith("redis://") for value in example.values()):
        return True
    libraries = tree.text("requirements.txt") + tree.text("pyproject.toml") + tree.text("go.mod")
    return bool(re.search(r"(?mi)^\W*(redis|celery)\b|go-redis/", libraries))
