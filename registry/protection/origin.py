"""Our own origin: which Host names us, and which requests a browser sends for another site."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from registry.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})  # health checks and trials on one machine
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({b"same-origin", b"none"})  # values of Sec-Fetch-Site (W3C Fetch Metadata, §2.3)
LONGEST_HOST = 300
REMEMBERED = 64


@dataclass(slots=True)
class Asked:
    """The headers of one request that say from where it comes. Absent ones are None."""

    host: bytes | None = None
    origin: bytes | None = None
    site: bytes | None = None
    cookie: bool = False
    authorization: bool = False
    hosts: int = 0


def read(headers: list[tuple[bytes, bytes]]) -> Asked:
    """Read the headers, whose names are in lower case."""
    asked = Asked()
    for name, value in headers:
        if name == b"host":
            asked.host, asked.hosts = value, asked.hosts + 1
        elif name == b"cookie":
            asked.cookie = True
        elif name == b"authorization":
            asked.authorization = True
        elif name == b"origin":
            asked.origin = value
        elif name == b"sec-fetch-site":
            asked.site = value
    return asked


class OurOrigin:
    """The registry's one public address, and the loopback names of the machine that it runs on."""

    def __init__(self, settings: Settings) -> None:
        place = urlsplit(str(settings.public_url))
        self._host = _name(place.netloc)
        self._origin = f"{place.scheme}://{place.netloc}".encode()
        self._is_https = place.scheme == "https"
        self._remembered: set[bytes] = set()

    def is_named_by(self, asked: Asked) -> bool:
        """Say whether the Host header names this registry: once, and by a name that it has."""
        host = asked.host
        if asked.hosts != 1 or host is None or len(host) > LONGEST_HOST:
            return False
        if host in self._remembered:
            return True
        if _name(host.decode("latin-1")) not in {self._host, *LOOPBACK}:
            return False
        if len(self._remembered) < REMEMBERED:  # the port varies
            self._remembered.add(host)
        return True

    def is_crossed_by(self, method: str, asked: Asked) -> bool:
        """Say whether another site made a browser send this request, which would change something.

        The rule of Go 1.25's CrossOriginProtection, with one more case: a request with a token and
        without a cookie is no browser's doing, since no browser adds an Authorization header by itself.
        """
        if method in SAFE or (asked.authorization and not asked.cookie):
            return False
        if asked.site is not None:
            return asked.site not in OURS
        if asked.origin is not None:
            return not self._is_own(asked.origin, asked.host or b"")
        return asked.cookie  # every browser since 2020 sends at least Origin; programs carry no cookie

    def _is_own(self, origin: bytes, host: bytes) -> bool:
        if origin == self._origin:
            return True
        if self._is_https and _name(host.decode("latin-1")) == self._host:
            return False  # the page came over http: somebody on the line may have written it
        return origin.partition(b"://")[2] == host


def _name(host: str) -> str:
    """Return a Host's name without its port: `[::1]:8000` is `[::1]`."""
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.partition(":")[0].lower().rstrip(".")
