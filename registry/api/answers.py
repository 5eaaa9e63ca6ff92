"""Answers made of ready JSON, each with the journal's serial that it reflects."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from registry import journal
from registry.dependencies import write_cursor

SERIAL = "Livinglab-Serial"


def ready(session: Session, body: str | bytes) -> Response:
    """Answer with JSON that is already written."""
    return at_serial(body, journal.serial(session))


def at_serial(body: str | bytes, serial: int) -> Response:
    """Answer with JSON that is already written and reflects `serial`."""
    return Response(body, media_type="application/json", headers={SERIAL: str(serial)})


def model(session: Session, body: BaseModel) -> Response:
    """Answer with one contract model."""
    return ready(session, body.model_dump_json())


def page(session: Session, items: Iterable[str], *, next_key: Any = None) -> Response:
    """Answer with one page of ready items; `next_key` is the last item's key if more follow."""
    following = f'"{write_cursor(next_key)}"' if next_key is not None else "null"
    return ready(session, f'{{"items":[{",".join(items)}],"next":{following}}}')


PROBLEMS: Mapping[int | str, dict[str, Any]] = {
    status: {"description": meaning, "content": {"application/problem+json": {"schema": {"$ref": reference}}}}
    for reference in ["#/components/schemas/Problem"]
    for status, meaning in {
        400: "The cursor or the request cannot be read",
        422: "A part of the request is wrong; `errors` names it",
        503: "The database cannot be reached; published archives still can",
    }.items()
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documented errors of a route: the common ones and `statuses`."""
    meanings = {
        401: "No token, or an unknown one",
        403: "The token lacks the scope",
        404: "Nothing of that name",
        409: "Somebody else has it",
        413: "The body is too large",
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        **PROBLEMS,
        **{status: {"description": meanings[status], "content": content} for status in statuses},
    }


def etag(body: bytes) -> str:
    """Return a strong ETag for a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
