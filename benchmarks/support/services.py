"""The real service and its bare peer, each in a process of its own on a free port of loopback."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from registry.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0  # seconds; a service that builds a search index takes some of them


@contextmanager
def registry(settings: Settings) -> Iterator[str]:
    """Run `python -m registry serve` with these settings and give its address."""
    environment = os.environ | {
        "LIVINGLAB_FOLDER": str(settings.folder),
        "LIVINGLAB_DATABASE_URL": settings.database_url,
    }
    port = _free_port()
    with _running(["-m", "registry", "serve", "--port", str(port)], port, environment, cwd=ROOT):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def bare(folder: Path, bodies: Mapping[str, bytes]) -> Iterator[str]:
    """Run a bare ASGI application that answers each path with its bytes, and give its address."""
    folder.mkdir()
    for path, body in bodies.items():
        (folder / path.strip("/").replace("/", "_")).write_bytes(body)
    port = _free_port()
    script = str(Path(__file__).with_name("bare.py"))
    with _running([script, str(port), str(folder)], port, os.environ, cwd=ROOT):
        yield f"http://127.0.0.1:{port}"


def get(url: str, path: str) -> tuple[bytes, Mapping[str, str]]:
    """Ask once; return the body and the headers by lower-case name."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return body, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def _running(
    arguments: Sequence[str], port: int, environment: Mapping[str, str], *, cwd: Path
) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=cwd, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        _await(port, process)
        yield
    finally:
        process.terminate()
        process.wait()


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
