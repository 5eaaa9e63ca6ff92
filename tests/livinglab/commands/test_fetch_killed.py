"""kill -9 at any moment of a fetch: the directory is absent or complete, the next run sweeps and succeeds."""

import os
import random
import signal
import subprocess
import time

import pytest

WORDS = ("fetch", "e-sakip", "--region", "32.16")


@pytest.fixture
def large(donor, mirror):
    """E-SAKIP with 2,000 files, so that every step takes a while."""
    noise = random.Random(3216)  # noqa: S311 - the same bytes at each run, nothing secret
    files = {f"data/{number % 40}/berkas{number}.txt": noise.randbytes(400) for number in range(2000)}
    donor.release("1.0.0", {"LICENSE": "x", "index.php": "<?php", **files})
    return mirror.publish(donor, "1.0.0")


def start(operator, *arguments):
    """Start the command in a group of its own."""
    return subprocess.Popen(
        operator.command(*arguments),
        cwd=operator.home,
        env=operator.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def leftovers(operator):
    """Return what lies beside the place of the application."""
    return [path.name for path in operator.home.iterdir() if path.name.startswith(".e-sakip.partial")]


def is_whole(operator, git):
    """Tell whether the directory is there, and insist that it is complete if so."""
    here = operator.home / "e-sakip"
    if not here.exists():
        return False
    assert git(here, "status", "--porcelain") == ""
    assert len(list((here / "data").rglob("*.txt"))) == 2000
    assert (here / ".env").is_file()
    assert git(here, "rev-parse", "--verify", "main")
    return True


def test_a_fetch_that_is_killed_leaves_nothing_or_everything(bekasi, large, mirror, git):
    address = str(mirror.folder)
    began = time.monotonic()
    bekasi.good("--registry", address, "fetch", "e-sakip", "warm", "--region", "32.16")
    whole = time.monotonic() - began
    ended = {"absent": 0, "complete": 0, "partial": 0}
    for step in range(14):
        process = start(bekasi, "--registry", address, *WORDS)
        time.sleep(whole * (0.2 + 0.8 * step / 13))
        process.send_signal(signal.SIGKILL)
        process.wait()
        ended["partial"] += bool(leftovers(bekasi))
        if is_whole(bekasi, git):
            ended["complete"] += 1
            os.rename(bekasi.home / "e-sakip", bekasi.home / f"done-{step}")
        else:
            ended["absent"] += 1
    assert ended["absent"] > 0
    assert ended["partial"] > 0, "no kill met the building: the test looks at nothing"
    bekasi.good("--registry", address, *WORDS)
    assert is_whole(bekasi, git)
    assert leftovers(bekasi) == []


def test_what_another_fetch_is_building_right_now_is_not_swept(bekasi, large, serve, mirror, git):
    slow, _ = serve(slow=0.15)
    process = start(bekasi, "--registry", slow, *WORDS)
    while not leftovers(bekasi):
        assert process.poll() is None
        time.sleep(0.01)
    building = min(leftovers(bekasi), key=len)
    answered = bekasi.run("--registry", str(mirror.folder), *WORDS)
    assert answered.code == 0
    assert building in leftovers(bekasi) or process.poll() is not None
    assert process.wait(timeout=60) == 9
    assert is_whole(bekasi, git)
    assert leftovers(bekasi) == []


def test_two_fetches_to_one_place_at_once_give_one_whole_directory(bekasi, large, mirror, git):
    running = [start(bekasi, "--registry", str(mirror.folder), *WORDS) for _ in range(3)]
    codes = sorted(process.wait(timeout=120) for process in running)
    assert codes == [0, 9, 9]
    assert is_whole(bekasi, git)
    assert leftovers(bekasi) == []


def test_an_update_that_is_killed_can_be_aborted_or_made_again(bekasi, donor, large, mirror, git):
    address = str(mirror.folder)
    bekasi.good("--registry", address, *WORDS)
    here = bekasi.home / "e-sakip"
    donor.release("1.1.0", {f"data/{number % 40}/berkas{number}.txt": "baru" for number in range(1000)})
    mirror.publish(donor, "1.1.0")
    for step in range(6):
        process = subprocess.Popen(
            bekasi.command("--registry", address, "update"),
            cwd=here,
            env=bekasi.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.15 + 0.12 * step)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.3)
        git(here, "fsck", "--no-dangling")
        assert git(here, "rev-parse", "--verify", "main")
        for lock in (here / ".git").glob("*.lock"):
            lock.unlink()
        git(here, "reset", "--quiet", "--hard")
        git(here, "clean", "-fdq")
    bekasi.good("--registry", address, "update", cwd=here)
    assert (here / "data/1/berkas1.txt").read_text() == "baru"
    bekasi.good("--registry", address, "verify", cwd=here)
