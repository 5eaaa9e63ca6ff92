"""One careful question to a web address: public hosts only, pinned, with limits on time, size, redirects."""

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import NamedTuple

import httpx

from livinglab.language import Text

SECONDS = 10.0
MOST_REDIRECTS = 5
MOST_SPENT = 20.0  # seconds reading one answer

_AGENT = "livinglab-check"
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # the only block of IPv6 from which addresses are given out
_HOST_OF_A_CLOUD = ipaddress.ip_address("168.63.129.16")
_REFUSED = Text(
    id="Alamat ini mengarah ke jaringan yang tidak umum dan tidak dihubungi",
    en="This address leads into a network that is not public and is not asked",
)


class Answer(NamedTuple):
    """The media type of an answer, lower case, and its first bytes."""

    media_type: str
    start: bytes


class Unreachable(Exception):
    """An address that does not answer as it should. `message` says so to people."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def is_public(address: str) -> bool:
    """Tell whether an IP address may be dialled: global, and no other network's address in disguise."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and found != _HOST_OF_A_CLOUD
    if found.ipv4_mapped is not None:
        return is_public(str(found.ipv4_mapped))
    relayed = found.sixtofour is not None or found.teredo is not None
    return found.is_global and not found.is_multicast and not relayed and found in _GIVEN_OUT


def ask(url: str, *, most: int, may_dial: Callable[[str], bool] = is_public) -> Answer:
    """Get an address and return at most `most` bytes of its answer. Raises Unreachable.

    Each hop is resolved once, every address must pass `may_dial`, and one of them is dialled under
    the name's certificate, so that a name which changes its mind leads nowhere. No proxies and no
    credentials from the environment.
    """
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False, headers={"User-Agent": _AGENT}) as client:
            for _ in range(MOST_REDIRECTS + 1):
                found = _hop(client, httpx.URL(url), most, may_dial)
                if isinstance(found, Answer):
                    return found
                url = found
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError) as error:
        kind = type(error).__name__
        raise Unreachable(Text(id=f"Tidak terjangkau ({kind})", en=f"Not reachable ({kind})")) from error
    raise Unreachable(Text(id="Terlalu banyak pengalihan", en="Too many redirects"))


def _hop(client: httpx.Client, url: httpx.URL, most: int, may_dial: Callable[[str], bool]) -> Answer | str:
    """Return the answer, or where it redirects to."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise Unreachable(Text(id="Hanya http dan https yang dihubungi", en="Only http and https are asked"))
    dialled = url.copy_with(host=_resolved(url, may_dial), username=None, password=None)
    request = client.build_request(
        "GET", dialled, headers={"Host": url.netloc.decode("ascii").rpartition("@")[2]}
    )
    request.extensions["sni_hostname"] = url.raw_host.decode("ascii")
    answer = client.send(request, stream=True)
    try:
        if answer.is_redirect and "location" in answer.headers:
            return str(url.join(answer.headers["location"]))
        if answer.status_code != httpx.codes.OK:
            code = answer.status_code
            raise Unreachable(Text(id=f"Menjawab dengan HTTP {code}", en=f"Answers with HTTP {code}"))
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(media_type, _start(answer, most))
    finally:
        answer.close()


def _resolved(url: httpx.URL, may_dial: Callable[[str], bool]) -> str:
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    answers = {str(each[4][0]) for each in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)}
    if not all(map(may_dial, answers)):
        raise Unreachable(_REFUSED)
    return min(answers, key=lambda address: (":" in address, address))


def _start(answer: httpx.Response, most: int) -> bytes:
    """Return the first bytes, unpacked by no one: a small answer must not become a large one."""
    until = time.monotonic() + MOST_SPENT
    read = bytearray()
    if most:
        for chunk in answer.iter_raw(64 << 10):
            read += chunk
            if len(read) >= most or time.monotonic() > until:
                break
    return bytes(read[:most])
