"""The reference applications as donated: repositories, checkouts of each release, and running sites."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import httpx
import pytest

APPS = Path(__file__).parents[2] / "apps"
PASSWORD = "kata-sandi-operator"


@dataclass(frozen=True)
class Application:
    """One folder below `apps/` and the Python package in it."""

    folder: Path
    package: str


class Site:
    """A browser without JavaScript at one running application."""

    def __init__(self, address: str, process: subprocess.Popen[bytes]) -> None:
        self.browser = httpx.Client(base_url=address, timeout=20)
        self.process = process

    def text(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.text

    def submit(self, path: str, fields: dict[str, str]) -> httpx.Response:
        """Open the form, as a person does, and send it with its token."""
        token = re.search(r'name="token" value="([^"]+)"', self.text(path))
        assert token
        return self.browser.post(path, data={"token": token[1], **fields})

    def sign_in(self) -> None:
        assert self.submit("/masuk", {"password": PASSWORD, "to": "/"}).status_code == 303

    def wait(self) -> None:
        for _ in range(300):
            assert self.process.poll() is None, "the application ended at its start"
            try:
                self.browser.get("/health")
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the application did not answer")


@pytest.fixture(scope="session")
def builder() -> ModuleType:
    """`apps/build_repository.py`, loaded by its path as the demo does it."""
    spec = importlib.util.spec_from_file_location("build_repository", APPS / "build_repository.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(
    scope="session", params=[("e-sakip", "esakip"), ("spbe-index", "spbeindex")], ids=lambda p: p[0]
)
def application(request: pytest.FixtureRequest) -> Application:
    folder, package = request.param
    return Application(APPS / folder, package)


@pytest.fixture(scope="session")
def e_sakip() -> Application:
    return Application(APPS / "e-sakip", "esakip")


@pytest.fixture(scope="session")
def spbe_index() -> Application:
    return Application(APPS / "spbe-index", "spbeindex")


@pytest.fixture(scope="session")
def donor(builder: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Application], Path]:
    """The donated repository with both releases, built once for all tests that only read it."""
    folder = tmp_path_factory.mktemp("donors")

    def repository(application: Application) -> Path:
        target = folder / f"{application.folder.name}.git"
        if not target.exists():
            builder.build(application.folder, target)
        return target

    return repository


@pytest.fixture
def check_out(donor: Callable[[Application], Path], tmp_path: Path) -> Callable[[Application, str], Path]:
    """A clone of the donated repository at one release."""

    def clone(application: Application, tag: str) -> Path:
        work = tmp_path / tag
        command = ["git", "-c", "advice.detachedHead=false", "clone", "--quiet", "--branch", tag]
        subprocess.run([*command, str(donor(application)), str(work)], check=True)
        return work

    return clone


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., object]:
    """Start an application from its checkout; the database stays when the same one is named again."""

    @contextmanager
    def running(application: Application, folder: Path, **more: str) -> Iterator[Site]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = {
            "REGION_NAME": "Kabupaten Bekasi",
            "REGION_CODE": "32.16",
            "SECRET_KEY": "s" * 43,
            "OPERATOR_PASSWORD": PASSWORD,
            "DATABASE": str(tmp_path / f"{application.package}.sqlite3"),
            "EXAMPLE_DATA": "yes",
            **more,
        }
        lines = "".join(f"{key}='{value}'\n" for key, value in settings.items())
        (folder / ".env").write_text(lines, encoding="utf-8")
        command = [sys.executable, "-m", application.package, "serve", "--port", str(port)]
        environment = {"PATH": os.environ["PATH"]}
        with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as process:
            site = Site(f"http://127.0.0.1:{port}", process)
            try:
                site.wait()
                yield site
            finally:
                site.browser.close()
                process.terminate()
                process.wait(20)

    return running
