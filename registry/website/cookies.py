"""The session's cookie: read before any route runs, sent when a session begins, changes or ends."""

import contextlib
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.access import identity, sessions
from registry.access.callers import ANONYMOUS, Caller
from registry.database import Database
from registry.errors import RegistryError
from registry.settings import Settings
from registry.website.delivery import PRIVATE

# Programs come with tokens, and files are everybody's: a cookie means nothing there.
ELSEWHERE = ("/api/", "/archives/", "/badge/", "/static/")
FAILED = 400


def name(settings: Settings) -> str:
    """Return the cookie's name.

    A browser takes `__Host-` only from this very host, over TLS, for all paths (RFC 6265bis, 4.1.3.2).
    """
    return "__Host-livinglab" if settings.public_url.scheme == "https" else "livinglab-session"


@dataclass
class Visit:
    """Who visits the website with this request, and the cookie to be sent with the answer.

    `new_text` is None where the browser's cookie stays, and empty where it is to forget it. `trouble` is the
    error of the look-up; it is raised only for pages that ask who is there.
    """

    caller: Caller = ANONYMOUS
    new_text: str | None = None
    trouble: RegistryError | None = None


class SessionCookie:
    """Find the session of each request to the website; keep what signed-in people see out of every cache."""

    def __init__(self, app: ASGIApp, database: Database, settings: Settings) -> None:
        self.app = app
        self._database = database
        self._secure = settings.public_url.scheme == "https"
        self._name = name(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the visitor whom the cookie names."""
        if scope["type"] != "http" or scope["path"].startswith(ELSEWHERE):
            await self.app(scope, receive, send)
            return
        text = cookie_parser(Headers(scope=scope).get("cookie", "")).get(self._name, "")
        visit = await run_in_threadpool(_look_up, self._database, text) if text else Visit()
        changed = visit.new_text  # already committed, whatever becomes of this request
        scope.setdefault("state", {})["visit"] = visit

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                failed = message["status"] >= FAILED
                self._add(MutableHeaders(scope=message), visit.caller, changed if failed else visit.new_text)
            await send(message)

        await self.app(scope, receive, send_with_cookie)

    def _add(self, headers: MutableHeaders, caller: Caller, text: str | None) -> None:
        if text is not None:
            headers.append("set-cookie", self._cookie(text))
        if text is not None or caller.is_known:
            headers["cache-control"] = PRIVATE

    def _cookie(self, text: str) -> str:
        lasts = int(sessions.LASTS.total_seconds()) if text else 0
        secure = "; Secure" if self._secure else ""
        return f"{self._name}={text}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}"


def visit_of(state: Any) -> Visit:
    """Return the visit that `SessionCookie` put into a request's state; else nobody's."""
    return getattr(state, "visit", None) or Visit()


def _look_up(database: Database, text: str) -> Visit:
    try:
        with database.read() as session:
            row = sessions.find(session, text)
            visit = Visit(identity.by_session(session, row)) if row else Visit()
            due = row is not None and sessions.is_due(row, visit.caller)
    except RegistryError as error:
        return Visit(trouble=error)
    if due:
        with (
            contextlib.suppress(RegistryError),
            database.write() as session,
        ):  # reading goes on, disk full or not
            visit.new_text = sessions.keep_up(session, text)
    return visit
