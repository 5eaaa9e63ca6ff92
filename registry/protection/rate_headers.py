"""`RateLimit-Policy` and `RateLimit`: what a route allows, and what of it is left.

As draft-ietf-httpapi-ratelimit-headers has them since its eighth edition. Limits are counted by
dependencies, before the route itself is asked; the headers go on whatever is answered then, errors too. They
are for the one who asked: `api.ready` takes them off what it keeps for others.
"""

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.access.limits import Reached, Standing, standings

POLICY, LEFT = b"ratelimit-policy", b"ratelimit"


def counted(request: Request, take: Callable[[], Iterable[Standing]]) -> None:
    """Count by `take`, and note for the answer how the caller stands. Raises what `take` raises."""
    try:
        found = list(take())
    except Reached as error:
        counts = [rate.limit for rate in error.limit.rates]
        request.state.standings = standings(error.limit, counts, seconds=error.seconds)
        raise
    request.state.standings = [*getattr(request.state, "standings", ()), *found]


def headers(found: Iterable[Standing]) -> list[tuple[bytes, bytes]]:
    """Return both headers, as lists of structured fields (RFC 9651); q is the quota, w its window."""
    shown = list(found)
    policies = ", ".join(f'"{one.name}";q={one.quota};w={one.window}' for one in shown)
    left = ", ".join(f'"{one.name}";r={one.left};t={one.seconds}' for one in shown)
    return [(POLICY, policies.encode()), (LEFT, left.encode())]


class RateHeaders:
    """Put the headers on the answers of limited routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            found = state.get("standings")
            if found and message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *headers(found)]}
            await send(message)

        await self.app(scope, receive, send_with_headers)
