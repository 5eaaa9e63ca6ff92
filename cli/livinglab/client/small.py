"""Small files over HTTP, read no further than one byte beyond what they may be, and not for ever."""

import time

import httpx

from livinglab.errors import Unreachable
from livinglab.language import Text

SECONDS = 120.0  # for one file, however slowly it trickles
ABSENT = (404, 410)


def read(http: httpx.Client, address: str, most: int) -> bytes | None:
    """Return at most `most` bytes and one more; None if nothing is there. Raises Unreachable."""
    try:
        # Not compressed: a few bytes could unfold into gigabytes before anybody counts them.
        request = http.build_request("GET", address, headers={"Accept-Encoding": "identity"})
        response = http.send(request, stream=True, follow_redirects=False)
        try:
            return _body(response, address, most)
        finally:
            response.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _unreachable(address, f"{type(error).__name__}: {error}") from error


def _body(response: httpx.Response, address: str, most: int) -> bytes | None:
    if response.status_code in ABSENT:
        return None
    if response.status_code != 200:
        raise _unreachable(address, f"HTTP {response.status_code}")
    ends = time.monotonic() + SECONDS
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk[: most + 1 - len(content)]
        if len(content) > most:
            break
        if time.monotonic() > ends:
            raise _unreachable(address, "too slow")
    return bytes(content)


def _unreachable(address: str, reason: str) -> Unreachable:
    return Unreachable(
        Text(id=f"{address} tidak terjangkau ({reason}).", en=f"{address} cannot be reached ({reason})."),
        Text(
            id="Periksa: livinglab doctor. Tanpa jaringan: --offline, --from-bundle, --registry FOLDER.",
            en="Check: livinglab doctor. With no network: --offline, --from-bundle, --registry FOLDER.",
        ),
    )
