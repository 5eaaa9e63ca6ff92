"""Answers kept ready as bytes. The journal's serial is their key, so that none is ever stale."""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry import clock
from registry.api.freshness import Freshness
from registry.api.negotiation import Medium, medium

PREFIXES = ("/api/v1/", "/v1/")
KEPT_BYTES = 64 * 2**20
LARGEST_KEPT = 512 * 1024
LARGEST_WHOLE = 4 * 2**20
LONGEST_QUERY = 1024

Headers = list[tuple[bytes, bytes]]


class Key(NamedTuple):
    """What an answer depends on, besides the database."""

    path: str
    query: bytes
    language: bytes
    medium: Medium
    day: date  # a confirmation lapses at midnight, without a row in the journal


@dataclass(slots=True, frozen=True)
class Kept:
    """One answer, true as long as the journal's newest serial is `serial`; -1: not to be kept."""

    serial: int
    status: int
    headers: Headers
    body: bytes
    etag: bytes


class ReadyAnswers:
    """Serve reads of the API from memory while the journal's newest serial is still theirs.

    An answer is kept when the route says which serial it reflects (`Livinglab-Serial`), came without
    credentials, and is not large. Two readers share one if they agree in all of `Key`: a route must go by
    nothing else of the request, and says no serial where it goes by the day (`answers.of_today`). When the
    database cannot be reached nothing is served from here. After a change the first request makes the
    answer anew; those that come meanwhile wait for it.

    Every 200 gets its ETag here, but for what nobody may store, and streams of over LARGEST_WHOLE bytes:
    those are passed on as they come.
    """

    def __init__(self, app: ASGIApp, freshness: Freshness) -> None:
        self.app = app
        self._freshness = freshness
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._making: dict[Key, asyncio.Future[Kept | None]] = {}
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, from memory if that is still true."""
        if not _may_be_ready(scope):
            await self.app(scope, receive, send)
            return
        key, match, private = _read(scope)
        serial = await self._freshness.serial()
        scope.setdefault("state", {})["serial"] = serial
        if private or serial is None or len(key.query) > LONGEST_QUERY:
            answer = await _Asking(scope, send).whole(self.app, receive)
        else:
            answer = (
                self._still_true(key, serial)
                or await self._made_meanwhile(key, serial)
                or await self._make(key, _Asking(scope, send), receive)
            )
        if answer is not None:
            await _answer(send, answer, head=scope["method"] == "HEAD", match=match)

    def _still_true(self, key: Key, serial: int) -> Kept | None:
        """Return the kept answer if nothing was committed since."""
        kept = self._kept.get(key)
        if kept is None or kept.serial != serial:
            return None
        self._kept.move_to_end(key)
        return kept

    async def _made_meanwhile(self, key: Key, serial: int) -> Kept | None:
        """Wait for the answer that another request makes, if it turns out new enough.

        Twice is enough: what begins after the first wait began after this request came. An answer that
        cannot be shared, such as an error, helps nobody; then each makes its own.
        """
        for _ in range(2):
            making = self._making.get(key)
            if making is None:
                return None
            made = await asyncio.shield(making)
            if made is not None and made.serial >= serial:
                return made
        return None

    async def _make(self, key: Key, asking: "_Asking", receive: Receive) -> Kept | None:
        """Let the route answer, and share and keep what it says; None if that is sent already."""
        making = asking.shared
        self._making[key] = making
        shared = None
        try:
            made = await asking.whole(self.app, receive)
            shared = _for_others(made) if made is not None and made.serial >= 0 else None
        finally:
            if not making.done():
                making.set_result(shared)
            if self._making.get(key) is making:
                del self._making[key]
        if shared is not None and len(shared.body) <= LARGEST_KEPT:
            self._keep(key, shared)
        return made

    def _keep(self, key: Key, answer: Kept) -> None:
        old = self._kept.pop(key, None)
        self._bytes += len(answer.body) - (len(old.body) if old else 0)
        self._kept[key] = answer
        while self._bytes > KEPT_BYTES:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.body)


class _Asking:
    """One question to the routes. What they say is taken whole, before anything is sent: a slow reader
    holds up nobody else. Only a stream that turns out large is passed on, and then not shared.
    """

    def __init__(self, scope: Scope, send: Send) -> None:
        self.shared: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        self._scope = scope
        self._send = send
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._passing = False

    async def whole(self, app: ASGIApp, receive: Receive) -> Kept | None:
        """Return the answer, None if it was passed on."""
        try:
            await app({**self._scope, "method": "GET"}, receive, self._take)
        except Exception:
            if not self._start or self._passing:
                raise  # else it is logged and answered: Starlette raises it once more for the server
        if self._passing:
            return None
        return _kept(self._start["status"], self._start["headers"], b"".join(self._parts))

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self._passing:
            await self._pass_on(message)
        else:
            self._parts.append(message.get("body", b""))
            self._size += len(self._parts[-1])
            if self._size > LARGEST_WHOLE and message.get("more_body"):
                await self._begin_passing()

    async def _begin_passing(self) -> None:
        self._passing = True
        self.shared.set_result(None)  # who waits for this one asks for themselves
        await self._send(self._start)
        await self._pass_on({"type": "http.response.body", "body": b"".join(self._parts), "more_body": True})
        self._parts.clear()

    async def _pass_on(self, message: Message) -> None:
        body = b"" if self._scope["method"] == "HEAD" else message.get("body", b"")
        await self._send({**message, "body": body})


def _may_be_ready(scope: Scope) -> bool:
    return (
        scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"].startswith(PREFIXES)
    )


def _read(scope: Scope) -> tuple[Key, bytes, bool]:
    match, language, private, wanted = b"", b"", False, Medium.JSON
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            match = value
        elif name == b"accept-language":
            language = value[:2].lower()
        elif name == b"accept" and value != b"*/*":
            wanted = medium(value.decode("latin-1"))
        elif name == b"authorization":
            private = True
    key = Key(scope["path"], scope["query_string"], language, wanted, clock.date_in_jakarta())
    return key, match, private


def _kept(status: int, headers: Headers, body: bytes) -> Kept:
    if status != 200:
        return Kept(-1, status, headers, body, b"")
    said = dict(headers)
    serial = int(said.get(b"livinglab-serial", b"-1"))
    cache = said.get(b"cache-control")
    extra = [(b"vary", b"accept, accept-language, authorization")]
    if cache is None:
        extra.append((b"cache-control", b"no-cache"))
    elif b"no-store" in cache:
        return Kept(-1, status, [*headers, *extra], body, b"")
    etag = said.get(b"etag")
    if etag is None:
        etag = b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
        extra.append((b"etag", etag))
    return Kept(serial, status, [*headers, *extra], body, etag)


def _for_others(answer: Kept) -> Kept:
    """Return an answer without what it says to the one who asked: what is left of their limits."""
    headers = [pair for pair in answer.headers if not pair[0].startswith(b"ratelimit")]
    return replace(answer, headers=headers)


async def _answer(send: Send, kept: Kept, *, head: bool, match: bytes) -> None:
    if match and kept.etag and (kept.etag in match or match.strip() == b"*"):
        headers = [
            (name, value) for name, value in kept.headers if name not in (b"content-length", b"content-type")
        ]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": kept.status, "headers": kept.headers})
    await send({"type": "http.response.body", "body": b"" if head else kept.body})
