"""Which network addresses may be dialled: one resolution, all of it public, then those answers only."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from livinglab.language import Text
from registry.catalog.addresses import DonorAddress
from registry.crawl.errors import AddressForbidden, DonorUnreachable

RESOLVE_SECONDS = 10.0
MOST_ANSWERS = 32
REQUIRED = all  # of the answers: one bad answer among good ones is how a rebinding server begins

Resolver = Callable[[str, int], Sequence[str]]
"""Takes a host and a port, returns every A and AAAA answer as text. Raises OSError."""

# Everything that is not a public unicast address. Wider than `ipaddress.is_global`, which lets through cloud
# metadata, multicast, relays and translators (measured on Python 3.11).
SPECIAL_RANGES = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host
        "169.254.0.0/16",  # link-local and cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped: unwrapped first, so only a mistake leads here
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "100::/64",  # discard
        "100:0:0:1::/64",  # dummy
        "2001::/23",  # IETF assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)
PUBLIC_V6 = ipaddress.ip_network("2000::/3")  # the only block from which unicast addresses are given out

# Not even an operator's exception leads here: nobody's donor lives there, and a metadata service does.
NEVER = tuple(
    ipaddress.ip_network(text)
    for text in ("0.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "224.0.0.0/3", "fe80::/10", "ff00::/8")
)


@dataclass(frozen=True)
class Pinned:
    """A donor's address together with the only network addresses that a visit may dial for it."""

    address: DonorAddress
    answers: tuple[str, ...]

    @property
    def curl_resolve(self) -> str:
        """The pin as curl takes it: host:port:answer,answer."""
        answers = ",".join(f"[{answer}]" if ":" in answer else answer for answer in self.answers)
        return f"{self.address.host}:{self.address.port}:{answers}"


def is_public(text: str) -> bool:
    """Say whether this is a plain address of the public internet. False for anything that does not parse."""
    found = _parse(text)
    if found is None:
        return False
    if isinstance(found, IPv6Address) and found not in PUBLIC_V6:
        return False
    return not _within(found, SPECIAL_RANGES)


def is_allowed(text: str, *, private: bool) -> bool:
    """Say whether a visit may dial this address; `private` for a donor whom the operator allowed."""
    found = _parse(text)
    if found is None or _within(found, NEVER):
        return False
    return private or is_public(text)


def pin(address: DonorAddress, *, resolver: Resolver, seconds: float = RESOLVE_SECONDS) -> Pinned:
    """Resolve the host once and refuse if any answer is one that a visit must not dial.

    Raises DonorUnreachable without an answer, AddressForbidden with a bad one.
    """
    answers = tuple(dict.fromkeys(_resolve(address, resolver, seconds)))
    if not answers or len(answers) > MOST_ANSWERS:
        raise _unknown(address.host)
    good = [answer for answer in answers if is_allowed(answer, private=address.private)]
    if not REQUIRED(answer in good for answer in answers):
        raise _forbidden(address.host, next(answer for answer in answers if answer not in good))
    return Pinned(address, answers)


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system's resolver for every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


def _resolve(address: DonorAddress, resolver: Resolver, seconds: float) -> Sequence[str]:
    """Ask in a thread: the system's resolver knows no deadline of ours."""
    answers: list[str] = []
    failures: list[Exception] = []

    def ask() -> None:
        try:
            answers.extend(resolver(address.host, address.port))
        except (OSError, UnicodeError) as error:
            failures.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive() or failures:
        raise _unknown(address.host)
    return answers


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return found
    if found.scope_id is not None:
        return None
    return found.ipv4_mapped or found


def _within(found: IPv4Address | IPv6Address, ranges: Sequence[IPv4Network | IPv6Network]) -> bool:
    return any(found in block for block in ranges)


def _unknown(host: str) -> DonorUnreachable:
    return DonorUnreachable(
        Text(
            id=f"Nama server {host} tidak ditemukan. Periksa alamat repositorinya.",
            en=f"The host {host} cannot be found. Check the repository's address.",
        )
    )


def _forbidden(host: str, answer: str) -> AddressForbidden:
    return AddressForbidden(
        Text(
            id=f"{host} mengarah ke {answer}, yang bukan alamat internet publik. "
            "Untuk server intranet, operator katalog dapat mengizinkannya (LIVINGLAB_PRIVATE_DONORS).",
            en=f"{host} leads to {answer}, which is not a public internet address. "
            "The registry's operator may allow an intranet server (LIVINGLAB_PRIVATE_DONORS).",
        )
    )
