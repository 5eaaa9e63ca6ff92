"""A body limit for every request, by what is declared and by what arrives."""

from livinglab.contract import Problem
from livinglab.language import Text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 256 * 1024  # a manifest is at most 64 KiB
TOO_LARGE = Text(
    id="Isi permintaan lebih dari 256 KiB. Kirim yang lebih kecil.",
    en="The request's body is over 256 KiB. Send a smaller one.",
)


class _Overflow(Exception):
    """More bytes arrived than are allowed."""


class BodyLimit:
    """Stop a request whose body is over LARGEST_BODY with 413, before it is in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > LARGEST_BODY:
            await _refuse(send)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, _counting(receive), watched_send)
        except _Overflow:
            if not started:
                await _refuse(send)


def _counting(receive: Receive) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise _Overflow
        return message

    return counted


async def _refuse(send: Send) -> None:
    body = Problem(title="Payload Too Large", status=413, detail=TOO_LARGE.en).model_dump_json().encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send(
        {"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]}
    )
    await send({"type": "http.response.body", "body": body})
