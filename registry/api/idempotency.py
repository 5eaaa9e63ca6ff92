"""`Idempotency-Key`: a write that is sent again with its key is answered again and done once."""

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from livinglab.language import Text
from registry.access import answered
from registry.errors import Invalid
from registry.keys import Keys
from registry.tables import AnsweredRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
PURPOSE = "answered-request"  # of the key that answers are sealed with
OTHER_REQUEST = Text(
    id=f"{HEADER} ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk permintaan baru; "
    "kirim ulang permintaan lama tanpa diubah.",
    en=f"This {HEADER} was used for another request. Take a new key for a new request; send the old one "
    "again unchanged.",
)
NOT_TAKEN = Text(
    id=f"Alamat ini tidak menerima {HEADER}: permintaan ini tidak dapat diulang dengan aman. "
    "Kirim tanpa kepala itu.",
    en=f"This address does not take {HEADER}: what it does cannot be repeated safely. "
    "Send it without that header.",
)
KeyHeader = Annotated[
    str | None,
    Header(
        alias=HEADER,
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="chosen by you, new for each write, such as a UUID: the same write sent again within "
        "48 hours is answered as the first time, and done once",
    ),
]


@dataclass(frozen=True)
class Once:
    """A request that names itself: its key, where it goes, what it says."""

    key: str
    place: str
    digest: str
    keys: Keys

    def answer(self, session: Session, actor: str, write: Callable[[], Response]) -> Response:
        """Let the write be done, or answer as it was answered. Raises Invalid for another request."""
        name = answered.name(actor, self.place, self.key)
        earlier = answered.claim(session, name, self.digest)
        if earlier is not None:
            return self._again(earlier)
        answer = write()
        if answer.status_code >= 400:
            answered.release(session, name)
            return answer
        answered.keep(session, name, status=answer.status_code, answer=self._sealed(answer))
        return answer

    def _again(self, earlier: AnsweredRequest) -> Response:
        if earlier.request != self.digest:
            raise Invalid(OTHER_REQUEST, field=HEADER)
        kept = json.loads(self.keys.unseal(PURPOSE, earlier.answer))
        return Response(kept["body"], earlier.status, {**kept["headers"], REPLAYED: "true"})

    def _sealed(self, answer: Response) -> str:
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return self.keys.seal(PURPOSE, json.dumps({"headers": headers, "body": bytes(answer.body).decode()}))


async def _once(request: Request, key: KeyHeader = None) -> Once | None:
    if key is None:
        return None
    said = request.url.query.encode() + b"\0" + await request.body()
    place = f"{request.method} {request.url.path}"
    return Once(key, place, answered.digest(said), request.app.state.keys)


async def _refuse(request: Request) -> None:
    if HEADER in request.headers:
        raise Invalid(NOT_TAKEN, field=HEADER)


# For a write that cannot be answered again: in the route's `dependencies`.
TakesNoKey = Depends(_refuse)


def idempotent(status: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a route take the header; `status` is what it answers with. Put it right above the function.

    The function has `session`, of the one transaction in which it writes, and `caller`. Its answer is a
    model, a whole Response, or None. Errors are not kept: after them the key is free. What the function
    ends or removes it must look up itself: a dependency that does is a 404 before the answer is found.
    """

    def decorate(route: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(route)
        if not {"session", "caller"} <= set(signature.parameters):
            raise TypeError(f"{route.__name__} has no session and caller")

        @wraps(route)
        def once(*, idempotency: Once | None, **asked: Any) -> Any:
            caller = asked["caller"]
            if idempotency is None or not caller.is_known:  # nobody unknown may write
                return route(**asked)

            def write() -> Response:
                return _whole(route(**asked), status, asked.get("response"))

            return idempotency.answer(asked["session"], caller.actor, write)

        once.__signature__ = _with_key(signature)  # type: ignore[attr-defined]  # where FastAPI looks
        return once

    return decorate


def _with_key(signature: inspect.Signature) -> inspect.Signature:
    added = inspect.Parameter(
        "idempotency", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[Once | None, Depends(_once)]
    )
    kept = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
    return signature.replace(parameters=[*kept, added])


def _whole(said: Any, status: int, noted: Response | None) -> Response:
    """Return what a route said as FastAPI would send it, with the headers and status that the route noted."""
    if isinstance(said, Response):
        return said
    body = said.model_dump_json(by_alias=True) if isinstance(said, BaseModel) else None
    if noted is not None:
        status = noted.status_code or status
    answer = Response(body, status, media_type="application/json" if body is not None else None)
    for name, value in noted.headers.items() if noted is not None else ():
        answer.headers[name] = value
    return answer
