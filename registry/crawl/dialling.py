"""One request to a checked, pinned address: never to another one, and never longer than a deadline."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from registry.catalog.addresses import DonorAddress


@dataclass(frozen=True)
class Waits:
    """How long is waited, in seconds. `whole` bounds one request, however slowly it trickles."""

    resolve: float = 10.0
    connect: float = 10.0
    read: float = 15.0
    whole: float = 30.0


@cache
def trusted() -> ssl.SSLContext:
    """Return the system's certificate authorities: reading them takes as long as a short visit."""
    return ssl.create_default_context()


@contextlib.contextmanager
def dial(
    address: DonorAddress,
    answer: str,
    method: str,
    target: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
    waits: Waits,
    certificates: ssl.SSLContext | None = None,
) -> Iterator[httpx.Response]:
    """Dial `answer` and nothing else, in the name of the host: its certificate is still checked.

    Follows no redirect, asks no proxy, reads no more of the answer than the caller does. `target` is the
    path with its query. Raises httpx.HTTPError.
    """
    literal = f"[{answer}]" if ":" in answer else answer
    place = address.origin.partition("://")[2]
    with contextlib.ExitStack() as stack:
        deadline = stack.enter_context(_Deadline(waits.whole))
        client = stack.enter_context(
            httpx.Client(
                verify=certificates or trusted(),
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(waits.read, connect=waits.connect),
            )
        )
        request = client.build_request(
            method,
            f"{address.scheme}://{literal}:{address.port}{target}",
            content=content,
            headers={**headers, "Host": place, "Accept-Encoding": "identity", "Connection": "close"},
            extensions={"sni_hostname": address.host.strip("[]"), "trace": deadline.trace},
        )
        response = client.send(request, stream=True)
        stack.callback(response.close)
        yield response


class _Deadline:
    """Cuts a connection at a deadline: httpx bounds each read, but not a thousand small ones."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Note the newest socket of the request, as httpcore reports it."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")
            if time.monotonic() > self._ends:
                self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
