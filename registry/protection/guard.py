"""The guard: refuses requests for other hosts and from other sites, and gives every answer its headers."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from livinglab.language import Text
from registry.errors import Forbidden, RegistryError
from registry.protection.headers import SecurityHeaders
from registry.protection.origin import Asked, OurOrigin, read
from registry.settings import Settings

Refuse = Callable[[Request, RegistryError], Response]


class Misdirected(RegistryError):
    """The request's Host is not this registry."""

    status = 421
    title = Text(id="Salah alamat", en="Misdirected request")


OTHER_HOST = Text(
    id="Katalog ini tidak melayani nama host tersebut. Pengelola: setel LIVINGLAB_PUBLIC_URL ke alamat yang "
    "dibuka orang, dan biarkan proksi meneruskan Host apa adanya.",
    en="This registry does not answer to that host name. Operator: set LIVINGLAB_PUBLIC_URL to the address "
    "that people open, and let the proxy pass Host on unchanged.",
)
OTHER_SITE = Text(
    id="Permintaan ini datang dari situs lain, sehingga tidak dijalankan. Buka halaman katalog ini sendiri "
    "dan ulangi dari sana.",
    en="This request came from another site and was not carried out. Open the registry's own page and "
    "repeat it there.",
)


class Guard:
    """The outermost middleware. `refuse` renders an error as the faces do."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse) -> None:
        self.app = app
        self._ours = OurOrigin(settings)
        self._headers = SecurityHeaders(settings)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, if it is meant for us and meant by who sends it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = read(scope["headers"])
        method = scope["method"]
        private = asked.cookie or asked.authorization
        extra = self._headers.for_answer(method, scope["path"], private=private)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._headers.added(message["headers"], extra)}
            await send(message)

        error = self._error(method, asked)
        answers = self.app if error is None else self._refuse(_without_host(scope), error)
        await answers(scope, receive, send_with_headers)

    def _error(self, method: str, asked: Asked) -> RegistryError | None:
        if not self._ours.is_named_by(asked):
            return Misdirected(OTHER_HOST)
        return Forbidden(OTHER_SITE) if self._ours.is_crossed_by(method, asked) else None


def _without_host(scope: Scope) -> Request:
    return Request({**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"host"]})
