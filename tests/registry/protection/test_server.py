"""The server by itself: real connections that send or read too slowly, too much, or too many of them."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from registry import server as serving
from registry.server import server
from registry.settings import Settings

Send = Callable[[dict[str, Any]], Awaitable[None]]
LARGE = 4 * 2**20
CHUNK = b"x" * 65536


async def answering(scope: Any, receive: Any, send: Send) -> None:
    """Answer a body with its length, /large with 4 MiB, and /slow after a moment."""
    if scope["type"] != "http":
        await _live(receive, send)
        return
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message["body"]), message["more_body"]
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    parts = [CHUNK] * (LARGE // len(CHUNK)) if scope["path"] == "/large" else [str(length).encode()]
    size = str(sum(map(len, parts))).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", size)]})
    for number, part in enumerate(parts, 1):
        await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})


async def _live(receive: Any, send: Send) -> None:
    for stage in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{stage}.complete"})


@contextmanager
def running(**changes: Any) -> Iterator[int]:
    """Run a server whose deadlines are as short as the test's patience; give its port."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changes.items():
            patch.setattr(serving, name, value)
        made = server(answering, Settings(proxies="192.0.2.1"))
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listener]})
        thread.start()
        while not made.started and thread.is_alive():
            time.sleep(0.02)
        yield listener.getsockname()[1]
        made.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Give the port of a server with short deadlines."""
    with running(
        TICKS=1,
        HEAD_SECONDS=0.6,
        BODY_SECONDS=0.6,
        IDLE_SECONDS=1,
        STALL_SECONDS=1.2,
        READ_BYTES=4096,
        FROM_ONE=60,
    ) as port:
        yield port


def connect(port: int, sent: bytes = b"", *, receive_buffer: int = 0) -> socket.socket:
    """Open a connection and send something."""
    made = socket.socket()
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(10)
    made.connect(("127.0.0.1", port))
    made.sendall(sent)
    return made


def all_of(connection: socket.socket) -> bytes:
    """Read until the server closes; empty also where it resets."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    connection.close()
    return b"".join(parts)


GET = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n%b\r\n"


def test_fifty_half_sent_heads_and_bodies_are_ended_while_others_are_answered(port: int) -> None:
    heads = [connect(port, b"GET / HTTP/1.1\r\nHost: local") for _ in range(20)]
    silent = [connect(port) for _ in range(5)]
    bodies = [
        connect(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nfew") for _ in range(25)
    ]
    answered = all_of(connect(port, GET % (b"", b"Connection: close\r\n")))
    assert answered.startswith(b"HTTP/1.1 200")
    assert {all_of(one).split(b"\r\n")[0] for one in heads + silent} == {b"HTTP/1.1 408 Request Timeout"}
    assert {all_of(one) for one in bodies} == {b""}


def test_one_byte_at_a_time_gains_nothing(port: int) -> None:
    connection = connect(port, b"GET / HTTP/1.1\r\n")
    began = time.monotonic()
    with suppress(BrokenPipeError, ConnectionResetError):
        while time.monotonic() - began < 8:
            connection.sendall(b"X")
            time.sleep(0.1)
    connection.close()
    assert time.monotonic() - began < 8


def test_a_body_that_keeps_coming_has_its_time() -> None:
    with running(TICKS=1, BODY_SECONDS=0.3, BODY_RATE=100) as port:
        connection = connect(
            port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\nConnection: close\r\n\r\n"
        )
        for _ in range(8):
            connection.sendall(b"x" * 50)
            time.sleep(0.15)
        assert all_of(connection).endswith(b"\r\n\r\n400")


def test_who_never_reads_is_ended(port: int) -> None:
    readers = [connect(port, GET % (b"large", b""), receive_buffer=4096) for _ in range(20)]
    time.sleep(2)
    taken = [len(all_of(one)) for one in readers]
    assert max(taken) < LARGE / 2


def test_who_reads_slowly_gets_everything(port: int) -> None:
    connection = connect(port, GET % (b"large", b"Connection: close\r\n"), receive_buffer=65536)
    taken = 0
    while part := connection.recv(128 * 1024):
        taken += len(part)
        time.sleep(0.04)
    connection.close()
    assert taken > LARGE


def test_idle_connections_are_closed_and_busy_ones_kept(port: int) -> None:
    connection = connect(port)
    for _ in range(3):
        connection.sendall(GET % (b"", b""))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        time.sleep(0.7)  # longer than a head may take
    assert all_of(connection) == b""


def test_a_slow_answer_is_waited_for(port: int) -> None:
    twice = connect(port, GET % (b"slow", b"") + GET % (b"slow", b"Connection: close\r\n"))
    assert all_of(twice).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"X: %b\r\n" % (b"y" * 40_000), b"431"),
        (b"".join(b"X-%d: y\r\n" % number for number in range(101)), b"431"),
        (b"X: %b\r\n" % (b"y" * 3_000_000), b"431"),
        (b"no header\r\n", b"400"),
        (b"Content-Length: x\r\n", b"400"),
        (b"".join(b"X-%d: y\r\n" % number for number in range(90)), b"200"),
        (b"X: %b\r\n" % (b"y" * 20_000), b"200"),
    ],
    ids=["large", "many", "endless", "broken", "lying", "many but not too many", "large but not too large"],
)
def test_heads_have_a_size(port: int, head: bytes, status: bytes) -> None:
    connection = connect(port)
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(GET % (b"", b"Connection: close\r\n" + head))
    answered = all_of(connection)
    assert answered.split(b" ")[1:2] == [status] or (status == b"431" and answered == b"")


def test_a_pipeline_without_end_is_cut(port: int) -> None:
    some = all_of(
        connect(port, GET % (b"slow", b"") + GET % (b"", b"") * 20 + GET % (b"", b"Connection: close\r\n"))
    )
    assert some.count(b"HTTP/1.1 200") == 22
    many = all_of(connect(port, GET % (b"slow", b"") + GET % (b"", b"") * 200))
    assert many.count(b"HTTP/1.1 200") < 40


def test_one_address_has_so_many_connections_and_they_come_back(port: int) -> None:
    held = [connect(port) for _ in range(60)]
    assert all_of(connect(port, GET % (b"", b""))).startswith(b"HTTP/1.1 503")
    for one in held:
        one.close()
    time.sleep(0.3)
    assert all_of(connect(port, GET % (b"", b"Connection: close\r\n"))).startswith(b"HTTP/1.1 200")


def test_a_crowd_from_everywhere_is_bounded_too() -> None:
    with running(MOST_CONNECTIONS=5) as port:
        held = [connect(port) for _ in range(5)]
        assert b"503" in all_of(connect(port, GET % (b"", b"")))
        for one in held:
            one.close()
