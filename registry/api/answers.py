"""Answers made of ready JSON, each with the journal's serial that it reflects."""

import hashlib
from collections.abc import Iterable
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from livinglab import contract
from registry import journal
from registry.dependencies import write_cursor

SERIAL = "Livinglab-Serial"
BRIEFLY = "public, max-age=5"  # what is quarantined must be gone everywhere within five seconds
PRIVATE = "private, no-store"  # for one caller alone, and not to be kept even by them


def ready(session: Session, body: str | bytes) -> Response:
    """Answer with JSON that is already written."""
    return at_serial(body, journal.serial(session))


def at_serial(body: str | bytes, serial: int) -> Response:
    """Answer with JSON that is already written and reflects `serial`."""
    return Response(body, media_type="application/json", headers={SERIAL: str(serial)})


def private(session: Session, body: str | bytes) -> Response:
    """Answer one caller with what others may not read."""
    answer = ready(session, body)
    answer.headers["Cache-Control"] = PRIVATE
    return answer


def model(session: Session, body: BaseModel) -> Response:
    """Answer with one contract model."""
    return ready(session, body.model_dump_json())


def of_today(body: BaseModel) -> Response:
    """Answer with a model that changes with the day, and not with the journal alone."""
    return Response(body.model_dump_json(), media_type="application/json", headers={"Cache-Control": BRIEFLY})


def page(session: Session, items: Iterable[str], *, next_key: Any = None, private: bool = False) -> Response:
    """Answer with one page of ready items; `next_key` is the last item's key if more follow."""
    following = f'"{write_cursor(next_key)}"' if next_key is not None else "null"
    answer = ready(session, f'{{"items":[{",".join(items)}],"next":{following}}}')
    if private:
        answer.headers["Cache-Control"] = PRIVATE
    return answer


MEANINGS = {
    400: "The cursor or the request cannot be read",
    401: "No token, or an unknown one",
    403: "The token lacks the scope",
    404: "Nothing of that name",
    409: "Somebody else has it",
    413: "The body is too large",
    429: "Too many requests; `Retry-After` says how long to wait",
    422: "A part of the request is wrong; `errors` names it",
    503: "The database cannot be reached; published archives still can",
    507: "The disk is full; nothing was changed",
}


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "It is as `If-None-Match` has it"}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documented errors of a route: the common ones and `statuses`."""
    return {status: problem(status) for status in sorted({400, 422, 503, *statuses})}


def problem(status: int) -> dict[str, Any]:
    """Return one documented error."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": MEANINGS[status], "content": content}


def etag(body: bytes) -> str:
    """Return a strong ETag for a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def describe_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Add the shape of problems to an OpenAPI document, whose routes refer to it."""
    schemas = document["components"]["schemas"]
    for model in (contract.Problem, contract.FieldError):
        shape = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[model.__name__] = {name: value for name, value in shape.items() if name != "$defs"}
    return document
