"""Files of a store as answers: wholly or by Range, with the ETag that their digest is."""

from collections.abc import Callable, Iterator

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from registry.api.ranges import Range, read_range
from registry.catalog.store import Store

# What is done with the bytes on their way: they, which part they are, and the size of the whole.
Watch = Callable[[Iterator[bytes], Range, int], Iterator[bytes]]


def answer(
    request: Request,
    store: Store,
    name: str,
    *,
    size: int,
    etag: str,
    cache: str,
    kind: str,
    watch: Watch = lambda chunks, _asked, _size: chunks,
) -> Response:
    """Answer with a file of `size` bytes and a known digest: 200, 206, 304 or 416."""
    headers = {"ETag": f'"{etag}"', "Cache-Control": cache, "Accept-Ranges": "bytes"}
    if f'"{etag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    asked = read_range(request.headers.get("range"), request.headers.get("if-range"), etag=etag, size=size)
    if asked is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(asked.end - asked.start)
    if asked.partial:
        headers["Content-Range"] = f"bytes {asked.start}-{asked.end - 1}/{size}"
    status = 206 if asked.partial else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    chunks = watch(store.read(name, asked.start, asked.end), asked, size)
    return StreamingResponse(chunks, status_code=status, headers=headers, media_type=kind)
