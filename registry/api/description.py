"""The API's own description (OpenAPI), written once: FastAPI's route would write it anew for each reader."""

import asyncio
import json
from collections.abc import Sequence

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from registry.api import answers, operations
from registry.settings import Settings

router = APIRouter(prefix="/api/v1", include_in_schema=False)
ABOUT = """What Indonesia's regions share: applications, their releases, who uses what, and how it went.

Reading needs no account; `Authorization: Bearer llab_…` does for the rest. Lists come in pages, with cursors.
Errors are `application/problem+json`, in English or Indonesian by `Accept-Language`. `HEAD` works wherever
`GET` does. A query parameter that is not described is a 422.
"""
TAGS = {
    "account": "The account behind a token, and its tokens.",
    "adoptions": "What regions do with applications, recorded by themselves: stages, documents, terms.",
    "applications": "The catalog: applications, their releases, and search.",
    "archives": "Immutable files: git bundles, bills of materials, the signed index, static entries.",
    "changes": "The public changes one after another, to keep a copy of the catalog.",
    "dumps": "Everything public at once, made each night.",
    "experiences": "What adoptions took, in their adopters' words.",
    "feeds": "Atom feeds.",
    "indicators": "The indicators of SPBE, and what an application can support.",
    "journal": "The hash-chained journal, its signed checkpoints, and the keys.",
    "materials": "Manuals, training, coming sessions and services of applications.",
    "moderation": "The curators' queue and decisions; releases that are taken back.",
    "open catalog": "The Open Catalog API 1.0, read-only, as Developers Italia's.",
    "organisations": "Who donates and adopts.",
    "overrides": "Findings that a curator lets pass.",
    "pipelines": "Publishing from a forge's pipeline.",
    "publishers": "Who donates.",
    "regions": "Regions of Indonesia by Kemendagri code.",
    "spbe index": "The SPBE index of regions and of the country, as KemenPANRB published it.",
    "sign-in": "How a command line gets a token (RFC 8628).",
    "statistics": "Adoption in figures, each with the list of what it counts.",
    "submissions": "Donate an application.",
    "visibility": "Who may have an application's source.",
    "webhooks": "Be told at an address of your own.",
}


@router.get("/openapi.json")
async def get_description(request: Request) -> Response:
    """Read the description of the API."""
    state = request.app.state
    if not hasattr(state, "description"):
        # It takes a third of a second: many first readers wait for one, and nobody else waits at all.
        state.description = asyncio.ensure_future(_written(request.app))
    body = await asyncio.shield(state.description)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})


async def _written(app: FastAPI) -> bytes:
    return await run_in_threadpool(lambda: json.dumps(app.openapi(), separators=(",", ":")).encode())


def describe(app: FastAPI, routers: Sequence[APIRouter], settings: Settings) -> operations.Document:
    """Return the OpenAPI document of an application made of these routers."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=ABOUT,
        routes=app.routes,
        license_info=app.license_info,
        tags=[{"name": name, "description": said} for name, said in TAGS.items()],
        servers=[{"url": settings.origin}],
    )
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    operations.complete(made, (route for route in routes if route.include_in_schema))
    return answers.describe_problems(made)
