"""One child process in its own group, with a wall clock: it ends in time, and all its children with it."""

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from livinglab.repository.limits import Limits, wrapped
from livinglab.repository.names import printable

STDERR_KEPT = 4096
CHUNK = 1 << 16


class Running:
    """A started process. Write to `stdin`, read from `stdout`; `finish` or `kill` it."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._process = process
        self._reaped = False
        self._tail: deque[bytes] = deque(maxlen=4)
        self.expired = False
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._timer.start()
        self._listener.start()

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group on POSIX."""
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes]:
        """Where to write; only for a process started with a pipe."""
        assert self._process.stdin is not None, "started without a pipe"  # noqa: S101 - a programmer's mistake
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        """Where to read."""
        assert self._process.stdout is not None, "always started with a pipe"  # noqa: S101 - as above
        return self._process.stdout

    @property
    def stderr(self) -> str:
        """The last words, cleaned for a terminal and a log."""
        words = b"".join(self._tail)[-STDERR_KEPT:].decode("utf-8", "replace")
        return printable(words, multiline=True).strip()

    def finish(self) -> int:
        """Close the input, pass over what is still printed, wait, and return the exit status."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        while self.stdout.read(CHUNK):
            pass
        return self._reap()

    def kill(self) -> None:
        """End the process and all its children now."""
        if not self._reaped:
            _kill_group(self._process)

    def discard(self) -> None:
        """Kill, and leave no zombie and no open pipe behind."""
        self.kill()
        self._reap()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _reap(self) -> int:
        self._listener.join()
        returncode = self._process.wait()
        self._reaped = True
        self._timer.cancel()
        self.stdout.close()
        return returncode

    def _expire(self) -> None:
        self.expired = True
        self.kill()

    def _listen(self) -> None:
        with self._process.stderr or open(os.devnull, "rb") as stream:
            while (
                words := stream.read1(STDERR_KEPT) if hasattr(stream, "read1") else stream.read(STDERR_KEPT)
            ):
                self._tail.append(words)


def launch(
    argv: list[str], *, environment: Mapping[str, str], folder: Path, limits: Limits, feed: bool
) -> Running:
    """Start a process: no shell, its own session or group, limits on it before it does anything."""
    flags = 0 if os.name != "nt" else subprocess.CREATE_NEW_PROCESS_GROUP  # type: ignore[attr-defined,unused-ignore]  # Windows only
    process = _Child(
        wrapped(argv, limits),
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        cwd=folder,
        start_new_session=os.name != "nt",
        creationflags=flags,
    )
    try:
        return Running(process, limits.seconds)
    except KeyboardInterrupt:
        _kill_group(process)
        raise


class _Child(subprocess.Popen[bytes]):
    """A process that does not live on where its starter is interrupted before it has it in hand."""

    def __init__(self, argv: list[str], **options: Any) -> None:
        try:
            super().__init__(argv, **options)
        except KeyboardInterrupt:
            if self.pid:
                _kill_group(self)
            raise


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    if os.name != "nt":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return
    system = os.environ.get("SYSTEMROOT", r"C:\Windows")
    subprocess.run(
        [rf"{system}\System32\taskkill.exe", "/F", "/T", "/PID", str(process.pid)],
        capture_output=True,
        check=False,
    )
    process.kill()
