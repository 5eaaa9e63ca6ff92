"""The database: the only place that opens sessions and commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from livinglab.language import Text
from registry.errors import Conflict, Full, RegistryError, Unavailable
from registry.settings import Settings

BUSY_SECONDS = 15  # a writer waits this long for the writer before it
POOL = 24  # a little over Starlette's sync threads in use on one small machine
SAME_MOMENT = Text(
    id="Orang lain mengubah hal yang sama pada saat yang sama. Lihat keadaannya, lalu coba lagi.",
    en="Somebody else changed the same thing at the same moment. Look at it and try again.",
)


class UnsafeDatabase(RegistryError):
    """The database would lose acknowledged writes at a power failure."""


class Database:
    """One database: sessions that only read, and sessions that write and commit once at their end."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_sqlite = address.startswith("sqlite")
        self._reader = _engine(address, reads=True)
        self._writer = _engine(address, reads=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one moment of the database and cannot change it."""
        with _session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that commits when the block ends, or changes nothing if it raises."""
        with _session(self._writer) as session:
            try:
                yield session
                session.commit()
            except IntegrityError as error:
                raise Conflict(SAME_MOMENT) from error

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a writing connection in a transaction that commits at the end, for the schema alone."""
        with _unavailable(), self._writer.begin() as connection:
            yield connection

    def weaknesses(self) -> list[str]:
        """Name each setting of this database that could lose an acknowledged write; none is the rule."""
        with self.connect() as connection:
            return _sqlite_weaknesses(connection) if self.is_sqlite else _postgres_weaknesses(connection)

    def close(self) -> None:
        """Close every connection; one that a thread still has in hand, as soon as it gives it back."""
        for engine in (self._reader, self._writer):
            event.listen(engine.pool, "checkin", _close)
            engine.dispose()


def open_database(settings: Settings) -> Database:
    """Open the database of `settings`; nothing is connected yet."""
    return Database(settings.database)


def _engine(address: str, *, reads: bool) -> Engine:
    if address.startswith("sqlite"):
        engine = create_engine(
            address,
            pool_size=POOL,
            max_overflow=POOL,
            hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS},
        )
        event.listen(engine, "connect", _set_up_sqlite(reads=reads))
        event.listen(engine, "begin", _begin("BEGIN" if reads else "BEGIN IMMEDIATE"))
        return engine
    level = "REPEATABLE READ" if reads else "READ COMMITTED"
    return create_engine(
        address,
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text would name what was to be written
        isolation_level=level,
        execution_options={"postgresql_readonly": reads},
        connect_args={"connect_timeout": 5},
    )


def _set_up_sqlite(*, reads: bool) -> Any:
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions by itself: it would begin them without the write lock,
        # and not at all before DDL, which leaves half a schema after a kill.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={int(reads)}"):
            connection.execute(f"PRAGMA {pragma}")

    return set_up


def _close(_connection: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def _begin(statement: str) -> Any:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


@contextmanager
def _session(engine: Engine) -> Iterator[Session]:
    with _unavailable(), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise (Full if _is_full(error) else Unavailable) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable from error
        raise


def _is_full(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_FULL or isinstance(error.orig, psycopg.errors.DiskFull)


def _sqlite_weaknesses(connection: Connection) -> list[str]:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    return [f"{name}={found[name]}" for name, value in wanted.items() if found[name] != value]


def _postgres_weaknesses(connection: Connection) -> list[str]:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    found = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in names}
    return [f"{name}=off" for name in names if found[name] == "off"]
