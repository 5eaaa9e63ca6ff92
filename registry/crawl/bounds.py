"""How much one visit may take: time, disk, memory, and what a donor may send."""

import time
from dataclasses import dataclass, replace

from livinglab.repository import git
from registry.settings import Settings

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class Bounds:
    """The limits of one visit. The settings give the first three; the rest is the same everywhere."""

    seconds: float
    bytes: int
    free_bytes: int
    releases: int
    refs: int = 20_000
    listing_seconds: float = 60
    low_speed_seconds: int = 15
    memory_bytes: int = 3 * GIBIBYTE
    open_files: int = 256
    objects: int = 4_000_000
    blob_bytes: int = 512 * MEBIBYTE
    inflated_bytes: int = 64 * GIBIBYTE
    watch_seconds: float = 0.2
    fsck: bool = True
    check_trees: bool = True

    @classmethod
    def of(cls, settings: Settings) -> "Bounds":
        """Return the bounds of these settings."""
        return cls(
            seconds=settings.visit_seconds,
            bytes=settings.visit_bytes,
            free_bytes=settings.free_bytes,
            releases=settings.max_releases,
        )

    def but(self, **changed: object) -> "Bounds":
        """Return the same bounds with some of them changed: tests switch defences off with it."""
        return replace(self, **changed)  # type: ignore[arg-type]  # a wrong name fails at once


class Allowance:
    """What is left of a visit's time, counted from now."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._ends = time.monotonic() + bounds.seconds

    def left(self) -> float:
        """Return the seconds that are left, never none: a late command still fails in order."""
        return max(0.1, self._ends - time.monotonic())

    def limits(self, *, seconds: float | None = None, output_bytes: int = 64 * MEBIBYTE) -> git.Limits:
        """Return the limits of one git command: it never outlives the visit."""
        bounds = self.bounds
        return git.Limits(
            seconds=min(seconds or bounds.seconds, self.left()),
            file_bytes=bounds.bytes,
            memory_bytes=bounds.memory_bytes,
            cpu_seconds=max(1, int(bounds.seconds)),
            open_files=bounds.open_files,
            output_bytes=output_bytes,
        )
