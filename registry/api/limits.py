"""A body limit for every request, by what is declared and by what arrives."""

from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from livinglab.contract import Problem
from livinglab.language import Text

LARGEST_BODY = 256 * 1024  # a manifest is at most 64 KiB
TOO_LARGE = Text(
    id="Isi permintaan lebih dari 256 KiB. Kirim yang lebih kecil.",
    en="The request's body is over 256 KiB. Send a smaller one.",
)


class _Counter:
    """Counts what arrives of one body, and knows when it was too much."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._taken = 0
        self.over = False

    async def receive(self) -> Message:
        """Pass a message on; over the limit the client is as good as gone."""
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self.over = self._taken > LARGEST_BODY
        return {"type": "http.disconnect"} if self.over else message


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
        counter = _Counter(receive)

        async def send_unless_over(message: Message) -> None:
            if not counter.over:
                await send(message)

        with suppress(ClientDisconnect):
            await self.app(scope, counter.receive, send_unless_over)
        if counter.over:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    body = Problem(title="Payload Too Large", status=413, detail=TOO_LARGE.en).model_dump_json().encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send(
        {"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]}
    )
    await send({"type": "http.response.body", "body": body})
