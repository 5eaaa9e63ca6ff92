"""The real service and its bare peer, each in a process of its own on a free port of loopback."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from registry.settings import Settings

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 600.0  # seconds; a service that builds a search index takes some of them


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Return the seconds of processor time it has used so far; 0 where there is no /proc."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def registry(settings: Settings) -> Iterator[Server]:
    """Run `python -m registry serve` with these settings."""
    environment = os.environ | {
        "LIVINGLAB_FOLDER": str(settings.folder),
        "LIVINGLAB_DATABASE_URL": settings.database_url,
    }
    port = free_port()
    with running(["-m", "registry", "serve", "--port", str(port)], port, environment) as server:
        _await_index(server)
        yield server


@contextmanager
def bare(folder: Path, bodies: Mapping[str, bytes]) -> Iterator[Server]:
    """Run a bare ASGI application that answers each path with its bytes."""
    folder.mkdir()
    for path, body in bodies.items():
        (folder / path.strip("/").replace("/", "_")).write_bytes(body)
    port = free_port()
    script = str(Path(__file__).with_name("bare.py"))
    with running([script, str(port), str(folder)], port, os.environ) as server:
        yield server


class Client:
    """One keep-alive connection."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)

    def get(self, path: str) -> tuple[bytes, Mapping[str, str]]:
        """Ask; return the body and the headers by lower-case name. Raises AssertionError for all but 200."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return body, {name.lower(): value for name, value in answer.getheaders()}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def get(url: str, path: str) -> tuple[bytes, Mapping[str, str]]:
    """Ask once, on a connection of its own."""
    with closing(Client(url)) as client:
        return client.get(path)


def free_port() -> int:
    """Return a port of loopback that nobody listens on just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(arguments: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run Python with these arguments until the block ends; it listens on the port when the block begins."""
    command = [sys.executable, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait()


def _await_index(server: Server) -> None:
    """Return when search has caught up, so that nobody measures its beginning beside something else."""
    ends = time.monotonic() + STARTS_WITHIN
    newest = int(get(server.url, "/api/v1/regions")[1]["livinglab-serial"])  # signing adds to it later
    while True:
        with suppress(AssertionError):  # until there is an index, search is not available
            if int(get(server.url, "/api/v1/search?q=aplikasi")[1]["livinglab-serial"]) >= newest:
                return
        assert time.monotonic() < ends, "the search index does not come"
        time.sleep(0.1)


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
