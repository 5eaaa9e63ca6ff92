"""The API's list of addresses, for people, from its own OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from registry.dependencies import PageLanguage
from registry.website.rendering import render

METHODS = ("get", "put", "post", "patch", "delete")
router = APIRouter(include_in_schema=False)


@router.get("/docs")
def api_page(request: Request, language: PageLanguage) -> Response:
    """List every address of the API by what it is about."""
    groups = grouped(request.app.openapi())
    return render(request, "api.html", language, groups=groups)


def grouped(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the operations of an OpenAPI document by their first tag, both in alphabetical order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in sorted(document["paths"].items()):
        for method in METHODS:
            if method in operations:
                operation = {"method": method.upper(), "path": path, **operations[method]}
                groups.setdefault(operation.get("tags", ["other"])[0], []).append(operation)
    return dict(sorted(groups.items()))
