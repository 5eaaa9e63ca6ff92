"""A thousand clients who are in no hurry: half-sent heads, half-sent bodies, answers that nobody reads."""

import asyncio
import socket
import sys

KINDS = ("head", "body", "unread")
HEAD = b"GET /api/v1/applications HTTP/1.1\r\nHost: localhost\r\n"
BODY = b"POST /api/v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{"
UNREAD = (b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n") * 20
EACH = 1.0  # seconds between two bytes
ESTABLISHED = 1  # of the states of a TCP connection on Linux


async def attack(port: int, clients: int) -> None:
    """Hold as many connections as are let in, from a loopback address for each four, until the input ends."""
    open_ones: set[int] = set()
    tasks = [asyncio.create_task(_client(port, number, open_ones)) for number in range(clients)]
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(len(open_ones), flush=True)
    for task in tasks:
        task.cancel()


async def _client(port: int, number: int, open_ones: set[int]) -> None:
    kind = KINDS[number % len(KINDS)]
    connection = socket.socket()
    connection.setblocking(False)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.bind((f"127.1.{number // 4 // 250}.{number // 4 % 250 + 1}", 0))
    loop = asyncio.get_running_loop()
    await asyncio.sleep(number / 1000)
    await loop.sock_connect(connection, ("127.0.0.1", port))
    open_ones.add(number)
    try:
        await loop.sock_sendall(connection, {"head": HEAD, "body": BODY, "unread": UNREAD}[kind])
        await _dawdle(connection, kind)
    except OSError:
        pass
    finally:
        open_ones.discard(number)
        connection.close()


async def _dawdle(connection: socket.socket, kind: str) -> None:
    """Send a byte now and then, and read nothing; end when the server has ended the connection."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(EACH)
        if kind == "unread":
            _raise_if_ended(connection)
        else:
            await loop.sock_sendall(connection, b"X" if kind == "head" else b" ")


def _raise_if_ended(connection: socket.socket) -> None:
    state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    if state != ESTABLISHED:
        raise ConnectionResetError


if __name__ == "__main__":
    asyncio.run(attack(int(sys.argv[1]), int(sys.argv[2])))
