"""What another catalog or a list offers: one repository, with what it says of it, none of it believed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from livinglab import manifest
from livinglab.contract import REGION_CODE, SLUG
from livinglab.manifest import Manifest

LONGEST_SLUG = 60
LONGEST_PUBLISHER = 200
LONGEST_ID = 255
LARGEST_MANIFEST = 2**18  # bytes; more is not read
MOST_ALIASES = 16
REGION_URN = "urn:x-id-kemendagri:"

_SLUG, _REGION = re.compile(SLUG), re.compile(REGION_CODE)


@dataclass(frozen=True)
class Offer:
    """One repository. `url` is as it came, "" where none did; `active`: they have not put it away."""

    url: str
    name: str | None = None
    publisher: str | None = None
    region: str | None = None
    external_id: str | None = None
    aliases: tuple[str, ...] = field(default=())
    active: bool = True


def of_software(item: Any, publishers: Mapping[str, str]) -> Offer:
    """Read an application of an Open Catalog API, whatever it is. `publishers` are theirs, by address."""
    said = item if isinstance(item, Mapping) else {}
    url = text(said.get("url"))
    described = _manifest(said.get("publiccodeYml"))
    aliases = said.get("aliases")
    aliases = aliases[:MOST_ALIASES] if isinstance(aliases, list) else []
    return Offer(
        url=url,
        name=described.name if described else None,
        publisher=_of_hosting(url, publishers) or (_publisher(described) if described else None),
        region=_region(described) if described else None,
        external_id=text(said.get("id"))[:LONGEST_ID] or None,
        aliases=tuple(filter(None, map(text, aliases))),
        active=said.get("active") is not False,
    )


def hostings(publishers: Any) -> Iterator[tuple[str, str]]:
    """Yield (address, name) for the repositories and groups of one publisher of an Open Catalog API."""
    said = publishers if isinstance(publishers, Mapping) else {}
    name, places = text(said.get("description")).strip(), said.get("codeHosting")
    for place in places if isinstance(places, list) else ():
        url = text(place.get("url")) if isinstance(place, Mapping) else ""
        if url and name:
            yield plain(url), name


def plain(url: str) -> str:
    """Return an address without what differs between its spellings, to look it up by."""
    return url.strip().lower().rstrip("/").removesuffix(".git").removeprefix("https://").removeprefix("www.")


def slugs(offer: Offer) -> Iterator[str]:
    """Yield names that an offer may be listed by, best first."""
    parts = [slug_of(part) for part in plain(offer.url).split("/")]
    repository, owner = parts[-1], "-".join(parts[-2:-1])
    first = next((one for one in (slug_of(offer.name or ""), repository) if is_slug(one)), None)
    if first is None:
        first = slug_of(f"{owner}-{repository}") if owner else "aplikasi"
    yield first
    for ending in (owner, *(str(number) for number in range(2, 10))):
        longer = f"{first[: LONGEST_SLUG - len(ending) - 1].rstrip('-')}-{ending}"
        if ending and is_slug(longer):
            yield longer


def slug_of(text: str) -> str:
    """Return a text in the letters that slugs are made of, "" if none of its own is among them."""
    folded = unicodedata.normalize("NFKD", text[:500]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:LONGEST_SLUG].rstrip("-")


def is_slug(text: str) -> bool:
    """Say whether this may be a slug."""
    return _SLUG.fullmatch(text) is not None


def publisher_of(offer: Offer) -> str:
    """Return who is said to publish an offer; where nobody is, the place in which it lies."""
    said = " ".join((offer.publisher or "").split())
    host, _, path = plain(offer.url).partition("/")
    return (said or "/".join([host, *path.split("/")[:-1]]))[:LONGEST_PUBLISHER].strip()


def _of_hosting(url: str, publishers: Mapping[str, str]) -> str | None:
    """Return whose repository this is: theirs who named it, or the group that it lies in, the nearest."""
    place = plain(url)
    while place:
        if place in publishers:
            return publishers[place]
        place = place.rpartition("/")[0]
    return None


def _publisher(described: Manifest) -> str | None:
    legal = described.raw.get("legal")
    legal = legal if isinstance(legal, Mapping) else {}
    said = described.organisation_name or legal.get("repoOwner") or legal.get("mainCopyrightOwner")
    return text(said) or None


def _region(described: Manifest) -> str | None:
    uri = described.organisation_uri or ""
    code = uri.removeprefix(REGION_URN)
    return code if code != uri and _REGION.fullmatch(code) else None


def _manifest(text: Any) -> Manifest | None:
    if not isinstance(text, str) or len(text) > LARGEST_MANIFEST:
        return None
    return manifest.read(text.encode("utf-8", "replace")).manifest


def text(value: Any) -> str:
    """Return text that a database takes: no zero, no half of a character. Anything else is ""."""
    if not isinstance(value, str) or "\0" in value:
        return ""
    return value if value.isascii() or value.encode("utf-8", "ignore").decode() == value else ""
