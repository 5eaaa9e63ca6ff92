"""One archive over HTTP, from any offset, without believing the server about ranges."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import httpx

from livinglab.client.catalog import ConnectionDropped
from livinglab.credentials.origins import origin_of
from livinglab.errors import LivinglabError, NotFetchable, Unreachable
from livinglab.language import Text

MAX_REDIRECTS = 3
CHUNK = 256 * 1024
CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class WebSource:
    """Reads one URL; carries on by Range and If-Range, and skips by hand where the server knows neither."""

    def __init__(self, http: httpx.Client, address: str, *, anew: Callable[[], str] | None = None) -> None:
        self._http = http
        self._address = address
        self._anew = anew
        """Gives the address that is good now, where addresses run out."""
        self._etag: str | None = None
        self._ranges = True

    @contextmanager
    def read_from(self, offset: int) -> Iterator[Iterator[bytes]]:
        """Open the stream at `offset`; raises ConnectionDropped where another try may help."""
        try:
            response = self._open(offset)
        except httpx.HTTPError as error:
            raise ConnectionDropped(str(error)) from error
        try:
            yield self._chunks(response, offset)
        finally:
            response.close()

    def _open(self, offset: int) -> httpx.Response:
        response = self._followed(offset)
        if response.status_code not in (401, 403) or self._anew is None:
            return response
        response.close()
        self._address = self._anew()
        return self._followed(offset)

    def _followed(self, offset: int) -> httpx.Response:
        address = self._address
        for _ in range(MAX_REDIRECTS + 1):
            headers = self._headers(offset, address)
            request = self._http.build_request("GET", address, headers=headers)
            if origin_of(address) != origin_of(self._address):
                for name in ("Authorization", "Livinglab-Region"):
                    request.headers.pop(name, None)
            response = self._http.send(request, stream=True, follow_redirects=False)
            if not response.has_redirect_location:
                return response
            response.close()
            address = self._redirected(address, response.headers["Location"])
        raise Unreachable(Text(id="Terlalu banyak pengalihan.", en="Too many redirects."))

    def _headers(self, offset: int, address: str) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        if offset and self._ranges:
            headers["Range"] = f"bytes={offset}-"
            if self._etag and address == self._address:
                headers["If-Range"] = self._etag
        return headers

    def _redirected(self, address: str, location: str) -> str:
        target = urljoin(address, location)
        if urlsplit(target).scheme not in ("http", "https") or (
            urlsplit(address).scheme == "https" and urlsplit(target).scheme != "https"
        ):
            raise Unreachable(
                Text(
                    id="Registri mengalihkan ke alamat tanpa TLS.",
                    en="The registry redirects to an address without TLS.",
                )
            )
        return target

    def _chunks(self, response: httpx.Response, offset: int) -> Iterator[bytes]:
        skip = self._to_skip(response, offset)
        try:
            for chunk in response.iter_raw():
                if skip >= len(chunk):
                    skip -= len(chunk)
                    continue
                yield chunk[skip:] if skip else chunk
                skip = 0
        except httpx.HTTPError as error:
            raise ConnectionDropped(str(error)) from error

    def _to_skip(self, response: httpx.Response, offset: int) -> int:
        """Return how many bytes come again; raises where this is no part of the archive."""
        if response.status_code == 200:
            etag = response.headers.get("ETag", "")
            self._etag = etag if etag.startswith('"') else None
            return offset
        if response.status_code == 206:
            told = CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
            if told and int(told[1]) <= offset:
                return offset - int(told[1])
            self._ranges = False
            raise ConnectionDropped("the server answers with another range than asked for")
        if response.status_code == 416:
            self._ranges = False
            raise ConnectionDropped("the server refuses the range")
        raise _failure(response)


def _failure(response: httpx.Response) -> Exception:
    status = response.status_code
    if status in (401, 403):
        return NotFetchable(
            Text(id="Arsip ini tidak terbuka untuk umum.", en="This archive is not open to the public."),
            Text(
                id="Masuk: livinglab login. Siapa Anda saat ini: livinglab whoami.",
                en="Sign in: livinglab login. Who you are now: livinglab whoami.",
            ),
        )
    if status in (408, 425, 429) or status >= 500:
        return ConnectionDropped(f"HTTP {status}")
    reason: LivinglabError = Unreachable(
        Text(
            id=f"Registri tidak memberikan arsipnya (HTTP {status}).",
            en=f"The registry does not serve the archive (HTTP {status}).",
        )
    )
    return reason
