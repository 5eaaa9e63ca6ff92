"""Addresses of videos whose host can be asked for an embedding (oEmbed)."""

from functools import cache
from importlib import resources
from typing import NamedTuple

Parts = tuple[str, ...]  # of a scheme, cut at each `*`


class _Schemes(NamedTuple):
    """The list of providers: by scheme and host, and those with a `*` there."""

    by_host: dict[str, list[Parts]]
    wild: list[Parts]


def is_embeddable(url: str) -> bool:
    """Tell whether a URL matches a scheme of oembed.com's list of providers (videos: "MUST support oEmbed").

    `*` in a scheme stands for any letters, as in the reference parser. Linear in the URL's length.
    """
    known = _schemes()
    if any(_matches(url, parts) for parts in known.by_host.get(_host(url), ())):
        return True
    return any(_matches(url, parts) for parts in known.wild if parts[1] in url)


def _host(url: str) -> str:
    """Return a URL up to the end of its host."""
    return "/".join(url[:300].split("/", 3)[:3])


def _matches(url: str, parts: Parts) -> bool:
    if len(parts) == 1 or not url.startswith(parts[0]):
        return url == parts[0]
    position, end = len(parts[0]), len(url) - len(parts[-1])
    for part in parts[1:-1]:
        found = url.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return position <= end and url.endswith(parts[-1])


@cache
def _schemes() -> _Schemes:
    text = resources.files("livinglab.manifest").joinpath("data", "oembed-schemes.txt").read_text("utf-8")
    by_host: dict[str, list[Parts]] = {}
    wild: list[Parts] = []
    for scheme in text.splitlines():
        kept = wild if "*" in _host(scheme) else by_host.setdefault(_host(scheme), [])
        kept.append(tuple(scheme.split("*")))
    return _Schemes(by_host, wild)
