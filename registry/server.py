"""The server: uvicorn with deadlines, so that it can stand on the internet without a proxy before it."""

import asyncio
import logging
import resource
import socket
import time
from collections import Counter
from contextlib import suppress
from enum import Enum
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from registry.access.networks import Proxies, network
from registry.settings import Settings

log = logging.getLogger("livinglab.registry")
GRACE = 20  # seconds that requests in flight have when the service is asked to stop
HEAD_SECONDS = 10.0  # for the whole head of a request, the first one's connecting included
BODY_SECONDS = 30.0  # for a body, and a second more for each of BODY_RATE
BODY_RATE = 1024  # bytes a second
IDLE_SECONDS = 15  # between two requests
STALL_SECONDS = 60.0  # within which a reader takes READ_BYTES of what waits for them, or all of it
READ_BYTES = 64 * 1024  # a line of 56 kbit/s takes 400 KiB in that time
UNSENT_BYTES = 64 * 1024  # of an answer that the kernel holds unsent; the rest waits where it is seen
HEAD_BYTES = 32 * 1024
HEADERS = 100
PIPELINED = 32  # requests of one connection that wait for the one before them
FROM_ONE = 256  # connections of one IPv4 address or IPv6 /64, unless it is a named proxy
MOST_CONNECTIONS = 4096
FILES_BESIDE = 256  # databases, archives, the index
TICKS = 10  # of uvicorn's ten a second, from one look at the connections to the next

REFUSALS = {
    400: (b"Bad Request", b"The request is not HTTP as it should be."),
    408: (b"Request Timeout", b"The request came too slowly."),
    431: (b"Request Header Fields Too Large", b"The request's headers are too large or too many."),
    503: (b"Service Unavailable", b"Too many connections. Try again shortly."),
}


class _Wait(Enum):
    """What a connection waits for from its client."""

    HEAD = "head"
    BODY = "body"
    NOTHING = "nothing"


class _TooMuch(Exception):
    """A head that is too large; the parser passes it on as its own error."""


class _State(ServerState):
    """What all connections of one server share."""

    def __init__(self, proxies: Proxies, most: int) -> None:
        super().__init__()
        self.proxies = proxies
        self.most = most
        self.from_one: Counter[str] = Counter()


class Connection(HttpToolsProtocol):
    """One connection, which knows since when it waits for what."""

    def __init__(self, config: uvicorn.Config, server_state: ServerState, *rest: Any, **more: Any) -> None:
        super().__init__(config, server_state, *rest, **more)
        self._state = cast("_State", server_state)
        self._counted: str | None = None
        self._waits = _Wait.HEAD
        self._since = time.monotonic()
        self._head_bytes = self._head_fields = self._body_bytes = 0
        self._began_now = False
        self._status = 400
        self._unread = 0
        self._running: RequestResponseCycle | None = None
        self._stalled_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._bound_what_the_kernel_holds()
        host = self.client[0] if self.client else None
        if not self._state.proxies.hide(host):
            self._counted = network(host)
            self._state.from_one[self._counted] += 1
        crowded = self._counted is not None and self._state.from_one[self._counted] > FROM_ONE
        if crowded or len(self.connections) > self._state.most:
            self.refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        # uvicorn tells the last request alone; one before it would write to a connection that is gone.
        self.pipeline.clear()
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)
        if self._counted is not None:
            self._state.from_one[self._counted] -= 1
            if not self._state.from_one[self._counted]:
                del self._state.from_one[self._counted]
            self._counted = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        if self.parser is None or self.transport.is_closing():
            return
        if self._waits is _Wait.NOTHING and self._is_idle():
            self._wait_for(_Wait.HEAD)
        self._began_now = False
        super().data_received(data)
        if self._waits is _Wait.HEAD and not self._began_now:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = self._head_fields = self._body_bytes = 0
        self._began_now = True
        if self._waits is not _Wait.HEAD:
            self._wait_for(_Wait.HEAD)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_fields += 1
        if self._head_fields > HEADERS or len(name) + len(value) > HEAD_BYTES:
            self._status = 431
            raise _TooMuch
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= PIPELINED:
            raise _TooMuch
        self._wait_for(_Wait.BODY)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._wait_for(_Wait.NOTHING)
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """Answer what cannot be read; uvicorn calls it."""
        self.refuse(self._status)

    def refuse(self, status: int) -> None:
        """Say why, unless another answer is on its way, and close."""
        if not self.transport.is_closing() and self._is_idle():
            reason, text = REFUSALS[status]
            head = b"HTTP/1.1 %d %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
            rest = b"x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
            self.transport.write(head % (status, reason, len(text)) + rest + text)
        self.transport.close()

    def look(self, now: float) -> None:
        """End the connection if its client is later than it may be; called about once a second."""
        if self._is_stalled(now):
            self.transport.abort()
        elif not self.transport.is_closing() and self._is_late(now - self._since):
            self.refuse(408)

    def _wait_for(self, waits: _Wait) -> None:
        self._waits = waits
        self._since = time.monotonic()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _is_late(self, waited: float) -> bool:
        if self._waits is _Wait.HEAD:
            return waited > HEAD_SECONDS
        # Where reading is paused it is we who are slow. An idle connection is ended by uvicorn's own timer.
        if self._waits is _Wait.NOTHING or self.flow.read_paused:
            return False
        return waited > BODY_SECONDS + self._body_bytes / BODY_RATE

    def _is_stalled(self, now: float) -> bool:
        """Whether a reader took too little of what waits for them, for too long."""
        waiting = self.transport.get_write_buffer_size()
        if not waiting:
            self._stalled_since = None
        elif self._stalled_since is None or waiting > self._unread or self._unread - waiting >= READ_BYTES:
            self._stalled_since, self._unread = now, waiting
        return self._stalled_since is not None and now - self._stalled_since > STALL_SECONDS

    def _bound_what_the_kernel_holds(self) -> None:
        found = self.transport.get_extra_info("socket")
        with suppress(OSError, AttributeError):  # a system without this option
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


class Server(uvicorn.Server):
    """uvicorn's server, which looks at its connections once a second."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self.server_state = _State(Proxies(settings.proxies), _most_connections())

    async def on_tick(self, counter: int) -> bool:
        """Do what uvicorn does, and end connections that are late."""
        if counter % TICKS == 0:
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.look(now)
        return await super().on_tick(counter)


def server(app: Any, settings: Settings, *, host: str = "127.0.0.1", port: int = 8000) -> Server:
    """Return a server for an ASGI application."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        access_log=False,
        log_config=None,  # registry.logbook has set it up
        server_header=False,
        forwarded_allow_ips=settings.proxies,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE,
    )
    return Server(config, settings)


def _most_connections() -> int:
    """Allow this process as many files as the system lets it, and return how many connections that means."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_BESIDE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        MOST_CONNECTIONS
        if files == resource.RLIM_INFINITY
        else min(MOST_CONNECTIONS, max(64, files - FILES_BESIDE))
    )
