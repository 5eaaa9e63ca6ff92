"""The signed index of archives as plain files. Nothing here asks the database."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from livinglab.contract.index import IndexedApplication, RegistryKeys, SignedIndex
from livinglab.language import Text
from registry.api import answers
from registry.catalog.store import Store
from registry.errors import NotFound

router = APIRouter(prefix="/archives/index", tags=["archives"])
FOREVER = "public, max-age=31536000, immutable"
SOON = "public, max-age=5"


@router.head("/index.json", include_in_schema=False)
@router.get(
    "/index.json", response_model=SignedIndex, responses={**answers.UNCHANGED, **answers.problems(404)}
)
def get_index(request: Request) -> Response:
    """Read the signed index: which shards there are, until when that counts, where the journal stood."""
    return _file(request, "index/index.json", SOON)


@router.head("/keys.json", include_in_schema=False)
@router.get(
    "/keys.json", response_model=RegistryKeys, responses={**answers.UNCHANGED, **answers.problems(404)}
)
def get_index_keys(request: Request) -> Response:
    """Read the keys that signed the index, oldest first, each signed by the one before."""
    return _file(request, "index/keys.json", SOON)


@router.head("/{digest}.json", include_in_schema=False)
@router.get(
    "/{digest}.json",
    response_model=dict[str, IndexedApplication],
    responses={**answers.UNCHANGED, **answers.problems(404)},
)
def get_shard(request: Request, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Response:
    """Read a shard of the index by its SHA-256: releases and digests of their archives. It never changes."""
    return _file(request, f"index/{digest}.json", FOREVER)


def _file(request: Request, name: str, cache: str) -> Response:
    store: Store = request.app.state.store
    try:
        content = b"".join(store.read(name))
    except NotFound as error:
        text = Text(
            id="Berkas indeks ini tidak ada. Baca lagi archives/index/index.json.",
            en="There is no such file of the index. Read archives/index/index.json again.",
        )
        raise NotFound(text) from error
    etag = answers.etag(content)
    headers = {"ETag": etag, "Cache-Control": cache}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)
