"""URLs, URIs and URNs, read as Go's net/url reads them, since its verdict is the one that counts."""

import ipaddress
import re
from typing import NamedTuple

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*", re.ASCII)
_NO_HOST_LETTER = re.compile(r"[\x00-\x20`^{|}\\/?#@%\x7f]")
_ASCII_ESCAPE_IN_HOST = re.compile(r"%(?!25)[0-7][0-9A-Fa-f]")
_PORT = re.compile(r"(:[0-9]*)?", re.ASCII)
# RFC 2141, 2.1 and 2.2: 1 to 32 letters, digits and hyphens, not "urn" itself; then its own characters.
_URN = re.compile(
    r"urn:(?!urn:)[a-z0-9][a-z0-9-]{0,31}:([a-z0-9()+,\-.:=@;$_!*']|%[0-9a-f]{2})+", re.IGNORECASE | re.ASCII
)


class Address(NamedTuple):
    """The parts of a URL. `opaque` is what follows the scheme where that is no `/`, as in `mailto:a@b.id`."""

    scheme: str
    host: str
    path: str
    opaque: str
    fragment: str


class NoURL(ValueError):
    """A text that Go's net/url refuses to read at all."""


def parse(text: str) -> Address:
    """Return the parts of a URL or of a relative reference (net/url.Parse). Raises NoURL."""
    rest, _, fragment = text.partition("#")
    if _BAD_ESCAPE.search(fragment):
        raise NoURL(text)
    return _parse(rest, fragment, absolute=False)


def parse_absolute(text: str) -> Address:
    """Return the parts of an absolute URI or path, without looking for a fragment (ParseRequestURI)."""
    if not text:
        raise NoURL(text)
    return _parse(text, "", absolute=True)


def is_url(text: str) -> bool:
    """Tell whether a text has a scheme and something to follow it: the rule for url and isBasedOn."""
    try:
        found = parse(text)
    except NoURL:
        return False
    if found.scheme == "file":
        return found.path not in {"", "/"}
    return bool(found.scheme and (found.host or found.fragment or found.opaque))


def is_http_url(text: str) -> bool:
    """Tell whether a text is a URL that a browser opens: http or https, with a host."""
    try:
        found = parse(text)
    except NoURL:
        return False
    return found.scheme in {"http", "https"} and bool(found.host)


def is_uri(text: str) -> bool:
    """Tell whether a text is a URI with a scheme and a host, or a URN (organisation.uri, supports[].id)."""
    try:
        found = parse_absolute(text)
    except NoURL:
        return False
    if found.scheme == "urn":
        return is_urn(text)
    return bool(found.scheme and found.host)


def is_urn(text: str) -> bool:
    """Tell whether a text is a URN as RFC 2141 has it: `urn:foobar` is none, `urn:foobar:baz` is one."""
    return _URN.fullmatch(text) is not None


def is_absolute(text: str) -> bool:
    """Tell whether a path in a manifest is an address of its own rather than a file beside the manifest."""
    try:
        parse_absolute(text)
    except NoURL:
        return False
    return True


def _parse(text: str, fragment: str, *, absolute: bool) -> Address:
    if _CONTROL.search(text) or text.startswith(":"):
        raise NoURL(text)
    if text == "*":
        return Address("", "", "*", "", fragment)
    matched = _SCHEME.fullmatch(text)
    scheme, rest = (matched[1].lower(), matched[2]) if matched else ("", text)
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        if scheme:
            return Address(scheme, "", "", rest, fragment)
        if absolute or ":" in rest.partition("/")[0]:
            raise NoURL(text)
    host, path = "", rest
    if rest.startswith("//") and (scheme or (not absolute and not rest.startswith("///"))):
        authority, slash, below = rest[2:].partition("/")
        host, path = _host(authority), slash + below
    if _BAD_ESCAPE.search(path):
        raise NoURL(text)
    return Address(scheme, host, path, "", fragment)


def _host(authority: str) -> str:
    user, at, host = authority.rpartition("@")
    if at and (not _USER.fullmatch(user) or _BAD_ESCAPE.search(user)):
        raise NoURL(authority)
    if host.startswith("["):
        return _bracketed(host)
    colon = host.rfind(":")  # more than one is let through, as by the parser's build of net/url
    if colon >= 0 and not _PORT.fullmatch(host[colon:]):
        raise NoURL(authority)
    if "[" in host[1:] or _BAD_ESCAPE.search(host) or _ASCII_ESCAPE_IN_HOST.search(host):
        raise NoURL(authority)
    if _NO_HOST_LETTER.search(re.sub(r"%[0-9A-Fa-f]{2}", "", host)):
        raise NoURL(authority)
    return host


def _bracketed(host: str) -> str:
    inside, closed, port = host[1:].rpartition("]")
    try:
        ipaddress.IPv6Address(inside.replace("%25", "%", 1))
    except ValueError as error:
        raise NoURL(host) from error
    if not closed or not _PORT.fullmatch(port):
        raise NoURL(host)
    return host
