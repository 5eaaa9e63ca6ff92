"""The API's own description (OpenAPI), written once: FastAPI's route would write it anew for each reader."""

import asyncio
import json

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

router = APIRouter(prefix="/api/v1", include_in_schema=False)


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
