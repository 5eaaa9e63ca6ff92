"""Send one delivery: to an address that is checked at this moment, dialled as it was checked, signed."""

import time
from collections.abc import Collection
from ssl import SSLContext

import httpx

from livinglab import __version__
from registry.crawl.addresses import Pinned, Resolver, pin, system_resolver
from registry.crawl.dialling import Waits, dial
from registry.crawl.errors import VisitFailed
from registry.errors import Invalid
from registry.webhooks import places, signatures
from registry.webhooks.queue import Errand, Outcome

WAITS = Waits(resolve=5.0, connect=5.0, read=10.0, whole=10.0)
# One word for whatever speaks against an address: what our name server knows is not the receiver's affair.
NO_ADDRESS = "no-public-address"


class Sender:
    """Sends deliveries. `resolver` is the only name service that it asks, once for each."""

    def __init__(
        self,
        *,
        private: Collection[str] = (),
        resolver: Resolver = system_resolver,
        waits: Waits = WAITS,
        certificates: SSLContext | None = None,
    ) -> None:
        self._private = private
        self._resolver = resolver
        self._waits = waits
        self._certificates = certificates

    def send(self, errand: Errand, secret: str) -> Outcome:
        """Send a delivery once and say how it ended. Raises nothing that a receiver could cause."""
        try:
            address = places.read(errand.url, private=self._private)
            pinned = pin(address, resolver=self._resolver, seconds=self._waits.resolve)
        except (Invalid, VisitFailed):
            return Outcome(error=NO_ADDRESS)
        return self._post(pinned, errand, secret)

    def _post(self, pinned: Pinned, errand: Errand, secret: str) -> Outcome:
        """Try the second address only where nothing can have arrived at the first."""
        outcome = Outcome(error=NO_ADDRESS)
        for answer in pinned.answers[:2]:
            began = time.monotonic()
            try:
                status = self._status(pinned, answer, errand, secret)
                return Outcome(status=status, milliseconds=round((time.monotonic() - began) * 1000))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                outcome = Outcome(error=_word(error))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                return Outcome(error=_word(error))
        return outcome

    def _status(self, pinned: Pinned, answer: str, errand: Errand, secret: str) -> int:
        """Return the receiver's status. What it says besides is not read."""
        now = int(time.time())
        headers = {
            "User-Agent": f"livinglab/{__version__}",
            "Content-Type": "application/json",
            "webhook-id": errand.id,
            "webhook-timestamp": f"{now}",
            "webhook-signature": signatures.sign(secret, errand.id, now, errand.body),
        }
        path = pinned.address.path
        dialled = dial(
            pinned.address,
            answer,
            "POST",
            path,
            headers=headers,
            content=errand.body,
            waits=self._waits,
            certificates=self._certificates,
        )
        with dialled as response:
            return response.status_code


def _word(error: Exception) -> str:
    return "timeout" if isinstance(error, httpx.TimeoutException) else "unreachable"
