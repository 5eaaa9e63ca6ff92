"""Which addresses of repositories may be submitted: how they are written, without asking any name server."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from livinglab.language import Text
from registry.errors import Invalid

LONGEST_ADDRESS = 2048
LONGEST_HOST = 253
MOST_SEGMENTS = 24  # GitLab nests at most 20 groups
USUAL_PORTS = {"https": 443, "http": 80}

# Names that no public name server answers for (RFC 6761, RFC 6762, RFC 8375, RFC 9476 and common intranets).
INNER_NAMES = frozenset(
    (
        *("alt", "arpa", "corp", "example", "home", "internal", "intranet", "invalid", "lan", "local"),
        *("localdomain", "localhost", "onion", "private", "test"),
    )
)

_PLAIN = re.compile(r"[\x21-\x7e]+")
_WHOLE = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<place>[^/]*)(?P<path>/.*)?", re.DOTALL)
_PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LAST_LABEL = re.compile(r"[a-z]{2,63}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~+][A-Za-z0-9._~+-]{0,127}")
_FORBIDDEN = {
    "@": Text(id="nama pengguna atau kata sandi", en="a user name or password"),
    "?": Text(id="tanda tanya dan parameter", en="a query"),
    "#": Text(id="tanda pagar", en="a fragment"),
    "%": Text(id="tanda persen", en="a percent sign"),
    "\\": Text(id="garis miring terbalik", en="a backslash"),
}


class AddressRefused(Invalid):
    """The address of a repository is not one that this registry visits."""

    def __init__(self, text: Text) -> None:
        super().__init__(text, field="url")


@dataclass(frozen=True)
class DonorAddress:
    """A repository's address in its one spelling. `private`: the operator allowed this host and port."""

    scheme: str
    host: str
    port: int
    path: str
    private: bool = False

    @property
    def url(self) -> str:
        """The address as it is stored, compared and given to git."""
        return f"{self.origin}{self.path}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: where visits must not overlap."""
        port = "" if self.port == USUAL_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def check(url: str, *, private_donors: Collection[str] = ()) -> DonorAddress:
    """Read the address of a donor's repository. Raises AddressRefused, which says what is wrong with it.

    Only https on port 443 of a public name passes. What `private_donors` names as host:port may also be
    http, on any port, a single word or an address literal.
    """
    scheme, place, path = _split(url)
    host, port = _host_and_port(scheme, place)
    private = f"{host}:{port}" in {donor.lower() for donor in private_donors}
    if not private:
        _check_public(scheme, host, port)
    return DonorAddress(scheme, host, port, _clean_path(path), private)


def _split(url: str) -> tuple[str, str, str]:
    if len(url) > LONGEST_ADDRESS:
        raise _refused(
            id=f"lebih panjang dari {LONGEST_ADDRESS} huruf", en=f"over {LONGEST_ADDRESS} characters"
        )
    if not _PLAIN.fullmatch(url):
        raise _refused(
            id="memuat spasi, karakter kendali atau huruf di luar ASCII",
            en="it holds spaces, control characters or letters outside ASCII",
        )
    for character, name in _FORBIDDEN.items():
        if character in url:
            raise _refused(id=f"memuat {name.id} ({character})", en=f"it holds {name.en} ({character})")
    parts = _WHOLE.fullmatch(url)
    if parts is None or parts["scheme"].lower() not in USUAL_PORTS:
        raise _refused(
            id="harus dimulai dengan https://",
            en="it must start with https://",
        )
    return parts["scheme"].lower(), parts["place"], parts["path"] or ""


def _host_and_port(scheme: str, place: str) -> tuple[str, int]:
    parts = _PLACE.fullmatch(place)
    if parts is None or not parts["host"]:
        raise _refused(id="nama servernya tidak terbaca", en="its host name cannot be read")
    port = parts["port"]
    if port is None:
        return parts["host"].lower(), USUAL_PORTS[scheme]
    if not re.fullmatch(r"[1-9][0-9]{0,4}", port) or int(port) > 65_535:
        raise _refused(id="nomor portnya tidak sah", en="its port is not a number from 1 to 65535")
    return parts["host"].lower(), int(port)


def _check_public(scheme: str, host: str, port: int) -> None:
    if scheme != "https":
        raise _refused(
            id="harus https, bukan http; untuk server intranet, operator katalog dapat mengizinkannya",
            en="it must be https, not http; the registry's operator may allow an intranet server",
        )
    if port != USUAL_PORTS["https"]:
        raise _refused(
            id="hanya port 443 yang dikunjungi; untuk server intranet, operator katalog dapat mengizinkannya",
            en="only port 443 is visited; the registry's operator may allow an intranet server",
        )
    labels = host.split(".")
    if len(host) > LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise _refused(id="nama servernya tidak sah", en="its host name is not a valid one")
    if len(labels) < 2 or not _LAST_LABEL.fullmatch(labels[-1]):
        raise _refused(
            id="servernya harus nama publik seperti git.contoh.go.id, bukan alamat IP",
            en="its host must be a public name such as git.example.go.id, not an IP address",
        )
    if labels[-1] in INNER_NAMES:
        raise _refused(id=f"nama .{labels[-1]} tidak publik", en=f"names under .{labels[-1]} are not public")


def _clean_path(path: str) -> str:
    segments = path.removesuffix("/").split("/")[1:]
    if not segments or len(segments) > MOST_SEGMENTS:
        raise _refused(id="tidak menyebut satu repositori", en="it does not name a repository")
    for segment in segments:
        if not _SEGMENT.fullmatch(segment) or segment in {".", ".."}:
            raise _refused(
                id=f"bagian {segment!r} dari jalurnya tidak sah",
                en=f"the part {segment!r} of its path is not valid",
            )
    return "/" + "/".join(segments)


def _refused(*, id: str, en: str) -> AddressRefused:
    return AddressRefused(
        Text(
            id=f"Alamat ini tidak dapat dikunjungi: {id}.",
            en=f"This address cannot be visited: {en}.",
        )
    )
