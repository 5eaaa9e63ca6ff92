"""Networks: by which address somebody is counted, and whose addresses say nothing about anybody."""

import ipaddress

UNKNOWN = "unknown"
HOUSEHOLD = 64  # bits of an IPv6 address that one customer holds at least (RFC 6177)

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network(host: str | None) -> str:
    """Return what an address is counted by: an IPv4 address itself, of IPv6 its /64."""
    address = _address(host)
    if address is None:
        return host or UNKNOWN
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.IPv6Network((int(address) >> HOUSEHOLD << HOUSEHOLD, HOUSEHOLD)))


class Proxies:
    """The reverse proxies that an operator named. What comes from them directly may be anybody's."""

    def __init__(self, setting: str) -> None:
        parts = [part.strip() for part in setting.split(",") if part.strip()]
        self._everybody = "*" in parts
        self._networks: list[_Network] = [_read(part) for part in parts if part != "*"]

    def hide(self, host: str | None) -> bool:
        """Say whether this address tells nobody apart: a proxy's own, or none at all."""
        address = _address(host)
        if address is None or self._everybody:
            return True
        return any(address in network for network in self._networks)


def _address(host: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _read(part: str) -> _Network:
    return ipaddress.ip_network(part, strict=False)
