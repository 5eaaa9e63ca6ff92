"""What one git process may use, and how the system is told so."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

_MEBIBYTE = 1 << 20


class Limits(NamedTuple):  # a dataclass costs `livinglab status` some 8 ms at each start
    """Bounds of one git process. The wall clock and the output cap hold everywhere, the rest on Linux only.

    file_bytes: the largest file it may write (a fetched pack), memory_bytes: its address space,
    output_bytes: what `git.run` will hold in memory of its standard output.
    """

    seconds: float = 60
    file_bytes: int | None = None
    memory_bytes: int | None = None
    cpu_seconds: int | None = None
    open_files: int | None = None
    output_bytes: int = 64 * _MEBIBYTE

    def resources(self) -> list[tuple[str, int]]:
        """Return the limits that the kernel holds, by their names in `prlimit` and `resource`."""
        named = [
            ("fsize", self.file_bytes),
            ("as", self.memory_bytes),
            ("cpu", self.cpu_seconds),
            ("nofile", self.open_files),
        ]
        given = [(name, value) for name, value in named if value is not None]
        return [*given, ("core", 0)] if given else []


def search_path(program: str) -> str | None:
    """Find a program in the absolute folders of PATH: never in the current one, perhaps a fetched tree."""
    endings = [".exe", ".com"] if os.name == "nt" else [""]
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for ending in endings:
            candidate = Path(folder) / f"{program}{ending}"
            if candidate.is_absolute() and candidate.is_file() and os.access(candidate, os.X_OK):
                return str(candidate)
    return None


@cache
def _prlimit() -> str | None:
    return search_path("prlimit")


def wrapped(argv: list[str], limits: Limits) -> list[str]:
    """Put a setter of limits before the command: they hold from its first instruction, without preexec_fn."""
    resources = limits.resources()
    if not resources or sys.platform != "linux":
        return argv
    program = _prlimit()
    if program is None:  # busybox: its shell can do the same
        return ["/bin/sh", "-c", f'{_ulimits(resources)} && exec "$@"', "sh", *argv]
    return [program, *(f"--{name}={value}:{value}" for name, value in resources), "--", *argv]


def _ulimits(resources: list[tuple[str, int]]) -> str:
    """Spell the limits for a POSIX shell, whose units are blocks of 512 bytes, KiB, seconds and files."""
    spelt = {"fsize": ("f", 512), "as": ("v", 1024), "cpu": ("t", 1), "nofile": ("n", 1), "core": ("c", 512)}
    return " && ".join(f"ulimit -{spelt[name][0]} {value // spelt[name][1]}" for name, value in resources)
