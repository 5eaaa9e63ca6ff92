"""Answers kept ready as bytes. The journal's serial is their key, so that none is ever stale."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.api.freshness import Freshness

PREFIX = "/api/v1/"
KEPT_BYTES = 64 * 2**20
LARGEST_KEPT = 512 * 1024
LONGEST_QUERY = 1024

Headers = list[tuple[bytes, bytes]]


class Key(NamedTuple):
    """What an answer depends on, besides the database."""

    path: str
    query: bytes
    language: bytes


@dataclass(slots=True, frozen=True)
class Kept:
    """One answer, true as long as the journal's newest serial is `serial`."""

    serial: int
    headers: Headers
    body: bytes
    etag: bytes


class ReadyAnswers:
    """Serve reads of the API from memory while the journal's newest serial is still theirs.

    An answer is kept when the route says which serial it reflects (`Livinglab-Serial`), came without
    credentials, and is not large. When the database cannot be reached nothing is served from here.
    """

    def __init__(self, app: ASGIApp, freshness: Freshness) -> None:
        self.app = app
        self._freshness = freshness
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, from memory if that is still true."""
        if not _may_be_ready(scope):
            await self.app(scope, receive, send)
            return
        key, match, private = _read(scope)
        serial = await self._freshness.serial()
        kept = None if private else self._kept.get(key)
        if kept is not None and kept.serial == serial:
            self._kept.move_to_end(key)
            await _answer(send, kept, head=scope["method"] == "HEAD", match=match)
            return
        scope.setdefault("state", {})["serial"] = serial
        await self._collect(key, match, scope, receive, send, keep=not private)

    async def _collect(
        self, key: Key, match: bytes, scope: Scope, receive: Receive, send: Send, *, keep: bool
    ) -> None:
        """Let the route answer, give the answer its ETag, and keep it if it may be kept."""
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        head = scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if head else scope, receive, collect)
        body = b"".join(parts)
        if start["status"] != 200:
            await send(start)
            await send({"type": "http.response.body", "body": b"" if head else body})
            return
        answer = _kept(start["headers"], body)
        if keep and answer.serial >= 0 and len(body) <= LARGEST_KEPT and len(key.query) <= LONGEST_QUERY:
            self._keep(key, answer)
        await _answer(send, answer, head=head, match=match)

    def _keep(self, key: Key, answer: Kept) -> None:
        old = self._kept.pop(key, None)
        self._bytes += len(answer.body) - (len(old.body) if old else 0)
        self._kept[key] = answer
        while self._bytes > KEPT_BYTES:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.body)


def _may_be_ready(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"].startswith(PREFIX)


def _read(scope: Scope) -> tuple[Key, bytes, bool]:
    match, language, private = b"", b"", False
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            match = value
        elif name == b"accept-language":
            language = value[:2].lower()
        elif name == b"authorization":
            private = True
    return Key(scope["path"], scope["query_string"], language), match, private


def _kept(headers: Headers, body: bytes) -> Kept:
    etag = b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
    serial = next((int(value) for name, value in headers if name == b"livinglab-serial"), -1)
    extra = [(b"etag", etag), (b"cache-control", b"no-cache"), (b"vary", b"accept-language, authorization")]
    return Kept(serial, [*headers, *extra], body, etag)


async def _answer(send: Send, kept: Kept, *, head: bool, match: bytes) -> None:
    if match and (kept.etag in match or match.strip() == b"*"):
        headers = [
            (name, value) for name, value in kept.headers if name not in (b"content-length", b"content-type")
        ]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
    await send({"type": "http.response.body", "body": b"" if head else kept.body})
