"""Redirects between real local servers: followed where every hop may be visited, and never into the trap."""

import contextlib
import socket
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from registry.crawl import connector as connectors
from registry.crawl.connector import SERVICE, Connector
from registry.crawl.dialling import Waits
from registry.crawl.errors import VisitFailed

CORPUS = Path(__file__).parent / "corpus" / "redirects.toml"
CASES = tomllib.loads(CORPUS.read_text(encoding="utf-8"))["case"]


class Redirector(ThreadingHTTPServer):
    """Answers from a table of paths; counts the connections it accepts."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.table = {}
        self.accepted = 0
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    def verify_request(self, _request, _client_address):
        self.accepted += 1
        return True

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, location = self.server.table.get(self.path, (200, None))
        self.send_response(status)
        if location is not None:
            self.send_header("Location", location)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.end_headers()
        if status == 200:
            self.wfile.write(b"001e# service=git-upload-pack\n0000")

    def log_message(self, *_):
        pass


@pytest.fixture
def servers():
    made = {"front": Redirector(), "other": Redirector(), "trap": Redirector()}
    yield made
    for server in made.values():
        server.stop()


def lay_out(servers, hops):
    """Put the chain into the servers' tables; hop N lies at /hopN of the server its predecessor names."""
    words = {f"{name}_place": server.place for name, server in servers.items()}
    words |= {name: f"http://{server.place}" for name, server in servers.items()}
    words["long"] = "a" * 5000
    at = ("front", "/app.git")
    for number, hop in enumerate(hops, start=1):
        looping = hop["to"] == "{front}"
        target = hop["to"].format_map(words) + ("/app.git" if looping else "")
        servers[at[0]].table[at[1] + SERVICE] = (hop["status"], target + ("" if hop.get("bare") else SERVICE))
        name = next((name for name in servers if f"{{{name}}}" in hop["to"]), at[0])
        at = (name, f"/hop{number}")


def connector_of(servers, *, trapped="trap"):
    def resolve(host, port):
        return ["127.0.0.1"] if trapped in host else socket.getaddrinfo(host, port)[0][4][:1]

    donors = (servers["front"].place, servers["other"].place)
    return Connector(private_donors=donors, resolver=resolve, waits=Waits(read=2, whole=3))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_chain_ends_as_the_corpus_says(case, servers):
    lay_out(servers, case["hops"])
    connector = connector_of(servers)
    url = f"http://{servers['front'].place}/app.git"
    if case["verdict"] == "refused":
        with pytest.raises(VisitFailed) as refusal:
            connector.locate(url)
        assert refusal.value.text.id != refusal.value.text.en
    else:
        located = connector.locate(url)
        assert located.pinned.address.port == servers[case["ends"]].server_port
        name, _, path = case["canonical"].partition("/")
        assert located.canonical.url == f"http://{servers[name].place}/{path or 'app.git'}"
    assert servers["trap"].accepted == 0


def test_there_are_at_least_ten_chains():
    assert len(CASES) >= 10


@contextlib.contextmanager
def following(monkeypatch):
    """Switch our own redirects off as a defence: let httpx follow by itself."""
    real = connectors.httpx.Client

    def client(**options):
        return real(**{**options, "follow_redirects": True})

    monkeypatch.setattr(connectors.httpx, "Client", client)
    yield


def test_without_our_own_redirects_the_trap_is_reached(servers, monkeypatch):
    lay_out(servers, [{"status": 301, "to": "{trap}/hop1"}])
    with following(monkeypatch):
        connector_of(servers).locate(f"http://{servers['front'].place}/app.git")
    assert servers["trap"].accepted == 1
