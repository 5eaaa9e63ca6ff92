"""Processes of their own whose CPU time can be read: a donor's git server, the registry, a bad line."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0
SETTLES_WITHIN = 2.0  # the end of starting up is not idleness
IDLE_SECONDS = 5.0
_DONOR = """
import sys, threading
from pathlib import Path
from registry.donor import serve_donor
with serve_donor(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2])):
    threading.Event().wait()
"""


@dataclass(frozen=True)
class Server:
    """A server on loopback."""

    port: int
    pid: int
    idle: float = 0.0
    """CPU seconds a second that it takes while nobody asks for anything."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Return the CPU seconds that it and its finished children have taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


@contextmanager
def donor(folder: Path) -> Iterator[Server]:
    """Serve the bare repositories of a folder by `git http-backend`."""
    port = _free_port()
    with _running(["-c", _DONOR, str(folder), str(port)], port, os.environ) as server:
        yield server


@contextmanager
def registry(environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve the registry that this environment describes."""
    port = _free_port()
    with _running(["-m", "registry", "serve", "--port", str(port)], port, environment) as server:
        yield server


@contextmanager
def line(to: Server, *, rate: int = 0, drop_after: int = 0) -> Iterator[Server]:
    """Put a bad line before a server: bytes a second for all, bytes until each connection breaks."""
    port = _free_port()
    script = str(Path(__file__).with_name("line.py"))
    arguments = [script, str(port), str(to.port), str(rate), str(drop_after)]
    with _running(arguments, port, os.environ) as server:
        yield server


@contextmanager
def _running(arguments: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        _await(port, process)
        yield _watched(Server(port, process.pid))
    finally:
        process.terminate()
        process.wait()


def _watched(server: Server) -> Server:
    time.sleep(SETTLES_WITHIN)
    before = server.cpu()
    time.sleep(IDLE_SECONDS)
    return replace(server, idle=(server.cpu() - before) / IDLE_SECONDS)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, f"the process ended with {process.returncode}"
            assert time.monotonic() < ends, "the process does not listen"
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
