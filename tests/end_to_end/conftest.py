"""The real thing: the service over HTTP, a donor's git server, and the commands as people type them.

The operator's commands run in this process, since each start of the whole service costs seconds; the demo's
test runs all of them as processes of their own.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from registry.__main__ import main as operators_door
from registry.app import create_app
from registry.donor import serve_donor
from registry.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ON_POSTGRESQL = {  # in every run; the rest there only in the long one, since tests/registry runs on both
    "test_a_published_release_is_fetched_with_the_database_gone",
    "test_a_donor_submits_with_a_token_and_the_worker_publishes",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most stories on the second database to the long run."""
    for item in items:
        name, _, parameter = item.name.partition("[")
        ours = item.path.parent == Path(__file__).parent
        if ours and parameter.startswith("postgresql") and name not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.long)


@dataclass
class Stage:
    """A running registry, a donor's folder of repositories, and somebody's empty folder to work in."""

    folder: Path
    donors: Path
    donor_url: str
    address: str
    environment: dict[str, str]

    def registry(self, *arguments: str) -> "Ended":
        """Run one of the operator's commands."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            try:
                code = operators_door(arguments)
            except SystemExit as exit:  # argparse's way to say that it could not read the arguments
                code = int(exit.code or 0)
        return Ended(code, out.getvalue(), err.getvalue())

    def livinglab(self, *arguments: str, cwd: Path | None = None, **environment: str) -> "Ended":
        """Run one of the developer's commands, as a process of its own."""
        ended = subprocess.run(
            [sys.executable, "-m", "livinglab", *arguments],
            cwd=cwd or self.folder,
            env={**os.environ, **self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def donate(self, name: str = "e-sakip", *, until: str | None = "v1.0.0") -> str:
        """Make a donor's repository from a reference application; return its address."""
        limit = ["--until", until] if until else []
        target = self.donors / f"{name}.git"
        command = [
            sys.executable,
            str(ROOT / "apps/build_repository.py"),
            str(ROOT / "apps/e-sakip"),
            str(target),
        ]
        subprocess.run([*command, *limit], check=True, capture_output=True)
        return f"{self.donor_url}/{name}.git"

    def git(self, name: str, *arguments: str) -> str:
        """Run git in a donor's repository."""
        command = ["git", "-C", str(self.donors / f"{name}.git"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def api(self, path: str) -> httpx.Response:
        """Read from the API."""
        return httpx.get(f"{self.address}/api/v1/{path}", trust_env=False)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Give a running registry and donor, on each of the two databases."""
    donors, work = tmp_path / "donors", tmp_path / "work"
    donors.mkdir()
    work.mkdir()
    with serve_donor(donors, "127.0.0.1", 0) as donor:
        environment = {
            "LIVINGLAB_FOLDER": str(tmp_path / "registry"),
            "LIVINGLAB_PRIVATE_DONORS": donor.place,
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "LANG": "en_US.UTF-8",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")]),
        }
        if not database_url.startswith("sqlite"):
            environment["LIVINGLAB_DATABASE_URL"] = database_url.replace("+psycopg", "")
        with serving(environment) as address:
            environment["LIVINGLAB_REGISTRY"] = address
            yield Stage(work, donors, donor.url, address, environment)


@pytest.fixture
def without_database(stage: Stage) -> Iterator[str]:
    """Give the address of a registry on the same archives whose database cannot be reached."""
    with serving(
        {**stage.environment, "LIVINGLAB_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    ) as address:
        yield address


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """Serve a registry over real HTTP with these settings; give its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LIVINGLAB_REGISTRY", raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = Settings.read()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def published(stage: Stage) -> Stage:
    """Give the stage after e-SAKIP 1.0.0 was donated, visited and published."""
    url = stage.donate()
    submitted = stage.registry(
        "submit", url, "--slug", "e-sakip", "--publisher", "Kabupaten Sumedang", "--region", "32.11"
    )
    assert submitted.code == 0, submitted.err
    visited = stage.registry("visit", "e-sakip")
    assert visited.code == 0, visited.out + visited.err
    return stage


@pytest.fixture
def remove_donor(stage: Stage) -> Callable[[], None]:
    """Give a way to make the donor's repositories vanish."""
    return lambda: shutil.rmtree(stage.donors)
