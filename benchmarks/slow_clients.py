"""Normal answers while a thousand slow clients hold on: `serve` against uvicorn alone with the same app."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import databases, load, services, tables

CLIENTS = 1000
SECONDS = 10.0  # of measuring, without and with the attack
ENDS = 75.0  # seconds after which nobody may be held on to any more
CONNECTIONS = 8
AIM = 2.0  # times the p99 without an attack
AIM_BYTES = 300 * 2**20
PATH = "/api/v1/regions?limit=100"
ALONE = """
import sys, uvicorn
from registry.app import create_app
from registry.settings import Settings
uvicorn.run(create_app(Settings.read()), port=int(sys.argv[1]), log_level="critical")
"""


@dataclass(frozen=True)
class Seen:
    """What one server did."""

    before: load.Load
    during: load.Load
    held: int
    left: int
    resident: int


def main() -> int:
    """Measure both; 1 if ours misses an aim."""
    with databases.prepared("SQLite") as settings:
        environment = {**os.environ, "LIVINGLAB_FOLDER": str(settings.folder)}
        ours = _measure(["-m", "registry", "serve", "--port"], environment)
        alone = _measure(["-c", ALONE], environment)
    heads = [
        "",
        "p99 ms",
        "under attack",
        "times",
        "requests/s",
        "under attack",
        "held",
        f"after {ENDS:.0f} s",
        "RSS MiB",
    ]
    rows = [_row("livinglab", ours), _row("uvicorn alone", alone)]
    tables.show(f"{CLIENTS} slow clients; {CONNECTIONS} connections ask for {PATH}", heads, rows)
    return 0 if _times(ours) <= AIM and ours.resident <= AIM_BYTES and not ours.left else 1


def _measure(arguments: list[str], environment: dict[str, str]) -> Seen:
    port = services.free_port()
    with services.running([*arguments, str(port)], port, environment) as server:
        load.put_on(server.url + PATH, connections=CONNECTIONS, seconds=3)
        before = load.put_on(server.url + PATH, connections=CONNECTIONS, seconds=SECONDS)
        began = time.monotonic()
        with _attacked(port) as ask:
            time.sleep(3)
            held = ask()
            during = load.put_on(server.url + PATH, connections=CONNECTIONS, seconds=SECONDS)
            time.sleep(max(0.0, ENDS - (time.monotonic() - began)))
            return Seen(before, during, held, ask(), _peak(server.pid))


@contextmanager
def _attacked(port: int) -> Iterator[Callable[[], int]]:
    """Attack; give what asks the attackers how many of them are connected."""
    script = str(Path(__file__).parent / "support" / "slow.py")
    command = [sys.executable, script, str(port), str(CLIENTS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def connected() -> int:
        assert process.stdin
        assert process.stdout
        process.stdin.write("\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    yield connected
    process.communicate()


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _times(seen: Seen) -> float:
    return float(seen.during.p99 / seen.before.p99)


def _row(name: str, seen: Seen) -> list[str]:
    return [
        name,
        f"{seen.before.p99 * 1000:.1f}",
        f"{seen.during.p99 * 1000:.1f}",
        f"{_times(seen):.2f}",
        f"{seen.before.rate:.0f}",
        f"{seen.during.rate:.0f}",
        str(seen.held),
        str(seen.left),
        f"{seen.resident / 2**20:.0f}",
    ]


if __name__ == "__main__":
    sys.exit(main())
