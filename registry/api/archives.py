"""Archives: bundles, bills of materials, static entries: plain files. Nothing here asks the database."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, TypedDict, Unpack

from fastapi import APIRouter, Path, Query, Request, Response

from livinglab.contract import REGION_CODE, CatalogEntry
from livinglab.language import Text
from registry.access import networks
from registry.adoption.fetches import Fetches
from registry.api import answers, files
from registry.api.ranges import Range
from registry.catalog import signed_links
from registry.catalog.store import Store
from registry.errors import NotFound

router = APIRouter(tags=["archives"])
FOREVER = "public, max-age=31536000, immutable"
SOON = "public, max-age=5"
BUNDLE, BILL = "application/x-git-bundle", "application/vnd.cyclonedx+json; version=1.6"
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Shelf = Annotated[str, Path(pattern=r"^[0-9a-f]{2}$")]
Until = Annotated[str | None, Query(max_length=20, description="when the path runs out, in seconds of 1970")]
Signature = Annotated[str | None, Query(max_length=100)]


def _told(kind: str, *statuses: int) -> dict[str, Any]:
    """Describe a route that gives a file of this media type, wholly or by Range."""
    file = {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}
    responses: dict[int | str, dict[str, Any]] = {
        200: {"description": "The whole file", **file},
        206: {"description": "The part that `Range` asks for", **file},
        **answers.UNCHANGED,
        416: {"description": "`Range` lies outside of the file"},
    }
    return {"response_class": Response, "responses": {**responses, **answers.problems(*statuses)}}


@router.head("/archives/{shelf}/{digest}.bundle", include_in_schema=False)
@router.get("/archives/{shelf}/{digest}.bundle", **_told(BUNDLE, 404))
def get_archive(request: Request, shelf: Shelf, digest: Digest) -> Response:
    """Download a git bundle by its SHA-256, wholly or by Range. It never changes."""
    return _file(request, f"{shelf}/{digest}.bundle", etag=digest, cache=FOREVER, counted=digest)


@router.head("/archives/restricted/{shelf}/{digest}.bundle", include_in_schema=False)
@router.get("/archives/restricted/{shelf}/{digest}.bundle", **_told(BUNDLE, 401, 403, 404))
def get_restricted_archive(
    request: Request, shelf: Shelf, digest: Digest, until: Until = None, signature: Signature = None
) -> Response:
    """Download a git bundle of an application whose source is not public, at the signed path of a release."""
    name = f"{shelf}/{digest}.bundle"
    return _restricted(request, name, until, signature, etag=digest, counted=digest, kind=BUNDLE)


@router.head("/archives/{shelf}/{digest}.cdx.json", include_in_schema=False)
@router.get("/archives/{shelf}/{digest}.cdx.json", **_told(BILL, 404))
def get_bill(request: Request, shelf: Shelf, digest: Digest) -> Response:
    """Download a release's bill of materials (CycloneDX) by its SHA-256. It never changes."""
    return _file(request, f"{shelf}/{digest}.cdx.json", etag=digest, cache=FOREVER, counted=None, kind=BILL)


@router.head("/archives/restricted/{shelf}/{digest}.cdx.json", include_in_schema=False)
@router.get("/archives/restricted/{shelf}/{digest}.cdx.json", **_told(BILL, 401, 403, 404))
def get_restricted_bill(
    request: Request, shelf: Shelf, digest: Digest, until: Until = None, signature: Signature = None
) -> Response:
    """Download a bill of materials of an application whose source is not public, at a signed path."""
    name = f"{shelf}/{digest}.cdx.json"
    return _restricted(request, name, until, signature, etag=digest, counted=None, kind=BILL)


@router.head("/archives/applications/{slug}.json", include_in_schema=False)
@router.get(
    "/archives/applications/{slug}.json",
    response_model=CatalogEntry,
    responses={**answers.UNCHANGED, **answers.problems(404)},
)
def get_entry(request: Request, slug: Annotated[str, Path(pattern=r"^[a-z0-9-]{3,60}$")]) -> Response:
    """Read an application and all its releases as one static file: what mirrors carry."""
    return _file(request, f"applications/{slug}.json", etag=None, cache=SOON, counted=None)


class About(TypedDict):
    """What is known of a file by the kind of its address."""

    etag: str
    counted: str | None
    kind: str


def _restricted(
    request: Request,
    name: str,
    until: str | None,
    signature: str | None,
    **about: Unpack[About],
) -> Response:
    """Serve a file at a signed path. Where public source is the same, or has become so, it lies there."""
    signed_links.check(request.app.state.keys, f"archives/restricted/{name}", until, signature)
    store: Store = request.app.state.store
    shelved = f"restricted/{name}"
    return _file(request, name if store.size(shelved) is None else shelved, cache=answers.PRIVATE, **about)


def _file(
    request: Request, name: str, *, etag: str | None, cache: str, counted: str | None, kind: str = BUNDLE
) -> Response:
    store: Store = request.app.state.store
    size = store.size(name)
    if size is None:
        raise NotFound(Text(id="Berkas arsip ini tidak ada.", en="There is no such archive."))
    if etag is None:
        return _small(request, b"".join(store.read(name, 0, size)), cache)
    return files.answer(
        request,
        store,
        name,
        size=size,
        etag=etag,
        cache=cache,
        kind=kind,
        watch=partial(_counted, request, counted),
    )


def _small(request: Request, body: bytes, cache: str) -> Response:
    etag = answers.etag(body)
    headers = {"ETag": etag, "Cache-Control": cache}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _counted(
    request: Request, digest: str | None, chunks: Iterator[bytes], asked: Range, size: int
) -> Iterator[bytes]:
    """Pass the chunks on, and count the download when its last byte has been taken."""
    yield from chunks
    fetches: Fetches = request.app.state.fetches
    region = request.headers.get("livinglab-region", "")
    if digest and asked.end == size:
        network = networks.network(request.client.host if request.client else None)
        fetches.add(digest, region if re.fullmatch(REGION_CODE, region) else "", network=network)
