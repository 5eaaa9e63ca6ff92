"""A claim on a directory under construction: while its maker lives, nobody sweeps it away."""

import os
import time
from pathlib import Path
from typing import IO

ABANDONED_SECONDS = 24 * 3600


class Claim:
    """Holds a lock of the operating system on a file; it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._locked: bool | None = None
        while not self._is_ours():
            self.release()
            self._file = path.open("wb")
            self._locked = _try_lock(self._file)

    def release(self) -> None:
        """Let go, and leave no file behind."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)

    def _is_ours(self) -> bool:
        """Tell whether it is locked and still in its place: a sweeper may have met it before."""
        if self._file is None or self._locked is False:
            return False
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False


def is_held(path: Path) -> bool:
    """Tell whether the maker of a claim still lives. No file at all: nobody does."""
    try:
        with path.open("r+b") as file:
            locked = _try_lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # Windows does not let us open what another process holds
    if locked is None:
        return time.time() - path.stat().st_mtime < ABANDONED_SECONDS
    return not locked


def _try_lock(file: IO[bytes]) -> bool | None:
    """Lock without waiting: True if it is ours, False if another's, None where there are no locks."""
    try:
        import fcntl  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return _try_lock_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _try_lock_on_windows(file: IO[bytes]) -> bool | None:
    if os.name != "nt":
        return None
    import msvcrt  # noqa: PLC0415 - only on Windows

    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    except OSError:
        return False
    return True
