"""The API's own description (OpenAPI), written once: FastAPI's route would write it anew for each reader."""

import json

from fastapi import APIRouter, Request, Response

router = APIRouter(prefix="/api/v1", include_in_schema=False)


# Not `async`: the first one takes a third of a second, which others must not wait for.
@router.get("/openapi.json")
def get_description(request: Request) -> Response:
    """Read the description of the API."""
    state = request.app.state
    if getattr(state, "description", None) is None:
        state.description = json.dumps(request.app.openapi(), separators=(",", ":")).encode()
    return Response(state.description, media_type="application/json", headers={"Cache-Control": "no-cache"})
