"""Addresses of videos whose host can be asked for an embedding (oEmbed)."""

from functools import cache
from importlib import resources


def is_embeddable(url: str) -> bool:
    """Tell whether a URL matches a scheme of oembed.com's list of providers (videos: "MUST support oEmbed").

    `*` in a scheme stands for any letters, as in the reference parser. Linear in the URL's length.
    """
    return any(_matches(url, parts) for parts in _schemes() if url.startswith(parts[0]))


def _matches(url: str, parts: tuple[str, ...]) -> bool:
    if len(parts) == 1:
        return url == parts[0]
    position, end = len(parts[0]), len(url) - len(parts[-1])
    for part in parts[1:-1]:
        found = url.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return position <= end and url.endswith(parts[-1])


@cache
def _schemes() -> tuple[tuple[str, ...], ...]:
    text = resources.files("livinglab.manifest").joinpath("data", "oembed-schemes.txt").read_text("utf-8")
    return tuple(tuple(line.split("*")) for line in text.splitlines())
