"""The whole story on loopback: donate, visit, publish, fetch, status, a new release, update, start the app.

Every step runs the real commands as a person would and checks what it left; the first that is not true
ends it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from registry.donor import serve_donor

PROJECT = Path(__file__).resolve().parent.parent
APPS = PROJECT / "apps"
REGION, REGION_NAME = "32.16", "Kabupaten Bekasi"
DONOR = "livinglab (implementasi rujukan)"  # no region wrote the demo's applications
PATIENCE = 60.0  # seconds that a server has to come up
MARK = "livinglab-demo"  # a folder with this file is ours to make anew


class StepFailed(Exception):
    """A step of the demo is not true; the message says which and why."""


@dataclass(frozen=True)
class Stage:
    """Where the demo plays: its folder, the registry's address, and the environment of its commands."""

    folder: Path
    address: str
    environment: dict[str, str]

    def run(self, *arguments: str, expect: int = 0, cwd: Path | None = None) -> str:
        """Show and run one command; return its standard output. Raises StepFailed for another exit code."""
        shown = " ".join(arguments[2:] if arguments[1] == "-m" else arguments)
        _say(f"\n$ {shown}")
        ended = subprocess.run(
            arguments,
            cwd=cwd or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        _say((ended.stdout + ended.stderr).strip())
        if ended.returncode != expect:
            raise StepFailed(f"`{shown}` ended with {ended.returncode}, not {expect}")
        return ended.stdout

    def registry(self, *arguments: str, expect: int = 0) -> str:
        """Run one of the operator's commands."""
        return self.run(sys.executable, "-m", "registry", *arguments, expect=expect)

    def livinglab(self, *arguments: str, expect: int = 0, cwd: Path | None = None) -> str:
        """Run one of the developer's commands."""
        return self.run(sys.executable, "-m", "livinglab", *arguments, expect=expect, cwd=cwd)


def run(folder: Path, *, port: int, once: bool) -> int:
    """Play the demo in `folder`, made anew. 0 when every step was true; with `once` it then stops."""
    try:
        _begin(folder)
        with ExitStack() as stack:
            stage = _build(stack, folder.absolute(), _free_port(port))
            _tell(stage)
            if not once:
                _stay(stage)
    except StepFailed as failure:
        _say(f"\nThe demo stopped: {failure}")
        return 1
    return 0


def _tell(stage: Stage) -> None:
    """Tell the story, step by step."""
    donors = stage.folder / "donors"
    for slug, name in (("e-sakip", "e-sakip"), ("indeks-spbe", "spbe-index")):
        _build_repository(stage, APPS / name, donors / f"{slug}.git", until="v1.0.0")
        url = f"{stage.environment['DEMO_DONOR']}/{slug}.git"
        stage.registry("submit", url, "--slug", slug, "--publisher", DONOR)
        stage.registry("visit", slug)
    stage.livinglab("search", "akuntabilitas kinerja")
    stage.livinglab("show", "e-sakip")
    stage.livinglab("fetch", "e-sakip", "--region", REGION, "--yes")
    fetched = stage.folder / "e-sakip"
    stage.livinglab("status", cwd=fetched)
    stage.livinglab("verify", cwd=fetched)
    _build_repository(stage, APPS / "e-sakip", donors / "e-sakip.git", until=None)
    stage.registry("visit", "e-sakip")
    stage.livinglab("status", expect=10, cwd=fetched)
    before = (fetched / ".env").read_text()
    stage.livinglab("update", cwd=fetched)
    _check_update(fetched, before)
    stage.livinglab("status", cwd=fetched)
    _check_page(stage, fetched)
    _say("\nEvery step was true.")


def _check_update(fetched: Path, env_before: str) -> None:
    lock = json.loads((fetched / ".livinglab" / "lock.json").read_text())
    if lock["donor"]["tag"] != "v1.1.0":
        raise StepFailed(f"the update left release {lock['donor']['tag']}, not v1.1.0")
    if not (fetched / ".env").read_text().startswith(env_before):
        raise StepFailed("the update changed values in .env that were there before")


def _check_page(stage: Stage, fetched: Path) -> None:
    """Start the fetched application itself and read its page."""
    port = _free_port()
    environment = {**stage.environment, "PORT": str(port)}  # the rest it reads from its own .env
    command = [sys.executable, "-m", "esakip", "serve"]
    _say(f"\n$ cd {fetched.name} && PORT={port} python {' '.join(command[1:])}")
    with _process(command, cwd=fetched, environment=environment):
        _await(f"http://127.0.0.1:{port}/health")
        page = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).text
        if REGION_NAME not in page:
            raise StepFailed(f"the fetched application's page does not name {REGION_NAME}")
        _say(f"the fetched application answers with a page of {len(page)} characters for {REGION_NAME}")


def _stay(stage: Stage) -> None:
    _say(f"\nThe registry stays up. Look at it in a browser: {stage.address}/")
    _say(f"Kabupaten Bekasi's e-SAKIP is in {stage.folder / 'e-sakip'}")
    command = Path(sys.executable).with_name("livinglab")
    _say(f"Fetch it yourself: {command} --registry {stage.address} fetch e-sakip --region 32.16")
    _say("Stop it with Ctrl-C.")
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # else they would end us before the servers are stopped
    signal.sigwait(ends)


def _begin(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise StepFailed(f"{folder} exists and is not a demo's folder; choose another with --folder")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "donors").mkdir(parents=True)
    (folder / MARK).write_text("This folder belongs to the demo, which makes it anew each time.\n")


def _build(stack: ExitStack, folder: Path, port: int) -> Stage:
    donor = stack.enter_context(serve_donor(folder / "donors", "127.0.0.1", 0))
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIVINGLAB_")}
    environment |= {
        "LIVINGLAB_FOLDER": str(folder / "registry"),
        "LIVINGLAB_PUBLIC_URL": address,
        "LIVINGLAB_PRIVATE_DONORS": donor.place,
        "LIVINGLAB_REGISTRY": address,
        # So that nothing comes from an earlier demo: no archive, no token, and not the key of its registry.
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "DEMO_DONOR": donor.url,
        "PYTHONPATH": os.pathsep.join(
            [str(PROJECT), str(PROJECT / "cli"), *filter(None, [os.environ.get("PYTHONPATH")])]
        ),
    }
    stage = Stage(folder, address, environment)
    stage.registry("migrate")
    stage.registry("regions")
    command = [sys.executable, "-m", "registry", "serve", "--port", str(port)]
    stack.enter_context(_process(command, cwd=folder, environment=environment))
    _await(f"{address}/api/v1/applications")
    return stage


def _build_repository(stage: Stage, source: Path, target: Path, *, until: str | None) -> None:
    limit = ["--until", until] if until else []
    stage.run(sys.executable, str(APPS / "build_repository.py"), str(source), str(target), *limit)


@contextmanager
def _process(command: Sequence[str], *, cwd: Path, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=cwd, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise StepFailed(f"{address} did not answer within {PATIENCE:.0f} seconds")


def _free_port(wanted: int = 0) -> int:
    """Return `wanted` if nobody listens there, any free port for 0. Raises StepFailed."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            free.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise StepFailed(f"port {wanted} is taken; choose another with --port") from error
        port: int = free.getsockname()[1]
        return port


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the demo speaks to a person
