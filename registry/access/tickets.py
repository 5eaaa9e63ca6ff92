"""Tickets: what the service tells itself from one form to the next, sealed, for some minutes."""

import json
from collections.abc import Mapping
from datetime import timedelta

from livinglab.language import Text
from registry import clock
from registry.errors import Invalid
from registry.keys import Keys, KeyUnusable

LASTS = timedelta(minutes=10)
LATE = Text(
    id="Halaman ini sudah terlalu lama terbuka. Mulailah sekali lagi.",
    en="This page was open for too long. Begin once more.",
)


def write(keys: Keys, purpose: str, said: Mapping[str, str]) -> str:
    """Return a ticket that only `read` with the same purpose understands."""
    until = clock.stamp(clock.now() + LASTS)
    return keys.seal(purpose, json.dumps({**said, "until": until}))


def read(keys: Keys, purpose: str, ticket: str) -> Mapping[str, str]:
    """Return what a ticket says. Raises Invalid for one that is late, or not ours."""
    try:
        said: dict[str, str] = json.loads(keys.unseal(purpose, ticket))
    except KeyUnusable as error:
        raise Invalid(LATE) from error
    if said["until"] <= clock.stamp(clock.now()):
        raise Invalid(LATE)
    return said
