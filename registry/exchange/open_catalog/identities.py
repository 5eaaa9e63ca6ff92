"""Names for other catalogs' clients: a number of ours as a UUID, and back."""

import hashlib
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel import Session, select

from registry import journal
from registry.tables import JournalRow

Kind = Literal["software", "publisher", "catalog", "log"]
NUMBER_BITS = 48
_NUMBER = 2**NUMBER_BITS - 1


@dataclass(frozen=True)
class Identities:
    """The UUIDs of one registry: the same for the same thing at any time, and never another registry's.

    Nothing is stored for them. The last 48 bits are the number, covered; the others are a digest of the
    registry's seed, the kind and the number. Their version is 4, because the API's own description allows no
    other, although they are not random.
    """

    seed: str

    def of(self, kind: Kind, number: int) -> str:
        """Return the UUID of a thing by its number."""
        digest = hashlib.sha256(f"{self.seed}:{kind}:{number}".encode()).digest()
        tail = (number ^ self._cover(kind)) & _NUMBER
        return str(UUID(bytes=digest[:10] + tail.to_bytes(6), version=4))

    def number(self, kind: Kind, text: str) -> int | None:
        """Return the number of the thing that a UUID names; None where it is no UUID of ours."""
        try:
            tail = UUID(text).int & _NUMBER
        except ValueError:
            return None
        number = tail ^ self._cover(kind)
        return number if self.of(kind, number) == text else None

    def _cover(self, kind: Kind) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed}:{kind}".encode()).digest()[:6])


def identities(session: Session) -> Identities:
    """Return this registry's UUIDs. Their seed is the first link of its journal, which nobody else has."""
    first = session.exec(select(JournalRow.hash).where(JournalRow.serial == 1)).first()
    return Identities(first or journal.BEGINNING)
