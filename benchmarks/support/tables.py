"""Tables on the terminal, and the two numbers that every comparison needs."""

import statistics
from collections.abc import Sequence


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    print(f"\n{title}")
    for row in [heads, ["-" * width for width in widths], *rows]:
        first, *others = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]), flush=True)


def median(values: Sequence[float]) -> float:
    """Return the median: one disturbed run does not move it."""
    return statistics.median(values)


def milliseconds(seconds: float) -> str:
    """Write a duration in milliseconds."""
    return f"{seconds * 1000:.2f}"


def verdict(ratio: float, *, aim: float, at_least: bool = True) -> str:
    """Write a ratio and whether it meets the aim."""
    met = ratio >= aim if at_least else ratio <= aim
    return f"{ratio:.2f} {'ok' if met else 'MISSED'}"
