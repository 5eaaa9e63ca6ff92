"""Load on one address: wrk where it is installed, else a small client of our own."""

import asyncio
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

WRK = shutil.which("wrk")
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Load:
    """What a run of some seconds showed."""

    requests: int
    rate: float  # requests a second
    p99: float  # seconds


def put_on(url: str, *, connections: int, seconds: float) -> Load:
    """Ask for `url` over and over on keep-alive connections. Raises AssertionError for an answer but 200."""
    if WRK:
        return _wrk(url, connections, seconds)
    return asyncio.run(_own(url, connections, seconds))


def _wrk(url: str, connections: int, seconds: float) -> Load:
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in output, output
    assert "Socket errors" not in output, output
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", output)
    requests = re.search(r"(\d+) requests in", output)
    assert rate, output
    assert requests, output
    assert p99, output
    return Load(int(requests[1]), float(rate[1]), float(p99[1]) * UNITS[p99[2]])


async def _own(url: str, connections: int, seconds: float) -> Load:
    ends = time.perf_counter() + seconds
    took = await asyncio.gather(*(_connection(url, ends) for _ in range(connections)))
    every = sorted(one for connection in took for one in connection)
    return Load(len(every), len(every) / seconds, every[int(len(every) * 0.99)])


async def _connection(url: str, ends: float) -> list[float]:
    place = urlsplit(url)
    path = f"{place.path}?{place.query}" if place.query else place.path
    request = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    took = []
    while (began := time.perf_counter()) < ends:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        took.append(time.perf_counter() - began)
    writer.close()
    return took
