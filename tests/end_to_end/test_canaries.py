"""Fifty secrets go through every real door of a running registry; none comes out where it does not belong."""

import io
import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pyotp
import pytest

from livinglab.contract.tokens import of_number
from registry.__main__ import main as operators_door

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "siti@sumedangkab.go.id"
PASSWORD_OF_GIT = "https://diskominfo:{}@git.sumedangkab.go.id/e-sakip.git"
BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@dataclass
class Run:
    """One run of everything: the secrets that went in, and every text that came out."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    planted: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def secret(self, kind: str, text: str | None = None) -> str:
        """Plant a secret: one that looks like nothing that a pattern knows, unless given."""
        made = text or f"{secrets.choice('bcdf')}{secrets.token_hex(5)}q"
        self.planted[made] = kind
        return made

    def token(self) -> str:
        """Plant a token that looks as ours do and is none."""
        return self.secret("token", of_number(secrets.randbits(256)))

    def start(self, *command: str, **environment: str) -> "subprocess.Popen[str]":
        """Begin a command of this run."""
        given = {**os.environ, **self.environment, **environment}
        arguments = [sys.executable, "-m", *command]
        pipe = subprocess.PIPE
        return subprocess.Popen(arguments, cwd=ROOT, env=given, stdout=pipe, stderr=pipe, text=True)

    def end(self, process: "subprocess.Popen[str]") -> None:
        """Wait for a command and keep what it said."""
        out, err = process.communicate(timeout=60)
        self.seen.append((" ".join(map(str, process.args[2:])), out + err))  # type: ignore[index]  # a list, as `start` made it

    def operate(self, *arguments: str) -> str:
        """Run a command that prints a secret, in this process; return what it prints."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            assert operators_door(arguments) == 0, err.getvalue()
        self.seen.append((" ".join(arguments), err.getvalue()))
        return out.getvalue().strip()

    def ask(self, method: str, path: str, *, shows: bool = False, **more: object) -> httpx.Response:
        """Ask the registry and keep its answer, unless it is the one place that shows a secret."""
        answer = httpx.request(method, self.address + path, trust_env=False, **more)  # type: ignore[arg-type]  # httpx's own
        if not shows:
            self.seen.append((f"{method} {path}", f"{answer.headers} {answer.text}"))
        return answer


@pytest.fixture
def run(tmp_path: Path, sqlite_template: Path) -> Run:
    """Give a run whose settings hold secrets already."""
    run = Run(tmp_path)
    (tmp_path / "registry").mkdir()
    shutil.copy(sqlite_template, tmp_path / "registry" / "livinglab.sqlite3")
    run.environment = {
        "LIVINGLAB_FOLDER": str(tmp_path / "registry"),
        "LIVINGLAB_SMTP_URL": f"smtp://surat:{run.secret('SMTP password')}@127.0.0.1:9",
        "LIVINGLAB_OIDC_ISSUER": "http://127.0.0.1:9/realms/asn",
        "LIVINGLAB_OIDC_CLIENT_ID": "livinglab",
        "LIVINGLAB_OIDC_CLIENT_SECRET": run.secret("client secret"),
        "AWS_SECRET_ACCESS_KEY": run.secret("S3 key"),
        "AWS_ACCESS_KEY_ID": run.secret("S3 key"),
        "PGPASSWORD": run.secret("database password"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")]),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "LANG": "en_US.UTF-8",
    }
    return run


def test_no_secret_comes_out_where_it_does_not_belong(run: Run) -> None:
    with _watching_the_process_list(run):
        printed = run.operate("account", "add", EMAIL, "--name", "Siti", "--role", "curator")
        link = run.secret("sign-in link", printed.rpartition("/")[2])
        token = run.secret("token", run.operate("token", "create", "--name", "ci", "--scope", "publish"))
        with _serving(run):
            commands = _commands(run)
            _a_person_signs_in(run, link)
            _strangers_knock(run)
            _programs_knock(run)
            _the_store_breaks(run, token)
            for command in commands:
                run.end(command)
    _read_all_files(run)
    assert len(run.planted) >= 50
    assert len(run.seen) > 60
    assert any("unforeseen error" in text for _, text in run.seen), "a traceback was among it"
    assert _found(run) == []


def _found(run: Run) -> list[str]:
    return [
        f"{kind} in {where}"
        for secret, kind in run.planted.items()
        for where, text in run.seen
        if secret in text
    ]


def _a_person_signs_in(run: Run, link: str) -> None:
    """Set a password and a second factor; then guess, with wrong ones of each kind."""
    password = run.secret("password") + " kereta hijau"
    given = {"password": password, "repeated": run.secret("password")}
    run.ask("POST", f"/sign-in/link/{link}", data=given, headers=BROWSER)
    entered = run.ask(
        "POST",
        f"/sign-in/link/{link}",
        data={"password": password, "repeated": password},
        headers=BROWSER,
        shows=True,
    )
    cookie = {"livinglab-session": run.secret("cookie", entered.cookies["livinglab-session"])}
    setup = run.ask("GET", "/account/second-factor", cookies=cookie, headers=BROWSER, shows=True)
    shown = re.search(r'class="key">([A-Z2-7]{32})<', setup.text)
    ticket = re.search(r'name="ticket" value="([^"]*)"', setup.text)
    assert shown
    assert ticket
    seed = run.secret("TOTP seed", shown[1])
    form = {
        "ticket": run.secret("ticket", unescape(ticket[1])),
        "code": pyotp.TOTP(seed).now(),
        "current": password,
    }
    codes = run.ask("POST", "/account/second-factor", data=form, cookies=cookie, headers=BROWSER, shows=True)
    for code in re.findall(r"<code>([a-z2-7-]{19})</code>", codes.text):
        run.secret("recovery code", code)
    cookie = {"livinglab-session": run.secret("cookie", codes.cookies["livinglab-session"])}
    for path in ("/account", "/account/second-factor", "/", "/device?code=BCDF-GHJK"):
        run.ask("GET", path, cookies=cookie, headers=BROWSER)
    wrong = {"password": run.secret("password"), "current": run.secret("password"), "repeated": "x"}
    run.ask("POST", "/account/password", data=wrong, cookies=cookie, headers=BROWSER)
    run.ask(
        "POST",
        "/sign-in/code",
        data={"ticket": run.secret("ticket"), "code": run.secret("code")},
        headers=BROWSER,
    )


def _strangers_knock(run: Run) -> None:
    """Guess at the website's doors."""
    for email in (EMAIL, "nobody@example.go.id", "x"):
        run.ask(
            "POST",
            "/sign-in",
            data={"email": email, "password": run.secret("password")},
            headers=BROWSER,
        )
    for _ in range(4):
        run.ask("GET", f"/sign-in/link/{run.secret('link')}", headers=BROWSER)
        run.ask("POST", "/sign-out", cookies={"livinglab-session": run.secret("cookie")}, headers=BROWSER)
    for name in ("code", "state", "error", "iss"):
        run.ask("GET", f"/sign-in/provider/callback?{name}={run.secret(name)}", headers=BROWSER)
    run.ask("GET", f"/sign-in/provider?return_to=/{secrets.token_hex(3)}", headers=BROWSER)
    run.ask(
        "POST",
        "/account",
        cookies={"livinglab-session": run.secret("cookie")},
        headers={"Origin": "https://evil.example"},
    )


def _programs_knock(run: Run) -> None:
    """Guess at the API's doors, with requests that are wrong in each way."""
    for _ in range(4):
        bad = {"Authorization": f"Bearer {run.token()}"}
        run.ask("GET", "/api/v1/submissions/1", headers=bad)
        run.ask(
            "POST",
            "/api/v1/submissions",
            headers=bad,
            json={"url": PASSWORD_OF_GIT.format(run.secret("git password"))},
        )
    run.ask("GET", "/api/v1/applications", headers={"Authorization": f"Basic {run.secret('basic')}"})
    run.ask("GET", f"/api/v1/applications?limit={run.secret('limit')}&token={run.token()}")
    run.ask(
        "POST", "/api/v1/sign-in/token", json={"device_code": run.secret("device code"), "grant_type": "x"}
    )
    run.ask("POST", "/api/v1/sign-in/device", content=b"{" + run.secret("json").encode())
    run.ask(
        "GET", "/archives/restricted/00/" + "0" * 64 + f".bundle?until=1&signature={run.secret('signature')}"
    )
    place = httpx.URL(run.address)
    with socket.create_connection((place.host, place.port or 0)) as raw:
        raw.sendall(f"GET /?token={run.token()} HTTP/9.9\r\nCookie: {run.secret('cookie')}\r\n\r\n".encode())
        run.seen.append(("a broken request", raw.recv(4096).decode()))


def _the_store_breaks(run: Run, token: str) -> None:
    """Submit with a good token, and provoke an error that nobody foresaw."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    bodies = [
        {
            "url": PASSWORD_OF_GIT.format(run.secret("git password")),
            "slug": "e-sakip",
            "publisher": "Kabupaten Sumedang",
        },
        {"url": "https://git.sumedangkab.go.id/x.git", "slug": f"{run.secret('slug')}:@", "publisher": "x"},
    ]
    for body in bodies:
        assert run.ask("POST", "/api/v1/submissions", headers=headers, json=body).status_code == 422
    archives = run.folder / "registry" / "archives"
    archives.rename(archives.with_name("archives-away"))
    archives.symlink_to(archives)  # a loop
    broken = run.ask(
        "GET",
        f"/archives/applications/e-sakip.json?token={run.token()}&password={run.secret('password')}",
        headers={**headers, "Cookie": f"livinglab-session={run.secret('cookie')}"},
    )
    assert broken.status_code == 500
    archives.unlink()
    archives.with_name("archives-away").rename(archives)


def _commands(run: Run) -> "list[subprocess.Popen[str]]":
    """Start the operator's and the developer's commands, with addresses and tokens that do not work."""
    nowhere = f"postgresql://ani:{run.secret('database password')}@127.0.0.1:9/none"
    strange = f"http://ani:{run.secret('password')}@127.0.0.1:9"
    return [
        run.start("registry", "doctor", LIVINGLAB_DATABASE_URL=nowhere),
        run.start("livinglab", "whoami", LIVINGLAB_REGISTRY=run.address, LIVINGLAB_TOKEN=run.token()),
        run.start("livinglab", "search", "x", LIVINGLAB_REGISTRY=strange, LIVINGLAB_TOKEN=run.token()),
    ]


class _serving:
    """Run `serve` as operators do, its log in a file."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._log = run.folder / "serve.log"

    def __enter__(self) -> None:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "registry", "serve", "--port", "0"],
                cwd=ROOT,
                env={**os.environ, **self._run.environment},
                stdout=log,
                stderr=log,
            )
        ends = time.monotonic() + 60
        while not (found := re.search(r"running on (http://127\.0\.0\.1:\d+)", self._log.read_text())):
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < ends
            time.sleep(0.05)
        self._run.address = found[1]

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        lines = self._log.read_text()
        self._run.seen.append(("the log", lines))
        assert all(json.loads(line)["event"] for line in lines.splitlines())


class _watching_the_process_list:
    """Read the arguments of all processes over and over, as any user of the machine may."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._over = threading.Event()
        self._lines: set[str] = set()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        assert any("registry" in line for line in self._lines)
        self._run.seen.append(("the process list", "\n".join(self._lines)))

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self._lines.update(_arguments())


def _arguments() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_text(errors="replace")
        except OSError:
            continue  # it has ended


def _read_all_files(run: Run) -> None:
    """Read what lies on the disk afterwards: the database as text, and all files."""
    folder = run.folder / "registry"
    with sqlite3.connect(folder / "livinglab.sqlite3") as database:
        run.seen.append(("the database", "\n".join(database.iterdump())))
    database.close()
    for path in folder.rglob("*"):
        if path.is_file() and "keys" not in path.parts:
            run.seen.append((str(path.relative_to(folder)), path.read_bytes().decode("latin-1")))
