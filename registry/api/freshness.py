"""The journal's newest serial, asked afresh for every answer, as cheaply as each database allows."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import psycopg

from registry.database import BUSY_SECONDS, Database

NEWEST = "SELECT max(serial) FROM journal"


class Freshness(Protocol):
    """Whoever knows the newest serial."""

    async def serial(self) -> int | None:
        """Return the newest serial at a moment after the call, or None if the database can't be reached."""

    def close(self) -> None:
        """Let go of the database."""


def freshness(database: Database) -> Freshness:
    """Return the fitting one for a database."""
    return SqliteFreshness(database.address) if database.is_sqlite else PostgresFreshness(database.address)


class SqliteFreshness:
    """One read-only connection, asked on the event loop: it takes some 10 µs and never waits for a writer."""

    def __init__(self, address: str) -> None:
        self._path = address.removeprefix("sqlite:///")
        self._connection: sqlite3.Connection | None = None

    async def serial(self) -> int | None:
        """Return the newest serial."""
        try:
            if self._connection is None:
                uri = f"file:{self._path}?mode=ro"
                self._connection = sqlite3.connect(
                    uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
                )
            return self._connection.execute(NEWEST).fetchone()[0] or 0
        except sqlite3.Error:
            self.close()
            return None

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class PostgresFreshness:
    """One connection in a thread of its own. Requests that wait together share the question that comes next.

    A shared answer is as fresh as an own one: the question is put after the last of them has arrived.
    """

    def __init__(self, address: str) -> None:
        self._address = address.replace("postgresql+psycopg://", "postgresql://")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="freshness")
        self._connection: psycopg.Connection[Any] | None = None
        self._running: asyncio.Future[int | None] | None = None
        self._next: asyncio.Future[int | None] | None = None

    async def serial(self) -> int | None:
        """Return the newest serial."""
        if self._running is None:
            return await self._ask()
        if self._next is None:
            self._next = asyncio.ensure_future(self._ask_after(self._running))
        return await asyncio.shield(self._next)

    async def _ask_after(self, running: "asyncio.Future[int | None]") -> int | None:
        await asyncio.wait([running])
        self._next = None
        return await self._ask()

    async def _ask(self) -> int | None:
        loop = asyncio.get_running_loop()
        self._running = running = loop.run_in_executor(self._thread, self._query)
        try:
            return await asyncio.shield(running)
        finally:
            if self._running is running:
                self._running = None

    def _query(self) -> int | None:
        for _ in range(2):  # the second time with a new connection: the server may have been restarted
            try:
                if self._connection is None:
                    self._connection = psycopg.connect(self._address, autocommit=True, connect_timeout=5)
                row = self._connection.execute(NEWEST).fetchone()
                return (row and row[0]) or 0
            except psycopg.Error:
                self._drop()
        return None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def close(self) -> None:
        """Close the connection and end the thread."""
        self._thread.submit(self._drop)
        self._thread.shutdown(wait=True)
