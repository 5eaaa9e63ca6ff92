"""Atom (RFC 4287): feeds and entries as XML, with addresses and ids that never follow the request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]  # it ships no types

from livinglab.language import Language, Text

TYPE = "application/atom+xml; charset=utf-8"
# A tag URI (RFC 4151) says since when its authority is the host's. It must never change, or readers would
# see everything anew.
TAG_DATE = "2026"
PUBLISHER = "livinglab"
# XML 1.0 has no way to write these; readers refuse a feed that holds one.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` names it for good; `link` is an address below the registry's own."""

    key: str
    updated: datetime
    title: Text
    summary: Text
    link: str
    category: str


@dataclass(frozen=True)
class Feed:
    """Entries, newest first. `begun` is when it was last changed while it has none."""

    key: str
    title: Text
    subtitle: Text
    link: str
    begun: datetime
    entries: Sequence[Entry]


class _Document(Atom1Feed):  # type: ignore[misc]  # likewise
    """The library's feed, whose time is that of its entries also where there are none."""

    begun: datetime

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=self.begun)


def written(feed: Feed, *, origin: str, address: str, language: Language) -> bytes:
    """Return a feed as XML in one language; `origin` is the registry's public address."""
    said = _Document(
        title=_text(feed.title.to(language)),
        subtitle=_text(feed.subtitle.to(language)),
        description=None,
        link=f"{origin}{feed.link}",
        feed_url=f"{origin}{address}",
        feed_guid=tag(origin, feed.key),
        author_name=PUBLISHER,
        author_link=origin,
        language=language,
    )
    said.begun = feed.begun
    for entry in feed.entries:
        said.add_item(
            title=_text(entry.title.to(language)),
            link=f"{origin}{entry.link}",
            description=_text(entry.summary.to(language)),
            unique_id=tag(origin, entry.key),
            updateddate=entry.updated,
            categories=(entry.category,),
        )
    document: str = said.writeString("utf-8")
    return document.encode()


def tag(origin: str, key: str) -> str:
    """Return a tag URI: the same for the same thing, whichever port, path or scheme it is served at."""
    return f"tag:{urlsplit(origin).hostname},{TAG_DATE}:{quote(key, safe='/:@.,+-_~')}"


def _text(said: str) -> str:
    return _NOT_XML.sub("", said)
