"""A writer that changes an application every 100 ms, and a prober that checks every answer against it."""

import contextlib
import json
import threading
import time
from types import TracebackType

from sqlmodel import col, select
from support.services import Client

from registry import journal
from registry.database import Database
from registry.tables import Application

EVERY = 0.1
PROBED_EVERY = 0.01


class Changes:
    """While the block runs, the first application of the list gets a new name every 100 ms.

    At its end each probe must have shown the name, and said the serial, of the last change that was committed
    before it was sent, or a later one; name and serial must belong together.
    """

    def __init__(self, database: Database, service: str, *, list_path: str) -> None:
        self._database, self._service, self._path = database, service, list_path
        self._ending = threading.Event()
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=run) for run in (self._write, self._probe)]
        self._failures: list[str] = []
        self._serials: dict[int, int] = {}  # change -> its serial
        self.count = 0
        self.probes = 0

    def __enter__(self) -> "Changes":
        """Begin to change and to probe."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and raise AssertionError if an answer was stale."""
        self._ending.set()
        for thread in self._threads:
            thread.join()
        if error is None:
            assert not self._failures, self._failures[:5]
            assert self.probes > 0 < self.count

    def wait_for_next(self) -> None:
        """Return right after the next change is committed."""
        with self._changed:
            assert self._changed.wait(timeout=30), "nothing changes any more"

    def _write(self) -> None:
        while not self._ending.wait(EVERY):
            serial = self._change(self.count + 1)
            with self._changed:
                self._serials[self.count + 1] = serial
                self.count += 1  # from here on an answer without this change is stale
                self._changed.notify_all()

    def _change(self, number: int) -> int:
        with self._database.write() as session:
            application = session.exec(select(Application).order_by(col(Application.slug)).limit(1)).one()
            name = f"e-Berubah {number}"
            application.name = name
            application.summary = json.dumps(json.loads(application.summary) | {"name": name})
            application.body = json.dumps(json.loads(application.body) | {"name": name})
            application.changed_serial = journal.append(
                session,
                actor="benchmark",
                action="application.changed",
                subject=f"application:{application.slug}",
                detail={"number": number},
            )
            session.add(application)
            return application.changed_serial

    def _probe(self) -> None:
        with contextlib.closing(Client(self._service)) as client:
            while not self._ending.is_set():
                committed = self.count
                body, headers = client.get(self._path)
                self.probes += 1
                if committed:
                    self._judge(committed, body, int(headers["livinglab-serial"]))
                time.sleep(PROBED_EVERY)

    def _judge(self, committed: int, body: bytes, serial: int) -> None:
        shown = int(json.loads(body)["items"][0]["name"].removeprefix("e-Berubah "))
        with self._changed:  # the writer may still be between its commit and its note
            self._changed.wait_for(lambda: shown in self._serials, timeout=30)
        if shown < committed or self._serials.get(shown) != serial:
            self._failures.append(f"change {shown} at serial {serial} although {committed} was committed")
