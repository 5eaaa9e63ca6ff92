"""Query parameters that a route does not know are refused: a misspelt filter would answer of everything."""

from collections.abc import Iterator

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from livinglab.language import Text
from registry.errors import Invalid

PREFIX = "/api/v1/"  # pages are linked to with all sorts of things; /v1 does as that API's first server
LONGEST_SHOWN = 40


async def _refuse(request: Request) -> None:
    if not request.scope["query_string"] or not request.scope["path"].startswith(PREFIX):
        return
    route = request.scope["route"]
    if isinstance(route, APIRoute):
        known = frozenset(_names(route.dependant))
        for name in request.query_params:
            if name not in known:
                raise Invalid(_said(name, known), field=name[:LONGEST_SHOWN])


def _names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        yield field.alias
    for one in dependant.dependencies:
        yield from _names(one)


def _said(name: str, known: frozenset[str]) -> Text:
    shown, names = name[:LONGEST_SHOWN], ", ".join(sorted(known))
    return Text(
        id=f"Alamat ini tidak mengenal parameter {shown}. "
        + (f"Yang dikenal: {names}." if names else "Kirim tanpa parameter."),
        en=f"This address does not know the parameter {shown}. "
        + (f"It knows: {names}." if names else "Send it without parameters."),
    )


# For the whole application: it looks at `/api/v1/` alone.
KnownParameters = Depends(_refuse)
