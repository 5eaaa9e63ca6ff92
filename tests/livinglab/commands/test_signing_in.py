"""Signing in from a terminal: the real command, a real registry, and a person with a browser."""

import json
import os
import pty
import re
import shutil
import socket
import stat
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn

from livinglab.client import signing_in
from livinglab.client.opening import open_account
from livinglab.contract import tokens as shape
from livinglab.credentials import vault
from livinglab.credentials.origins import is_loopback, may_carry_token, origin_of
from livinglab.errors import UsageError
from registry import clock
from registry.access import devices, memberships, organisations, people, sessions, tokens
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings

SITI = "siti@bekasikab.go.id"


class Registry:
    """A registry that listens, with Siti, who records adoptions and publishes for Kabupaten Bekasi."""

    def __init__(self, folder, template):
        folder.mkdir()
        shutil.copy(template, folder / "livinglab.sqlite3")
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        settings = Settings(folder=folder, public_url=self.address)
        self.database = Database(settings.database)
        config = uvicorn.Config(create_app(settings), log_level="critical", ws="none", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.listening],), daemon=True)
        self.thread.start()
        with self.database.write() as session:
            siti = people.add(session, SITI, "Siti", actor="operator")
            siti.totp_since = clock.now()
            bekasi = organisations.create(
                session, "Bekasi", kind=Kind.REGION, region_code="32.16", actor="operator"
            )
            organisations.verify(session, bekasi, by=VerifiedBy.OPERATOR, actor="operator")
            memberships.put(session, bekasi, siti, Role.PUBLISHER, actor="operator")
            _, text = sessions.start(session, siti, agent="", proved=True)
            self.siti, self.bekasi = siti.id, bekasi.id
        self.browser = httpx.Client(
            base_url=self.address,
            cookies={"livinglab-session": text},
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=60,
        )

    def token(self, *scopes: Scope, **changes) -> str:
        """Make a token of Siti's, as the website would."""
        grant = Grant("made by hand", frozenset(scopes), person_id=self.siti, **changes)
        with self.database.write() as session:
            return tokens.create(session, grant, actor="operator")[1]

    def decide(self, code: str, decision: str = "approve", *scopes: str) -> None:
        """Do what Siti does on the website."""
        assert code in self.browser.get("/device", params={"code": code}).text
        body = {"code": code, "decision": decision, "scope": scopes, "organisation": str(self.bekasi)}
        assert self.browser.post("/device", data=body).status_code == 303

    def knows(self, token: str) -> bool:
        """Say whether a token is valid there."""
        bearer = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{self.address}/api/v1/account", headers=bearer, timeout=60).status_code == 200

    def stop(self) -> None:
        """Go away."""
        self.server.should_exit = True
        self.thread.join()
        self.browser.close()
        self.database.close()


@pytest.fixture
def registry(tmp_path, sqlite_template, monkeypatch):
    """Give a registry that asks to be asked every second."""
    monkeypatch.setattr(devices, "INTERVAL", 1)
    made = Registry(tmp_path / "registry", sqlite_template)
    yield made
    if made.thread.is_alive():
        made.stop()


def login(operator, registry, *words, **environment):
    """Start the command and return it with the code that it shows."""
    process = subprocess.Popen(
        operator.command("--registry", registry.address, "--json", "login", *words),
        cwd=operator.home,
        env={**operator.environment, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    shown = b""
    while not (found := re.search(rb"\b[B-Z]{4}-[B-Z]{4}\b", shown)):
        line = process.stderr.readline()
        assert line, shown
        shown += line
    return process, found[0].decode()


def ended(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


def paste(operator, registry, token, *words, **environment):
    done = subprocess.run(
        operator.command("--registry", registry.address, "login", "--paste", *words),
        cwd=operator.home,
        env={**operator.environment, **environment},
        input=f"{token}\n".encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def credentials(operator):
    return operator.home / "config" / "livinglab" / "credentials.json"


def kept(operator):
    return json.loads(credentials(operator).read_text())["registries"]


def put(operator, address, token, **entry):
    """Keep a token for a server that gave none."""
    credentials(operator).parent.mkdir(parents=True, exist_ok=True)
    entries = {origin_of(address): {"place": "file", "token": token, **entry}}
    credentials(operator).write_text(json.dumps({"registries": entries}))
    credentials(operator).chmod(0o600)


def whoami(operator, registry, *words, **environment):
    return operator.run("--registry", registry.address, "whoami", *words, **environment)


def test_a_person_lets_the_command_in_and_out_again(bekasi, registry):
    process, code = login(bekasi, registry, "--scope", "record,publish")
    registry.decide(code, "approve", "record", "publish")
    returned, out, err = ended(process)
    assert returned == 0, err
    assert json.loads(out)["kept"] == "file"
    assert stat.S_IMODE(credentials(bekasi).stat().st_mode) == 0o600
    assert stat.S_IMODE(credentials(bekasi).parent.stat().st_mode) == 0o700
    (entry,) = kept(bekasi).values()
    told = whoami(bekasi, registry, "--json").json
    assert (told["name"], told["registry"], told["kept"]) == ("Siti", registry.address, "file")
    assert told["organisations"] == [{"id": registry.bekasi, "name": "Bekasi", "role": "publisher"}]
    assert told["token"]["scopes"] == ["read", "record", "publish"]
    assert entry["token"] not in out + err + json.dumps(told)
    assert "Bekasi (publisher)" in whoami(bekasi, registry).out
    process, code = login(bekasi, registry)
    registry.decide(code)
    assert ended(process)[0] == 0
    assert not registry.knows(entry["token"])  # what is replaced is ended
    (entry,) = kept(bekasi).values()
    assert registry.knows(entry["token"])
    assert bekasi.good("--registry", registry.address, "--json", "logout").json["revoked"] is True
    assert not registry.knows(entry["token"])
    assert kept(bekasi) == {}
    assert whoami(bekasi, registry).code == 4
    bekasi.good("--registry", registry.address, "logout")


def test_a_person_may_say_no(bekasi, registry):
    process, code = login(bekasi, registry)
    registry.decide(code, "deny")
    returned, out, _ = ended(process)
    assert returned == 4
    assert "denied" in json.loads(out)["error"]["message"]
    assert not credentials(bekasi).exists()


def test_a_code_that_nobody_enters_runs_out(bekasi, registry, monkeypatch):
    monkeypatch.setattr(devices, "LASTS", timedelta(seconds=2))
    process, _ = login(bekasi, registry)
    returned, out, _ = ended(process)
    assert returned == 4
    assert "expired" in json.loads(out)["error"]["message"]


def test_who_asks_too_fast_learns_to_wait(registry, monkeypatch, capsys):
    monkeypatch.setattr(signing_in, "SHORTEST_PAUSE", 0.05)
    monkeypatch.setattr(signing_in, "SLOWER", 0.2)
    monkeypatch.setattr(devices, "INTERVAL", 0)
    account = open_account(registry.address, language="en")
    started = account.start(scopes="read", name="laptop", organisation=None)
    monkeypatch.setattr(devices, "INTERVAL", 0.4)
    answers = []
    take = account.take
    account.take = lambda code: answers.append(take(code)) or answers[-1]
    timer = threading.Timer(1.5, registry.decide, (started.user_code,))
    timer.start()
    issued = signing_in._wait(account, started)
    timer.join()
    account.http.close()
    assert shape.is_well_formed(issued.access_token)
    refusals = [answered.error for answered in answers[:-1]]
    assert "slow_down" in refusals
    assert refusals[-1] == "authorization_pending"


def test_a_pasted_token_is_looked_at_before_it_is_kept(bekasi, registry):
    good = registry.token(Scope.PUBLISH)
    slip = good[:-1] + ("A" if good[-1] != "A" else "B")
    for text, code in ((slip, 2), ("", 2), (shape.of_number(7), 4)):
        returned, said = paste(bekasi, registry, text)
        assert returned == code, said
        assert not credentials(bekasi).exists()
        assert not text or text not in said
    assert paste(bekasi, registry, good, "--scope", "read")[0] == 2
    returned, said = paste(bekasi, registry, f"  {good}  ")
    assert returned == 0, said
    assert good not in said
    assert whoami(bekasi, registry, "--json").json["token"]["scopes"] == ["read", "publish"]
    assert paste(bekasi, registry, registry.token(Scope.READ))[0] == 0
    assert registry.knows(good)  # somebody else may hold what was pasted


def test_a_file_that_others_can_read_is_not_used(bekasi, registry):
    put(bekasi, registry.address, registry.token(Scope.READ))
    for mode, command in ((0o644, "whoami"), (0o640, "login"), (0o602, "logout")):
        credentials(bekasi).chmod(mode)
        answered = bekasi.run("--registry", registry.address, command)
        assert answered.code == 2
        assert f"chmod 600 {credentials(bekasi)}" in answered.err
    assert whoami(bekasi, registry, LIVINGLAB_TOKEN=registry.token(Scope.READ)).code == 0


def test_a_file_that_is_no_credentials_file_is_told(bekasi, monkeypatch):
    put(bekasi, "http://localhost", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", bekasi.environment["XDG_CONFIG_HOME"])
    for content in (
        "",
        "[]",
        "{}",
        '{"registries": 1}',
        '{"registries": {"x": 1}}',
        "\xff",
        "[" * 99999,
    ):
        credentials(bekasi).write_bytes(content.encode("latin-1"))
        with pytest.raises(UsageError, match=r"credentials\.json cannot be read"):
            vault.find("http://localhost")


def test_the_environment_goes_before_what_is_kept(bekasi, registry):
    paste(bekasi, registry, registry.token(Scope.READ))
    chosen = registry.token(Scope.RECORD)
    told = whoami(bekasi, registry, "--json", LIVINGLAB_TOKEN=chosen).json
    assert (told["kept"], told["token"]["scopes"]) == ("environment", ["read", "record"])
    answered = bekasi.good("--registry", registry.address, "logout", LIVINGLAB_TOKEN=chosen)
    assert "LIVINGLAB_TOKEN" in answered.err
    assert registry.knows(chosen)


def test_what_no_header_can_carry_is_no_token(bekasi, registry):
    for text in ("töken", "a\nb"):
        answered = whoami(bekasi, registry, LIVINGLAB_TOKEN=text)
        assert answered.code == 2
        assert text not in answered.err


def test_where_the_registry_is_away_the_token_is_forgotten_all_the_same(bekasi, registry):
    paste(bekasi, registry, registry.token(Scope.READ))
    registry.stop()
    answered = bekasi.run("--registry", registry.address, "logout")
    assert answered.code == 6
    assert f"{registry.address}/account/tokens" in answered.err
    assert kept(bekasi) == {}


def test_a_token_that_was_revoked_meanwhile_is_no_trouble_at_logout(bekasi, registry):
    token = registry.token(Scope.READ)
    paste(bekasi, registry, token)
    bearer = {"Authorization": f"Bearer {token}"}
    httpx.delete(f"{registry.address}/api/v1/account/token", headers=bearer, timeout=60)
    assert whoami(bekasi, registry).code == 4
    bekasi.good("--registry", registry.address, "logout")


def test_a_token_that_ends_soon_is_mentioned_and_one_that_has_ended_not_sent(
    bekasi, registry, fetched, serve, sakip
):
    paste(bekasi, registry, registry.token(Scope.READ, lasts=timedelta(days=6)))
    assert "Your token ends on" in whoami(bekasi, registry).err
    paste(bekasi, registry, registry.token(Scope.READ, lasts=timedelta(days=8)))
    assert "Your token ends" not in whoami(bekasi, registry).err
    address, faults = serve()
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    put(bekasi, address, shape.of_number(1), expires_at=soon)
    answered = bekasi.good("--registry", address, "status", cwd=fetched)
    assert "Your token ends on" in answered.err
    assert any("Authorization" in headers for _, headers in faults.requests)
    faults.requests.clear()
    put(bekasi, address, shape.of_number(1), expires_at=datetime.now(UTC).isoformat())
    answered = bekasi.good("--registry", address, "status", cwd=fetched)
    assert "Your token ended on" in answered.err
    assert faults.requests
    assert not any("Authorization" in headers for _, headers in faults.requests)
    assert bekasi.run("--registry", address, "whoami").code == 4


def test_a_token_goes_to_the_registry_that_gave_it_and_to_nobody_else(bekasi, sakip, serve):
    (other, seen_there), (proxy, seen_by_proxy) = serve(), serve()
    address, seen = serve(redirect=other)
    put(bekasi, address, shape.of_number(1))
    name = address.replace("127.0.0.1", "localhost")
    words = ("fetch", "e-sakip", "--region", "32.16", "--yes")
    bekasi.good("--registry", address, *words, http_proxy=proxy, all_proxy=proxy)
    assert any(path.endswith(".bundle") for path, _ in seen_there.requests)
    assert all("Authorization" in headers for _, headers in seen.requests)
    assert not any("Authorization" in headers for _, headers in seen_there.requests)
    assert seen_by_proxy.requests == []
    seen.requests.clear()
    for elsewhere in (other, name):
        bekasi.good("--registry", elsewhere, "show", "e-sakip")
        assert bekasi.run("--registry", elsewhere, "whoami").code == 4
    assert seen.requests
    for requests in (seen.requests, seen_there.requests):
        assert not any("Authorization" in headers for _, headers in requests)


def test_a_registry_that_only_a_directory_names_gets_no_token_of_the_environment(bekasi, sakip, serve):
    address, seen = serve()
    bekasi.good("--registry", address, "fetch", "e-sakip", "--region", "32.16", "--yes")
    here, token = bekasi.home / "e-sakip", shape.of_number(1)
    seen.requests.clear()
    answered = bekasi.good("status", cwd=here, LIVINGLAB_TOKEN=token)
    assert f"LIVINGLAB_TOKEN is not sent to {address}" in answered.err
    assert seen.requests
    assert not any("Authorization" in headers for _, headers in seen.requests)
    seen.requests.clear()
    bekasi.good("status", cwd=here, LIVINGLAB_TOKEN=token, LIVINGLAB_REGISTRY=address)
    assert all("Authorization" in headers for _, headers in seen.requests)
    seen.requests.clear()
    put(bekasi, address, token)
    bekasi.good("status", cwd=here)
    assert all("Authorization" in headers for _, headers in seen.requests)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.go.id", "https://A.GO.ID:443/katalog", True),
        ("https://a.go.id", "http://a.go.id", False),
        ("https://a.go.id", "https://a.go.id:8443", False),
        ("https://a.go.id", "https://a.go.id.evil.example", False),
        ("https://a.go.id", "https://a.go.id@evil.example", False),
        ("http://[::1]:80", "http://[::1]", True),
        ("http://a:99999", "http://a", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(one, other, same):
    assert (origin_of(one) == origin_of(other)) is same


def test_only_this_machine_is_this_machine():
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "localhost", "::1"))
    assert not any(is_loopback(host) for host in ("127.evil.example", "127.0.0.1.evil.example", None, ""))
    assert not may_carry_token("http://127.evil.example")


def test_no_token_travels_without_tls(bekasi):
    answered = bekasi.run("--registry", "http://katalog.example.go.id", "login")
    assert answered.code == 2
    assert "TLS" in answered.err


RING = """
import json, os, time
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 5
    def _all(self):
        return json.load(open(os.environ["RING"])) if os.path.exists(os.environ["RING"]) else {}
    def _write(self, kept):
        json.dump(kept, open(os.environ["RING"], "w"))
    def get_password(self, service, name):
        return self._all().get(f"{service} {name}")
    def set_password(self, service, name, text):
        self._write({**self._all(), f"{service} {name}": text})
    def delete_password(self, service, name):
        kept = self._all()
        del kept[f"{service} {name}"]
        self._write(kept)

class Broken(Ring):
    def set_password(self, service, name, text):
        raise OSError("the keyring is locked")

class Poor(Ring):
    priority = 0.5

class Silent(Ring):
    def set_password(self, service, name, text):
        time.sleep(600)
"""


@pytest.fixture
def ring(bekasi):
    """Give the environment of a keyring, which is a file of the test's."""
    (bekasi.home / "rings.py").write_text(RING)

    def ring(kind="Ring"):
        kept_in = str(bekasi.home / "ring.json")
        path = str(bekasi.home)
        return {"PYTHONPATH": path, "PYTHON_KEYRING_BACKEND": f"rings.{kind}", "RING": kept_in}

    return ring


def test_the_keyring_keeps_the_token_where_there_is_one(bekasi, registry, ring):
    token = registry.token(Scope.READ)
    returned, said = paste(bekasi, registry, token, **ring())
    assert returned == 0
    assert "keyring" in said
    assert token not in credentials(bekasi).read_text()
    assert token in (bekasi.home / "ring.json").read_text()
    assert whoami(bekasi, registry, "--json", **ring()).json["kept"] == "keyring"
    locked = whoami(bekasi, registry)
    assert (locked.code, "keyring" in locked.err) == (4, True)
    bekasi.good("--registry", registry.address, "logout", **ring())
    assert (bekasi.home / "ring.json").read_text() == "{}"
    assert not registry.knows(token)


@pytest.mark.parametrize(
    "kind", ["Broken", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("Poor", "Absent", "Silent"))]
)
def test_a_keyring_that_does_not_work_is_no_obstacle(bekasi, registry, ring, kind):
    token = registry.token(Scope.READ)
    began = time.monotonic()
    returned, said = paste(bekasi, registry, token, **ring(kind))
    assert returned == 0, said
    assert [entry["token"] for entry in kept(bekasi).values()] == [token]
    assert time.monotonic() - began < 60
    assert whoami(bekasi, registry, **ring(kind)).code == 0


def test_on_a_screen_the_browser_opens_the_page_with_the_code(bekasi, registry):
    opened = bekasi.home / "opened"
    browser = bekasi.home / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.part && mv {opened}.part {opened}\nsleep 30\n')
    browser.chmod(0o755)
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        bekasi.command("--registry", registry.address, "login"),
        cwd=bekasi.home,
        env={**bekasi.environment, "BROWSER": f"{browser} %s"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    while not opened.exists():
        assert process.poll() is None
        time.sleep(0.05)
    address = opened.read_text()
    assert address.startswith(f"{registry.address}/device?code=")
    registry.decide(address.rpartition("=")[2])
    assert process.wait(timeout=60) == 0
    os.close(controller)
