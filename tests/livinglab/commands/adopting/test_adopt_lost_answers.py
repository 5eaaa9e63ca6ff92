"""`livinglab adopt` where answers are lost: repeating is safe, and counts once."""

import http.server
import os
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from livinglab.client import adoptions as client
from registry.access.callers import Role


class Between:
    """A server between the command and the registry that passes requests on, and loses answers."""

    def __init__(self, registry):
        self.address, self.lose, self.pause, self.keys = "", 0, 0.0, []
        between, listening = self, socket.create_server(("127.0.0.1", 0))
        listening.close()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name != "Host"}
                if self.command == "POST":
                    between.keys.append(self.headers["Idempotency-Key"])
                address = registry.address + self.path
                answer = httpx.request(
                    self.command, address, content=body, headers=headers, timeout=60, trust_env=False
                )
                time.sleep(between.pause)
                if self.command == "POST" and between.lose:
                    between.lose -= 1
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_POST = do_GET

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # who was killed does not take its answer
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()


@pytest.fixture
def between(registry, monkeypatch):
    """A server in between; the command does not wait between its tries."""
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    made = Between(registry)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_lost_answer_is_asked_for_again_and_counts_once(registry, between, unit):
    siti = registry.laptop(registry.token("siti2", bekasi=Role.RECORDER), between.address)
    between.lose = 1
    told = siti.good("uat", *unit, json=True).json
    assert len(told["adoption"]["events"]) == 1
    assert len(between.keys) == 2
    assert len(set(between.keys)) == 1


def test_where_no_answer_comes_repeating_is_safe(registry, between, unit):
    siti = registry.laptop(registry.token("siti3", bekasi=Role.RECORDER), between.address)
    between.lose = 3
    answered = siti.adopt("uat", *unit)
    assert answered.code == 6
    assert "Nothing is known to be recorded" in answered.err
    assert "not counted twice" in answered.err
    told = siti.good("uat", *unit, json=True).json
    assert len(told["adoption"]["events"]) == 1
    assert len(set(between.keys)) == 1
    siti.good("--retract", str(told["adoption"]["events"][0]["id"]), *unit)
    assert (
        siti.good("uat", *unit, json=True).json["new"] is True
    )  # a record of its own, under a key of its own
    assert len(set(between.keys)) == 3


@pytest.mark.long
def test_a_command_that_is_killed_before_its_answer_is_repeated_under_the_same_key(registry, between, unit):
    siti = registry.laptop(registry.token("siti4", bekasi=Role.RECORDER), between.address)
    between.pause = 5.0
    environment = {**siti.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-m", "livinglab", "adopt", "uat", *unit]
    process = subprocess.Popen(words, cwd=siti.app, env=environment, stdout=subprocess.DEVNULL)
    while not between.keys:
        time.sleep(0.02)
    process.kill()
    process.wait()
    between.pause = 0.0
    assert len(siti.good("uat", *unit, json=True).json["adoption"]["events"]) == 1
    assert len(between.keys) == 2
    assert len(set(between.keys)) == 1


def test_a_registry_that_is_away_is_no_record(siti, unit, monkeypatch):
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    answered = siti.adopt("go-live", *unit, "--registry", "http://127.0.0.1:9")
    assert answered.code == 6
    assert "Nothing is known to be recorded" in answered.err
