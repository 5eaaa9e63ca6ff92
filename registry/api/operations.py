"""What holds for all operations of the API, written into each: tokens, limits, ETags, common errors."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, get_args

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from registry.api import answers, idempotency, parameters
from registry.api.ready import PREFIXES as READY
from registry.dependencies import Auditor, Curator, CurrentCaller, KnownCaller
from registry.protection import limited

Document: TypeAlias = dict[str, Any]
SCHEME = "token"
OWN_NAMES = frozenset({"statistics", "open catalog"})  # whose functions are named as others are
LIMITS = {
    one.dependency
    for one in (
        *(limited.LimitDevice, limited.LimitDevicePoll, limited.LimitPipeline, limited.LimitReading),
        *(limited.LimitRecord, limited.LimitSearch, limited.LimitSubmission),
    )
}
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
ETAG = {"ETag": {"description": "for `If-None-Match`; absent where nobody may store it", "schema": TEXT}}
SERIAL = {
    answers.SERIAL: {"description": "the journal's serial that this reflects, if it does", "schema": NUMBER}
}
LEFT = {
    "RateLimit-Policy": {"description": "what is allowed: q in w seconds", "schema": TEXT},
    "RateLimit": {"description": "what is left: r, wholly back in t seconds", "schema": TEXT},
}
WAIT = {"Retry-After": {"description": "seconds to wait", "schema": NUMBER}}
AGAIN = {idempotency.REPLAYED: {"description": "`true` if this was answered before", "schema": TEXT}}


def _asked(annotated: Any) -> Any:
    return get_args(annotated)[1].dependency


CALLER = _asked(CurrentCaller)
NEEDED = {_asked(one) for one in (KnownCaller, Curator, Auditor)}


def name(route: APIRoute) -> str:
    """Return an operation's id: its function's name, which is unique, and stays."""
    tag = str(route.tags[0]) if route.tags else ""
    return f"{tag.replace(' ', '_')}_{route.name}" if tag in OWN_NAMES else route.name


def complete(document: Document, routes: Iterable[APIRoute]) -> None:
    """Write into each operation of a document what its route does not say itself."""
    document["components"].setdefault("securitySchemes", {})[SCHEME] = {
        "type": "http",
        "scheme": "bearer",
        "description": "`llab_…`, made on the website at /account/tokens or by `livinglab login`",
    }
    for route in routes:
        for method in route.methods or ():
            operation = document["paths"][route.path_format].get(method.lower())
            if operation is not None:
                _complete(operation, method, route)


def _complete(operation: Document, method: str, route: APIRoute) -> None:
    for parameter in operation.get("parameters", []):
        parameters.explain(parameter)
    asked = set(_calls(route.dependant))
    writes = method != "GET"
    if CALLER in asked:
        _secure(operation, is_needed=writes or bool(asked & NEEDED))
        _add(operation, 401, 429)
    if asked & LIMITS:
        _add(operation, 429)
    if writes:
        _add(operation, 413, 507)
    if not writes:
        _tell_fresh(operation, SERIAL if route.path_format.startswith(READY) else {})
    _tell_headers(operation, is_limited=bool(asked & LIMITS))


def _calls(dependant: Dependant) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)


def _secure(operation: Document, *, is_needed: bool) -> None:
    """Say that a token is taken or needed; OpenAPI has the header `Authorization` in this way alone."""
    others = [one for one in operation["parameters"] if one["name"].lower() != "authorization"]
    operation["parameters"] = others
    operation["security"] = [{SCHEME: []}] if is_needed else [{}, {SCHEME: []}]


def _add(operation: Document, *statuses: int) -> None:
    for status in statuses:
        operation["responses"].setdefault(str(status), answers.problem(status))
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _tell_fresh(operation: Document, serial: Document) -> None:
    """Say that every read is cheap to ask again: `api.ready` sees to it, files and feeds do it themselves."""
    responses = operation["responses"]
    if "200" in responses:
        _head(responses["200"], {**ETAG, **serial})
        responses.setdefault("304", {**answers.UNCHANGED[304], "headers": ETAG})


def _tell_headers(operation: Document, *, is_limited: bool) -> None:
    takes_key = any(one["name"] == idempotency.HEADER for one in operation.get("parameters", []))
    for status, response in operation["responses"].items():
        if is_limited:
            _head(response, LEFT)
        if status in ("429", "503"):
            _head(response, WAIT)
        if takes_key and status.startswith("2"):
            _head(response, AGAIN)


def _head(response: Document, headers: Document) -> None:
    response["headers"] = {**headers, **response.get("headers", {})}
