"""What a reader wants to be given, by `Accept`: routes choose by it, kept answers are told apart by it."""

from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Header

LONGEST = 500  # bytes of Accept that are looked at; browsers send some 150
PARTS = 20


class Medium(StrEnum):
    """What the API has more than one form of. JSON wherever nothing else is asked for."""

    JSON = "application/json"
    CSV = "text/csv"
    LINKED = "application/ld+json"


@lru_cache(1024)
def medium(accept: str) -> Medium:
    """Return what an Accept header asks for most (RFC 9110, 12.5.1); the first of equals, JSON else."""
    best, most = Medium.JSON, 0.0
    for part in accept[:LONGEST].split(",")[:PARTS]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        wanted = Medium.JSON if name in ("*/*", "application/*") else name
        weight = _weight(parameters)
        if wanted in set(Medium) and weight > most:
            best, most = Medium(wanted), weight
    return best


def _weight(parameters: list[str]) -> float:
    said = next((one.removeprefix("q=") for one in parameters if one.startswith("q=")), "1")
    try:
        weight = float(said)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


async def _accepted(accept: Annotated[str, Header(include_in_schema=False)] = "") -> Medium:
    return medium(accept)


Accepted = Annotated[Medium, Depends(_accepted)]
