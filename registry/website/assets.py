"""Static files, read once: named by their content, so that browsers keep them for good, and gzipped once."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FOR_GOOD = "public, max-age=31536000, immutable"
COMPRESSED = (".css", ".js", ".svg")
mimetypes.add_type("text/javascript", ".js")
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """One file: its address, its bytes as they are and gzipped (empty: not worth it), and its media type."""

    path: str
    body: bytes
    gzipped: bytes
    media_type: str
    digest: str


class Assets:
    """All static files. The style sheets of `templates/styles/` are one file, in the order of their names."""

    def __init__(self, token_sheet: Path | None = None) -> None:
        """Read them; `token_sheet` is an operator's own. Raises OSError where it can't be read."""
        files = {path.name: path.read_bytes() for path in sorted((TEMPLATES / "static").iterdir())}
        files["page.css"] = b"\n".join(
            path.read_bytes() for path in sorted((TEMPLATES / "styles").glob("*.css"))
        )
        if token_sheet is not None:
            files["tokens.css"] = token_sheet.read_bytes()
        self._by_name = {name: _asset(name, body) for name, body in files.items()}
        self._by_path = {asset.path: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """Return the address of a file by its plain name. Raises KeyError for one that is not there."""
        return self._by_name[name].path

    def has(self, name: str) -> bool:
        """Say whether there is such a file."""
        return name in self._by_name

    def find(self, name: str) -> tuple[Asset, bool] | None:
        """Return a file by the last part of its address, and whether that part names its content."""
        kept = self._by_path.get(f"/static/{name}")
        if kept is not None:
            return kept, True
        plain = self._by_name.get(name)
        return (plain, False) if plain else None


@router.get("/static/{name}")
async def static_file(request: Request, name: str) -> Response:
    """Send a static file; one named by its content may be kept for good."""
    found = request.app.state.assets.find(name)
    if found is None:
        raise HTTPException(404)
    asset, for_good = found
    squeezed = bool(asset.gzipped) and accepts_gzip(request)
    etag = f'"{asset.digest}{"-gzip" if squeezed else ""}"'
    headers = {
        "Cache-Control": FOR_GOOD if for_good else "no-cache",
        "ETag": etag,
        **({"Vary": "Accept-Encoding"} if asset.gzipped else {}),
    }
    if has_it(request, etag):
        return Response(status_code=304, headers=headers)
    if squeezed:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.gzipped if squeezed else asset.body, headers=headers, media_type=asset.media_type)


def accepts_gzip(request: Request) -> bool:
    """Say whether the client takes gzip (RFC 9110, 12.5.3)."""
    for one in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = one.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def has_it(request: Request, etag: str) -> bool:
    """Say whether the client has this very representation already (If-None-Match, RFC 9110, 13.1.2)."""
    given = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    return etag in given or "*" in given


def _asset(name: str, body: bytes) -> Asset:
    digest = hashlib.sha256(body).hexdigest()[:16]
    stem, _, suffix = name.rpartition(".")
    squeezed = gzip.compress(body, 9, mtime=0) if f".{suffix}" in COMPRESSED else b""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(f"/static/{stem}.{digest}.{suffix}", body, squeezed, media_type, digest)
