"""Dumps of everything public, as files. Nothing here asks the database."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from livinglab.contract.dump import DumpIndex
from livinglab.language import Text
from registry.api import answers, files
from registry.catalog.store import Store
from registry.errors import NotFound
from registry.exchange.dump import package, shelf

router = APIRouter(prefix="/dumps", tags=["dumps"])
ASK_AGAIN = "public, no-cache"  # what is taken out of a dump is gone for those who ask
Day = Annotated[str, Path(pattern=r"^(latest|\d{4}-\d{2}-\d{2})$", examples=["latest", "2026-11-22"])]
Name = Annotated[str, Path(pattern=r"^[a-z-]{1,40}(\.schema)?\.(csv|json|jsonl|md)$")]


class FileAnswer(Response):
    """A file of a dump."""

    media_type = "application/octet-stream"


@router.head("/", include_in_schema=False)
@router.get("/", response_model=DumpIndex, responses=answers.problems())
def list_dumps(request: Request) -> Response:
    """List the nightly dumps of everything public, newest first."""
    body = shelf.index(_store(request)).model_dump_json().encode()
    headers = {"ETag": answers.etag(body), "Cache-Control": ASK_AGAIN}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.head("/{day}/{name}", include_in_schema=False)
@router.get("/{day}/{name}", response_class=FileAnswer, responses=answers.problems(404))
def get_dump_file(request: Request, day: Day, name: Name) -> Response:
    """Download a file of a dump, wholly or by Range; `day` is a date or `latest`."""
    store = _store(request)
    found = shelf.find(store, day)
    for file in found.dump.files:
        if file.name == name:
            return files.answer(
                request,
                store,
                f"{found.folder}/{name}",
                size=file.bytes,
                etag=file.sha256,
                cache=ASK_AGAIN,
                kind=package.media(name),
            )
    raise NotFound(
        Text(
            id=f"Salinan data itu tidak punya berkas {name}. Lihat datapackage.json di sampingnya.",
            en=f"That dump has no file {name}. See datapackage.json beside it.",
        )
    )


def _store(request: Request) -> Store:
    store: Store = request.app.state.dumps
    return store
