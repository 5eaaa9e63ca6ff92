"""How a page travels: gzipped where nothing secret is on it, with a strong ETag, and 304 to who has it."""

import gzip
import hashlib

from fastapi import Request, Response

from registry.website.assets import accepts_gzip, has_it

PRIVATE = "private, no-store"  # `Cache-Control` of what is for one visitor alone
SMALLEST = 1_000  # bytes; below that gzip gains nothing
HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Accept-Language, Cookie"}


def deliver(
    request: Request, page: str, *, status: int = 200, media_type: str = "text/html", secret: bool = False
) -> Response:
    """Return a page as a response.

    `secret`: it shows what only this visitor may see beside what came with the request, and so is never
    compressed: its length would tell of it (BREACH). Answers to forms never are.
    """
    body = page.encode()
    readable = request.method in ("GET", "HEAD")
    squeezed = readable and not secret and len(body) >= SMALLEST and accepts_gzip(request)
    headers = dict(HEADERS)
    if status == 200 and readable:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}{"-gzip" if squeezed else ""}"'
        if not secret and has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    if squeezed:
        body = gzip.compress(body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, media_type=media_type)
