"""A database with the example data, and a server that is really running."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from spbeindex import database, example

FOLDER = Path(__file__).parents[1]
PASSWORD = "kata-sandi-operator"


class Site:
    """A browser without JavaScript at a running Indeks SPBE."""

    def __init__(self, address: str) -> None:
        self.browser = httpx.Client(base_url=address, timeout=20)

    def get(self, path: str) -> httpx.Response:
        return self.browser.get(path)

    def submit(self, path: str, fields: dict[str, str], *, form: str | None = None) -> httpx.Response:
        """Open the form, as a person does, and send it with its token."""
        token = re.search(r'name="token" value="([^"]+)"', self.get(form or path).text)
        return self.browser.post(path, data={"token": token[1] if token else "", **fields})

    def sign_in(self) -> None:
        assert self.submit("/masuk", {"password": PASSWORD, "to": "/"}).status_code == 303


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "spbeindex.sqlite3"
    database.migrate(path)
    with database.writing(path) as connection:
        example.add_when_empty(connection)
    return path


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(FOLDER),
        "REGION_NAME": "Kabupaten Uji & Coba",
        "REGION_CODE": "99.01",
        "SECRET_KEY": "s" * 40,
        "OPERATOR_PASSWORD": PASSWORD,
        "DATABASE": str(tmp_path_factory.mktemp("data") / "spbeindex.sqlite3"),
        "PORT": str(port),
        "EXAMPLE_DATA": "yes",
        "INDEX_TARGET": "3,00",
    }


@pytest.fixture(scope="module")
def server(environment):
    """The address of `python -m spbeindex serve`, ended by its own process afterwards."""
    address = f"http://127.0.0.1:{environment['PORT']}"
    folder = Path(environment["DATABASE"]).parent
    with subprocess.Popen([sys.executable, "-m", "spbeindex", "serve"], env=environment, cwd=folder) as process:
        try:
            wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def wait_for(address, process):
    for _ in range(200):
        assert process.poll() is None, "the server ended at its start"
        try:
            httpx.get(f"{address}/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


@pytest.fixture
def site(server):
    found = Site(server)
    with found.browser:
        yield found
