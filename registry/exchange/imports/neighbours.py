"""Another Open Catalog API, read page by page: whatever it sends, within limits and from public addresses."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from livinglab.language import Text
from registry.crawl.addresses import Pinned
from registry.crawl.connector import PERMANENT, TEMPORARY, Connector
from registry.crawl.dialling import Waits, dial
from registry.crawl.errors import VisitFailed
from registry.errors import RegistryError

FIRST = f"?{quote('page[size]')}=100"
MOST_ITEMS = 1000  # taken from one page all the same
MOST_PAGES = 1000  # of one run
MOST_REDIRECTS = 3
LARGEST_PAGE = 16 * 2**20  # bytes: a hundred of the longest publiccode.yml, with room for escapes
LONGEST_LINK = 2048
DEEPEST = 64  # of lists and objects within each other
MOST_VALUES = 100_000  # of one page
TRIES = 3
AGENT = "livinglab registry (import)"

_LINK = re.compile(r"\?[A-Za-z0-9._~!$&'()*+,;=:@%/?\[\]-]+", re.ASCII)
_STRUCTURE = re.compile(rb"[\[\]{},]")
_STEPS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1, b",": 0}
_QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


class NeighbourFailed(RegistryError):
    """The other catalog did not answer as the Open Catalog API has it. What was taken from it stays."""

    status = 502
    title = Text(id="Katalog lain tidak menjawab dengan benar", en="The other catalog did not answer rightly")


@dataclass(frozen=True)
class Page:
    """One page of another catalog: items as they came, and the cursor of the next page."""

    items: list[Any]
    next: str | None


@dataclass
class Neighbour:
    """Another catalog at one address, such as https://api.example.org/v1."""

    address: str
    connector: Connector
    waits: Waits = field(default_factory=Waits)
    _seen: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """Begin a new run: pages that were read before may be read again."""
        self._seen.clear()

    def software(self, cursor: str | None) -> Page:
        """Return the page of applications at a cursor of theirs; None begins. Raises NeighbourFailed."""
        return self._page("software", cursor)

    def publishers(self) -> Iterator[Any]:
        """Yield all publishers. Raises NeighbourFailed."""
        cursor: str | None = None
        while True:
            page = self._page("publishers", cursor)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def _page(self, kind: str, cursor: str | None) -> Page:
        asked = f"/{kind}{cursor or FIRST}"
        if asked in self._seen:
            raise _failed(
                id=f"Halaman berikutnya kembali ke halaman yang sudah dibaca ({asked}).",
                en=f"Its next page leads back to one that was read already ({asked}).",
            )
        if len(self._seen) >= MOST_PAGES:
            raise _failed(
                id=f"Lebih dari {MOST_PAGES} halaman dalam satu kali jalan; jalankan lagi untuk melanjutkan.",
                en=f"Over {MOST_PAGES} pages in one run; run it again to go on.",
            )
        self._seen.add(asked)
        return _read(_loaded(self._get(f"{self.address}{asked}")), kind)

    def _get(self, url: str) -> bytes:
        failed: VisitFailed | RegistryError | None = None
        for _ in range(TRIES):
            try:
                return self._followed(url)
            except _Again as error:
                failed = error
            except VisitFailed as error:
                raise NeighbourFailed(error.text) from error
        raise NeighbourFailed(failed.text) if failed else AssertionError

    def _followed(self, url: str) -> bytes:
        """Return what is at an address, through a few redirects, each checked and pinned like the first."""
        for _ in range(MOST_REDIRECTS + 1):
            found = self._asked(url)
            if isinstance(found, bytes):
                return found
            url = found.url
        raise _failed(
            id=f"Alamatnya dialihkan lebih dari {MOST_REDIRECTS} kali.",
            en=f"Its address redirects more than {MOST_REDIRECTS} times.",
        )

    def _asked(self, url: str) -> "bytes | _Elsewhere":
        plain, _, query = url.partition("?")
        pinned = self.connector.pin(plain)
        target = f"{pinned.address.path}?{query}" if query else pinned.address.path
        headers = {"User-Agent": AGENT, "Accept": "application/json"}
        try:
            with dial(
                pinned.address, pinned.answers[0], "GET", target, headers=headers, waits=self.waits
            ) as response:
                return _judged(pinned, response)
        except httpx.HTTPError as error:
            raise _Again(
                Text(
                    id=f"{pinned.address.origin} tidak dapat dihubungi ({type(error).__name__}).",
                    en=f"{pinned.address.origin} cannot be reached ({type(error).__name__}).",
                )
            ) from error


@dataclass(frozen=True)
class _Elsewhere:
    url: str


class _Again(NeighbourFailed):
    """It may answer if it is asked again."""


def _judged(pinned: Pinned, response: httpx.Response) -> bytes | _Elsewhere:
    status, place = response.status_code, pinned.address.origin
    if status in PERMANENT | TEMPORARY:
        location = response.headers.get("location", "")
        here = location.startswith("/") and not location.startswith("//")
        return _Elsewhere(place + location if here else location)
    if status >= 500:
        raise _Again(Text(id=f"{place} menjawab {status}.", en=f"{place} answered {status}."))
    if status != 200:
        raise _failed(id=f"{place} menjawab {status}.", en=f"{place} answered {status}.")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _failed(id=f"{place} mengirim isi yang dimampatkan.", en=f"{place} sent a compressed body.")
    body = bytearray()
    for part in response.iter_raw():
        body += part
        if len(body) > LARGEST_PAGE:
            raise _failed(
                id=f"Satu halaman dari {place} lebih dari {LARGEST_PAGE // 2**20} MiB.",
                en=f"One page of {place} is over {LARGEST_PAGE // 2**20} MiB.",
            )
    return bytes(body)


def _loaded(body: bytes) -> Any:
    """Read JSON, having seen first that it is neither deep nor manifold without measure."""
    try:
        if _is_measured(body):
            return json.loads(body.decode())
    except (ValueError, RecursionError):
        pass
    raise _failed(
        id="Jawabannya bukan JSON, atau susunannya melampaui batas.",
        en="Its answer is no JSON, or has more parts than anybody needs.",
    )


def _is_measured(body: bytes) -> bool:
    depth = 0
    for count, found in enumerate(_STRUCTURE.finditer(_QUOTED.sub(b"", body))):
        depth += _STEPS[found[0]]
        if depth > DEEPEST or count > MOST_VALUES:
            return False
    return True


def _read(page: Any, kind: str) -> Page:
    items = page.get("data") if isinstance(page, Mapping) else None
    links = page.get("links") if isinstance(page, Mapping) else None
    following = links.get("next") if isinstance(links, Mapping) else None
    if not isinstance(items, list) or not isinstance(following, str | None):
        raise _failed(
            id=f"/{kind} tidak menjawab dengan `data` dan `links` seperti Open Catalog API.",
            en=f"/{kind} does not answer with `data` and `links` as the Open Catalog API does.",
        )
    if len(items) > MOST_ITEMS:
        raise _failed(
            id=f"Satu halaman /{kind} berisi lebih dari {MOST_ITEMS} butir.",
            en=f"One page of /{kind} has over {MOST_ITEMS} items.",
        )
    return Page(items, _cursor(following))


def _cursor(link: str | None) -> str | None:
    """Return the query of the next page: the API gives only that, some give the whole address."""
    if not link:
        return None
    query = "?" + link.partition("?")[2]
    if len(query) > LONGEST_LINK or not _LINK.fullmatch(query):
        raise _failed(
            id="Tautan ke halaman berikutnya tidak terbaca.", en="Its link to the next page cannot be read."
        )
    return query


def _failed(*, id: str, en: str) -> NeighbourFailed:
    return NeighbourFailed(Text(id=id, en=en))
