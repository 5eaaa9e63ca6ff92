"""Keeps what is signed up to date: a checkpoint when a minute is over, an edition when the journal moved."""

import logging
import threading
import time

from registry.catalog.index import editions
from registry.catalog.store import Store, open_store
from registry.database import Database
from registry.errors import RegistryError
from registry.journal import checkpoints
from registry.keys import open_keys
from registry.settings import Settings

log = logging.getLogger("livinglab.registry")
EVERY = 2.0  # seconds between two looks
THOROUGH = 300  # looks between two at the store itself


class Keeper:
    """One process's hand in it. Any number may keep at the same time; never raises."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._store: Store | None = None
        self._looks = 0
        self._looked = 0.0
        self._trouble = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Keep from time to time, beside everything else."""
        self._thread.start()

    def close(self) -> None:
        """Stop, and wait for what is being signed."""
        self._over.set()
        self._thread.join()

    def tick(self) -> None:
        """Keep, if the last look is long enough ago."""
        if time.monotonic() - self._looked >= EVERY:
            self.keep()

    def keep(self) -> None:
        """Sign what has changed. The key is read anew: it may have been rotated meanwhile."""
        self._looked = time.monotonic()
        try:
            self._keep()
            self._trouble = ""
        except (RegistryError, OSError) as error:
            if str(error) != self._trouble:  # once, not every two seconds
                log.warning("index and journal are not being signed: %s", error)
            self._trouble = str(error)

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            self.keep()

    def _keep(self) -> None:
        keys = open_keys(self._settings)
        self._store = self._store or open_store(self._settings)
        with self._database.read() as session:
            due = checkpoints.is_due(session)
        if due:
            with self._database.write() as session:
                checkpoints.make(session, keys, origin=self._settings.origin)
        thorough = self._looks % THOROUGH == 0
        editions.renew(self._database, self._settings, self._store, keys, thorough=thorough)
        self._looks += 1
