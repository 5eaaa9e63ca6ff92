"""What one git process may use, and how the system is told so."""

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
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
    return search_path("prlimit") if sys.platform == "linux" else None


def wrapped(argv: list[str], limits: Limits) -> list[str]:
    """Put prlimit(1) before the command: the limits hold from its first instruction, without preexec_fn."""
    resources = limits.resources()
    program = _prlimit()
    if not resources or program is None:
        return argv
    return [program, *(f"--{name}={value}:{value}" for name, value in resources), "--", *argv]


def impose(process_id: int, limits: Limits) -> None:
    """Set the limits on a started process where prlimit(1) is missing. Does nothing outside Linux."""
    if _prlimit() is not None:
        return
    setter = _setter()
    if setter is not None:
        setter(process_id, limits.resources())


def _setter() -> Callable[[int, Iterable[tuple[str, int]]], None] | None:
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return None
    if sys.platform != "linux":
        return None

    def set_all(process_id: int, resources: Iterable[tuple[str, int]]) -> None:
        for name, value in resources:
            number: int = getattr(resource, f"RLIMIT_{name.upper()}")
            resource.prlimit(process_id, number, (value, value))

    return set_all
