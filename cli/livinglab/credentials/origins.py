"""Origins: whose token it is, and over which ways a token may travel."""

import re
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str:
    """Return scheme, host and port as RFC 6454 compares them: `https://katalog.example.go.id:443`.

    What is no address has an origin that nothing else has.
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return address
    scheme = parts.scheme.lower()
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port or PORTS.get(scheme, 0)}"


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this very machine."""
    return host in ("localhost", "::1") or re.fullmatch(r"127(\.\d{1,3}){3}", host or "") is not None


def is_this_machine(address: str) -> bool:
    """Tell whether an address is on this very machine."""
    return is_loopback(urlsplit(address).hostname)


def may_carry_token(address: str) -> bool:
    """Tokens travel over TLS, or stay on this machine."""
    return urlsplit(address).scheme == "https" or is_this_machine(address)
