"""Which names of the application's own `.env` carry the database's address, name, user and password."""

import re
from dataclasses import dataclass

from livinglab.scaffold.stacks import Stack

PORTS = {"mariadb": "3306", "postgres": "5432"}
BEFORE = r"(?:DB|DATABASE|MYSQL|MARIADB|POSTGRES|POSTGRESQL|PG|SQL)"
NAMES = {
    "host": re.compile(rf"{BEFORE}_?(?:HOST|HOSTNAME|SERVER)|database\.default\.hostname"),
    "port": re.compile(rf"{BEFORE}_?PORT|database\.default\.port"),
    "name": re.compile(rf"{BEFORE}_?(?:DATABASE|NAME|DB|DBNAME)|database\.default\.database"),
    "user": re.compile(rf"{BEFORE}_?(?:USERNAME|USER)|database\.default\.username"),
    "password": re.compile(rf"{BEFORE}_?(?:PASSWORD|PASS|PASSWD|PWD)|database\.default\.password"),
}
USUAL = {
    "host": "DB_HOST",
    "port": "DB_PORT",
    "name": "DB_DATABASE",
    "user": "DB_USERNAME",
    "password": "DB_PASSWORD",
}
ADDRESS = re.compile(r"(?:\w+_)?(?:DATABASE|DB|POSTGRES|MYSQL)_(?:URL|URI|DSN)|DSN|JAWSDB_URL")
FOR_COMPOSE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
CODEIGNITER = ("hostname", "database", "username", "password", "port")


@dataclass(frozen=True)
class DatabaseKeys:
    """For each role the name that compose interpolates, and all names that mean the same."""

    main: dict[str, str]
    others: dict[str, tuple[str, ...]]
    addresses: tuple[str, ...]

    def all(self, role: str) -> tuple[str, ...]:
        """Every name of the role, the main one first."""
        return (self.main[role], *self.others[role])


def find(stack: Stack) -> DatabaseKeys:
    """Read the roles out of the names; where the application has none, ours are used."""
    names = list(stack.env_keys)
    if stack.base == "codeigniter" and stack.variant == "4":
        names += [f"database.default.{part}" for part in CODEIGNITER]
    main, others = {}, {}
    for role, pattern in NAMES.items():
        found = list(dict.fromkeys(name for name in names if pattern.fullmatch(name)))
        main[role] = next((name for name in found if FOR_COMPOSE.fullmatch(name)), USUAL[role])
        others[role] = tuple(name for name in found if name != main[role])
    addresses = tuple(name for name in names if ADDRESS.fullmatch(name) and FOR_COMPOSE.fullmatch(name))
    return DatabaseKeys(main, others, addresses)


def address(stack: Stack, *, host: str, name: str, user: str) -> str:
    """A database address with `{}` where the password goes; Python's and Node's readers know both schemes."""
    scheme = "postgresql" if stack.database == "postgres" else "mysql"
    return f"{scheme}://{user}:{{}}@{host}:{PORTS[str(stack.database)]}/{name}"
