"""The watchdog over what git writes: git itself knows no limit on what it fetches."""

import contextlib
import os
import shutil
import threading
from pathlib import Path

from livinglab.language import Text
from livinglab.repository.git import Running
from registry.crawl.bounds import Allowance


class Watch:
    """Looks at a growing folder and the free disk many times a second; kills git when it is too much."""

    def __init__(self, running: Running, folder: Path, allowance: Allowance) -> None:
        self.reason: Text | None = None
        self._running = running
        self._folder = folder
        self._bounds = allowance.bounds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self._bounds.watch_seconds):
            self.reason = self._too_much()
            if self.reason is not None:
                self._running.kill()
                return

    def _too_much(self) -> Text | None:
        if size(self._folder) > self._bounds.bytes:
            return too_large(self._bounds.bytes)
        if shutil.disk_usage(self._folder).free < self._bounds.free_bytes // 2:
            return Text(
                id="Disk registri hampir penuh; kunjungan dihentikan dan akan diulang.",
                en="The registry's disk is nearly full; the visit was stopped and will be repeated.",
            )
        return None


def too_large(most: int) -> Text:
    """Say that a donor sends more than a visit may take."""
    return Text(
        id=f"Repositori sumber lebih besar dari batas {most} bita.",
        en=f"The donor's repository is larger than the limit of {most} bytes.",
    )


def size(folder: Path) -> int:
    """Return the bytes that the files below a folder take."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # git renames and removes while we look
                total += os.lstat(os.path.join(where, name)).st_size
    return total
