"""The one way out: asks a donor for its git service at checked, pinned addresses, through redirects."""

import ssl
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

import httpx

from livinglab.language import Text
from registry.catalog.addresses import AddressRefused, DonorAddress, check
from registry.crawl.addresses import Pinned, Resolver, pin, system_resolver
from registry.crawl.dialling import Waits, dial
from registry.crawl.errors import AddressForbidden, DonorRefused, DonorUnreachable, VisitFailed

SERVICE = "/info/refs?service=git-upload-pack"
ADVERTISEMENT = "application/x-git-upload-pack-advertisement"
GREETING = b"# service=git-upload-pack\n"
MOST_REDIRECTS = 3
PERMANENT = {301, 308}
TEMPORARY = {302, 303, 307}
USER_AGENT = "git/2 (livinglab registry)"  # some forges serve git only to clients that begin with git/


@dataclass(frozen=True)
class Located:
    """Where a donor's repository really is. `canonical` is where permanent redirects led."""

    pinned: Pinned
    canonical: DonorAddress


class Connector:
    """Reaches donors. One of it serves one visit; `resolver` is the only name service it asks."""

    def __init__(
        self,
        *,
        private_donors: Collection[str] = (),
        resolver: Resolver = system_resolver,
        waits: Waits | None = None,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        self._private_donors = private_donors
        self._resolver = resolver
        self._waits = waits or Waits()
        self._certificates = certificates

    def pin(self, url: str) -> Pinned:
        """Check an address, resolve it once and return it with its pins. Raises VisitFailed."""
        try:
            address = check(url, private_donors=self._private_donors)
        except AddressRefused as error:
            raise AddressForbidden(error.text) from error
        return pin(address, resolver=self._resolver, seconds=self._waits.resolve)

    def locate(self, url: str) -> Located:
        """Follow a repository's address to where its git service answers. Raises VisitFailed.

        At most three redirects, each checked, resolved and pinned like the first address.
        """
        pinned = self.pin(url)
        canonical, permanent = pinned.address, True
        for _ in range(MOST_REDIRECTS + 1):
            step = self._ask(pinned)
            if step is None:
                return Located(pinned, canonical)
            pinned = self.pin(_repository(step.location))
            permanent = permanent and step.permanent
            canonical = pinned.address if permanent else canonical
        raise DonorRefused(
            Text(
                id=f"Alamat repositori ini dialihkan lebih dari {MOST_REDIRECTS} kali.",
                en=f"The repository's address redirects more than {MOST_REDIRECTS} times.",
            )
        )

    def _ask(self, pinned: Pinned) -> "_Step | None":
        failure: Exception | None = None
        for answer in pinned.answers[:2]:
            try:
                with self._request(pinned.address, answer) as response:
                    return _judge(pinned.address, response)
            except httpx.HTTPError as error:
                failure = error
        raise _unreachable(pinned.address, failure) from failure

    def _request(self, address: DonorAddress, answer: str) -> AbstractContextManager[httpx.Response]:
        headers = {"User-Agent": USER_AGENT, "Git-Protocol": "version=2", "Accept": ADVERTISEMENT}
        return dial(
            address,
            answer,
            "GET",
            address.path + SERVICE,
            headers=headers,
            waits=self._waits,
            certificates=self._certificates,
        )


@dataclass(frozen=True)
class _Step:
    location: str
    permanent: bool


def _judge(address: DonorAddress, response: httpx.Response) -> _Step | None:
    """Return the redirect, or None for a git service. Raises DonorUnreachable or DonorRefused."""
    status = response.status_code
    if status in PERMANENT | TEMPORARY:
        return _Step(_location(address, response.headers.get("location", "")), status in PERMANENT)
    if status != 200:
        raise DonorUnreachable(_status_text(address, status, response.headers.get("retry-after", "")))
    if response.headers.get("content-type", "").lower() != ADVERTISEMENT or not _greets(response):
        raise DonorRefused(
            Text(
                id=f"{address.url} bukan repositori git yang dilayani lewat HTTP.",
                en=f"{address.url} is not a git repository served over HTTP.",
            )
        )
    return None


def _greets(response: httpx.Response) -> bool:
    """Look at the first bytes, undecoded: a service of version 2 may leave the greeting out."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        return False
    begin = b""
    for part in response.iter_raw(64):
        begin += part
        if len(begin) >= len(GREETING) + 4:
            break
    return begin[4:].startswith((GREETING, b"version 2\n"))


def _location(address: DonorAddress, location: str) -> str:
    """Return a redirect's target in full. A relative one stays at the host that sent it."""
    if location.startswith("/") and not location.startswith("//"):
        return address.origin + location
    return location


def _repository(location: str) -> str:
    """Return the repository of a redirected service address. Raises DonorRefused if it is none."""
    if not location.endswith(SERVICE):
        raise DonorRefused(
            Text(
                id="Alamat repositori ini dialihkan ke halaman yang bukan layanan git.",
                en="The repository's address redirects to something that is not a git service.",
            )
        )
    return location.removesuffix(SERVICE)


_STATUS_TEXTS: dict[int, Callable[[str], Text]] = {
    401: lambda url: Text(
        id=f"{url} meminta kata sandi. Repositori sumber harus dapat dibaca umum atau disetujui operator.",
        en=f"{url} asks for a password. The repository must be readable without one.",
    ),
    404: lambda url: Text(id=f"Tidak ada repositori di {url}.", en=f"There is no repository at {url}."),
}


def _status_text(address: DonorAddress, status: int, retry_after: str) -> Text:
    same = {403: 401, 410: 404}.get(status, status)
    if same in _STATUS_TEXTS:
        return _STATUS_TEXTS[same](address.url)
    later = f" ({retry_after[:30]} s)" if retry_after.isdigit() else ""
    return Text(
        id=f"{address.url} menjawab dengan status {status}{later}. Kunjungan akan diulang.",
        en=f"{address.url} answered with status {status}{later}. The visit will be repeated.",
    )


def _unreachable(address: DonorAddress, failure: Exception | None) -> VisitFailed:
    kind = type(failure).__name__
    return DonorUnreachable(
        Text(
            id=f"{address.url} tidak dapat dihubungi ({kind}). Kunjungan akan diulang.",
            en=f"{address.url} cannot be reached ({kind}). The visit will be repeated.",
        )
    )
