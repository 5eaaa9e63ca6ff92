"""What crawlers are told: the map of the public pages, streamed, and what to leave alone."""

import zlib
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from livinglab import __version__
from registry.dependencies import CurrentDatabase, CurrentSettings, NewestSerial
from registry.protection.limited import LimitReading
from registry.settings import Settings
from registry.website.assets import accepts_gzip, has_it
from registry.website.sitemap import parts as sitemap_pages
from registry.website.sitemap.parts import PART, Listed

router = APIRouter(include_in_schema=False)
# The protocol's schemas: https://www.sitemaps.org/protocol.html
URLS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
INDEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)
CHUNK = 64 * 1024  # characters that are compressed and sent at once
CACHED = "public, max-age=3600"
# Pages of one visitor alone, of endless variety, or of no use in a list of results.
PRIVATE = (
    *("/account", "/sign-in", "/device", "/moderation", "/submissions", "/compare", "/catalog?"),
    *("/api/", "/v1/", "/archives/", "/dumps/", "/badge/"),
)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/sitemap.xml", dependencies=[LimitReading])
def sitemap(
    request: Request, database: CurrentDatabase, settings: CurrentSettings, serial: NewestSerial
) -> Response:
    """List every public page, or the parts of that list where it is long."""
    with database.read() as session:
        newest = sitemap_pages.newest(session)
    if newest > PART:
        return _answer(request, serial, _index(settings, newest))
    pages = [lambda: sitemap_pages.fixed(database), lambda: sitemap_pages.applications(database, 0)]
    return _answer(request, serial, _urls(settings, pages))


@router.get("/sitemaps/pages.xml", dependencies=[LimitReading])
def fixed_part(
    request: Request, database: CurrentDatabase, settings: CurrentSettings, serial: NewestSerial
) -> Response:
    """List the pages that are not applications."""
    return _answer(request, serial, _urls(settings, [lambda: sitemap_pages.fixed(database)]))


@router.get("/sitemaps/applications-{number}.xml", dependencies=[LimitReading])
def applications_part(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    serial: NewestSerial,
    number: Number,
) -> Response:
    """List one part of the applications, by their numbers."""
    after = (number - 1) * PART
    with database.read() as session:
        if after >= sitemap_pages.newest(session):
            raise HTTPException(404)
    return _answer(request, serial, _urls(settings, [lambda: sitemap_pages.applications(database, after)]))


@router.get("/robots.txt")
def robots(settings: CurrentSettings) -> Response:
    """Tell crawlers what to leave alone, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    text = "\n".join([*lines, f"Sitemap: {settings.origin}/sitemap.xml", ""])
    return Response(text, headers={"Cache-Control": CACHED}, media_type="text/plain")


def _urls(settings: Settings, pages: list[Callable[[], Iterator[Listed]]]) -> Iterator[str]:
    yield URLS
    for listed in pages:
        for one in listed():
            yield _url(settings.origin, one)
    yield "</urlset>\n"


def _url(origin: str, one: Listed) -> str:
    """Write one page; its twins in both languages are at the same address with ?lang=."""
    where = f"{origin}{one.path}"
    day = f"<lastmod>{one.changed}</lastmod>" if one.changed else ""
    twins = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{where}?lang={language}"/>'
        for language in ("id", "en")
    )
    return f"<url><loc>{where}</loc>{day}{twins}</url>\n"


def _index(settings: Settings, newest: int) -> Iterator[str]:
    parts = ["pages", *(f"applications-{number + 1}" for number in range(-(-newest // PART)))]
    yield INDEX
    for part in parts:
        yield f"<sitemap><loc>{settings.origin}/sitemaps/{part}.xml</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def _answer(request: Request, serial: int, lines: Iterator[str]) -> Response:
    """Send lines as they come, gzipped for who takes it; they change with the journal or this program."""
    squeezed = accepts_gzip(request)
    etag = f'"{__version__}-{serial}{"-gzip" if squeezed else ""}"'
    headers = {"Cache-Control": CACHED, "ETag": etag, "Vary": "Accept-Encoding"}
    if has_it(request, etag):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers=headers, media_type="application/xml")
    chunks = _chunks(lines)
    if squeezed:
        headers["Content-Encoding"] = "gzip"
        chunks = _gzipped(chunks)
    return StreamingResponse(chunks, headers=headers, media_type="application/xml")


def _chunks(lines: Iterator[str]) -> Iterator[bytes]:
    held, size = [], 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _gzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    squeezing = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with gzip's own head
    for chunk in chunks:
        yield squeezing.compress(chunk)
    yield squeezing.flush()
