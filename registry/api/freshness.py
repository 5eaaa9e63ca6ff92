"""The journal's newest serial, asked afresh for every answer, as cheaply as each database allows."""

import asyncio
import os
import sqlite3
from typing import Any, Protocol, TypeAlias

import psycopg
from psycopg import pq

from registry.database import BUSY_SECONDS, Database

NEWEST = "SELECT max(serial) FROM journal"
QUESTION = b"newest_serial"
PATIENCE = 5.0  # seconds until a server that does not answer counts as away

Waiting: TypeAlias = "asyncio.Future[int | None]"


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
    """One connection, asked on the event loop. Requests that wait together share the next question.

    A shared answer is as fresh as an own one: the question is put after the last of them has arrived.
    """

    def __init__(self, address: str) -> None:
        self._address = address.replace("postgresql+psycopg://", "postgresql://")
        self._connection: psycopg.Connection[Any] | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._socket = -1
        self._proven = False  # whether this connection has answered yet
        self._asked: list[Waiting] = []  # for the question that is on its way
        self._waiting: list[Waiting] = []  # for the one after it
        self._clock: asyncio.TimerHandle | None = None

    async def serial(self) -> int | None:
        """Return the newest serial."""
        answer: Waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if not self._asked and self._connecting is None:
            self._put()
        return await answer

    def _put(self) -> None:
        """Put the question for all who wait."""
        if self._connection is None:
            self._connecting = asyncio.ensure_future(self._connect())
            return
        self._asked, self._waiting = self._waiting, []
        self._clock = asyncio.get_running_loop().call_later(PATIENCE, self._lose)
        try:
            self._connection.pgconn.send_query_prepared(QUESTION, None)
        except psycopg.Error:
            self._lose()

    def _hear(self) -> None:
        """Take what has come from the server; when it is the answer, tell those who asked."""
        if self._connection is None:
            return
        try:
            self._connection.pgconn.consume_input()
            if self._connection.pgconn.is_busy():
                return
            serial = self._take(self._connection.pgconn)
        except psycopg.Error:
            self._lose()
            return
        self._proven = True
        asked, self._asked = self._asked, []
        self._tell(asked, serial)
        if self._waiting:
            self._put()

    def _take(self, pgconn: pq.abc.PGconn) -> int:
        if self._clock is not None:
            self._clock.cancel()
        serial = 0
        while (result := pgconn.get_result()) is not None:
            if result.status != pq.ExecStatus.TUPLES_OK:  # the server says goodbye
                raise psycopg.OperationalError
            serial = int(result.get_value(0, 0) or b"0")
        return serial

    def _lose(self) -> None:
        """Ask on a new connection, for the server may have been restarted. A new one gets no second try."""
        proven = self._proven
        self.close()
        self._waiting, self._asked = [*self._asked, *self._waiting], []
        if not proven:
            self._give_up()
        elif self._waiting:
            self._put()

    def _give_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._tell(waiting, None)

    @staticmethod
    def _tell(waiting: list[Waiting], serial: int | None) -> None:
        for answer in waiting:
            if not answer.done():
                answer.set_result(serial)

    async def _connect(self) -> None:
        try:
            self._connection = await asyncio.to_thread(_connected, self._address)
        except psycopg.Error:
            self._connecting = None
            self._give_up()
            return
        # A number of our own for the socket: libpq closes its one by itself when the server goes.
        self._socket = os.dup(self._connection.fileno())
        asyncio.get_running_loop().add_reader(self._socket, self._hear)
        self._connecting = None
        self._put()

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        self._proven = False
        if self._clock is not None:
            self._clock.cancel()
        if connection is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            os.close(self._socket)
            connection.close()


def _connected(address: str) -> "psycopg.Connection[Any]":
    connection = psycopg.connect(address, autocommit=True, connect_timeout=5)
    result = connection.pgconn.prepare(QUESTION, NEWEST.encode())
    if result.status != pq.ExecStatus.COMMAND_OK:
        connection.close()
        raise psycopg.OperationalError
    connection.pgconn.nonblocking = 1
    return connection
