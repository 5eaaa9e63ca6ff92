"""The deliverer: makes deliveries as they become due, a few at once, beside whatever else a process does."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from registry.database import Database
from registry.errors import RegistryError
from registry.keys import open_keys
from registry.settings import Settings
from registry.webhooks import queue, records, spreading
from registry.webhooks.queue import Errand
from registry.webhooks.sending import Sender

THREADS = 8
POLL_SECONDS = 2.0  # between two looks at an empty queue
FAREWELL = 3.0  # seconds for what is being sent when we are asked to stop; the rest is sent again
log = logging.getLogger("livinglab.registry")


class Deliverer:
    """Makes deliveries. Any number of them may run, on any number of machines."""

    def __init__(self, database: Database, settings: Settings, *, sender: Sender | None = None) -> None:
        self._database = database
        self._settings = settings
        self._keys = open_keys(settings)
        self._sender = sender or Sender(private=settings.private_donors)
        self._running: list[threading.Thread] = []
        self._ended = threading.Event()

    def tick(self) -> bool:
        """Spread what was put out and begin what is due. Says whether anything was."""
        self._ended.clear()
        self._running = [thread for thread in self._running if thread.is_alive()]
        with self._database.read() as session:
            to_spread, to_send = spreading.is_due(session), queue.is_due(session)
        if to_spread:
            with self._database.write() as session:
                spreading.spread(session)
        begun = 0
        while (to_spread or to_send) and len(self._running) < THREADS and self._begin():
            begun += 1
        return to_spread or begun > 0

    def rest(self, seconds: float) -> None:
        """Wait until a delivery has ended, or for so long."""
        self._ended.wait(seconds)

    def wake(self) -> None:
        """End a rest now."""
        self._ended.set()

    def finish(self, seconds: float | None = None) -> None:
        """Wait until everything that was begun has ended, each for at most so long."""
        for thread in self._running:
            thread.join(seconds)

    def _begin(self) -> bool:
        with self._database.write() as session:
            errand = queue.lease(session, self._settings)
        if errand is None:
            return False
        # A daemon: a process that ends must not wait for a receiver.
        thread = threading.Thread(
            target=self._make, args=(errand,), daemon=True, name=f"delivery-{errand.id}"
        )
        self._running.append(thread)
        thread.start()
        return True

    def _make(self, errand: Errand) -> None:
        try:
            outcome = self._sender.send(errand, self._keys.unseal(records.SEALED, errand.secret))
            with suppress(RegistryError), self._database.write() as session:  # else its lease runs out
                queue.give_back(session, errand, outcome)
        finally:
            self.wake()


def deliver_due(database: Database, settings: Settings) -> None:
    """Make every delivery that is due, and return when all of them have ended."""
    deliverer = Deliverer(database, settings)
    while deliverer.tick():
        deliverer.finish()


@contextmanager
def delivering(database: Database, settings: Settings) -> Iterator[None]:
    """Make deliveries in a thread of their own meanwhile."""
    over = threading.Event()
    deliverer = Deliverer(database, settings)
    thread = threading.Thread(target=_work, args=(deliverer, over), daemon=True, name="deliveries")
    thread.start()
    try:
        yield
    finally:
        over.set()
        deliverer.wake()
        thread.join(POLL_SECONDS + FAREWELL)
        deliverer.finish(FAREWELL)


def _work(deliverer: Deliverer, over: threading.Event) -> None:
    while not over.is_set():
        try:
            busy = deliverer.tick()
        except RegistryError as error:
            log.warning("deliveries wait: %s", error)
            busy = False
        if not busy and not over.is_set():
            deliverer.rest(POLL_SECONDS)
