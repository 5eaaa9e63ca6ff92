"""The stage: the demo's folder, its registry and donor, and the commands that are run there."""

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

PROJECT = Path(__file__).resolve().parents[2]
APPS = PROJECT / "apps"
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

    def run(
        self,
        *arguments: str,
        expect: int = 0,
        cwd: Path | None = None,
        given: str | None = None,
        secret: bool = False,
    ) -> str:
        """Show and run one command; return its standard output. Raises StepFailed for another exit code.

        `given` is its standard input. What it says is not shown where that is `secret`.
        """
        shown = " ".join(arguments[2:] if arguments[1] == "-m" else arguments)
        say(f"\n$ {shown}")
        ended = subprocess.run(
            arguments,
            cwd=cwd or self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        say("…" if secret else (ended.stdout + ended.stderr).strip())
        if ended.returncode != expect:
            raise StepFailed(f"`{shown}` ended with {ended.returncode}, not {expect}")
        return ended.stdout

    def registry(self, *arguments: str, secret: bool = False) -> str:
        """Run one of the operator's commands."""
        return self.run(sys.executable, "-m", "registry", *arguments, secret=secret)

    def livinglab(
        self, *arguments: str, expect: int = 0, cwd: Path | None = None, given: str | None = None
    ) -> str:
        """Run one of the developer's commands."""
        return self.run(sys.executable, "-m", "livinglab", *arguments, expect=expect, cwd=cwd, given=given)


def begin(folder: Path) -> None:
    """Make the folder anew. Raises StepFailed for one that is not the demo's."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise StepFailed(f"{folder} exists and is not a demo's folder; choose another with --folder")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "donors").mkdir(parents=True)
    (folder / MARK).write_text("This folder belongs to the demo, which makes it anew each time.\n")


def build(stack: ExitStack, folder: Path, port: int) -> Stage:
    """Start the donor and the registry, and return the stage."""
    donor = stack.enter_context(serve_donor(folder / "donors", "127.0.0.1", 0))
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIVINGLAB_")}
    environment |= {
        "LIVINGLAB_FOLDER": str(folder / "registry"),
        "LIVINGLAB_PUBLIC_URL": address,
        "LIVINGLAB_PRIVATE_DONORS": donor.place,
        "LIVINGLAB_EXAMPLES": "true",  # what the last act records
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
    stack.enter_context(process(command, cwd=folder, environment=environment))
    await_answer(f"{address}/api/v1/applications")
    return stage


@contextmanager
def process(command: Sequence[str], *, cwd: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run a command beside the demo; it ends with the block."""
    started = subprocess.Popen(command, cwd=cwd, env=environment)
    try:
        yield
    finally:
        started.terminate()
        started.wait(timeout=30)


def await_answer(address: str) -> None:
    """Wait until a server answers. Raises StepFailed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise StepFailed(f"{address} did not answer within {PATIENCE:.0f} seconds")


def free_port(wanted: int = 0) -> int:
    """Return `wanted` if nobody listens there, any free port for 0. Raises StepFailed."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            free.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise StepFailed(f"port {wanted} is taken; choose another with --port") from error
        port: int = free.getsockname()[1]
        return port


def say(line: str) -> None:
    """Show a line to the person who watches."""
    print(line, flush=True)  # noqa: T201 - the demo speaks to a person


def stay(stage: Stage) -> None:
    """Leave the registry up until somebody stops it."""
    say(f"\nThe registry stays up. Look at it in a browser: {stage.address}/")
    say(f"Kabupaten Bekasi's e-SAKIP is in {stage.folder / 'e-sakip'}")
    command = Path(sys.executable).with_name("livinglab")
    say(f"Fetch it yourself: {command} --registry {stage.address} fetch e-sakip --region 32.16")
    say("Stop it with Ctrl-C.")
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # else they would end us before the servers are stopped
    signal.sigwait(ends)
