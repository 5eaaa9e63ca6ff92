"""Look-ups: what people type when they mean a province, regency or city: part of its name, or its code."""

import re
from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.tables import Region

MOST_WORDS = 8
KINDS = ("province", "regency", "city")
_CODE = re.compile(r"[\d.\s]{2,17}")


def look_up(session: Session, text: str, *, limit: int) -> Sequence[Region]:
    """Return provinces, then regencies and cities, by part of the name or by the beginning of the code."""
    query = select(Region).where(col(Region.kind).in_(KINDS))
    if _CODE.fullmatch(text.strip()):
        query = query.where(col(Region.code).startswith(dotted(text)[: len("32.11")], autoescape=True))
    else:
        for word in text.lower().replace(".", " ").split()[:MOST_WORDS]:
            query = query.where(col(Region.folded).contains(word, autoescape=True))
    return session.exec(query.order_by(func.length(Region.code), col(Region.code)).limit(limit)).all()


def seats(session: Session) -> Sequence[Region]:
    """Return every regency and city, in the order of codes: each has its seat of government."""
    return session.exec(
        select(Region).where(col(Region.kind).in_(KINDS[1:])).order_by(col(Region.code))
    ).all()


def dotted(text: str) -> str:
    """Write a code with its points: `3211` and `32 11` are `32.11`."""
    digits = "".join(character for character in text if character in "0123456789")
    parts = (digits[:2], digits[2:4], digits[4:6], digits[6:10])
    return ".".join(part for part in parts if part)


def standing_for(session: Session, code: str) -> Region | None:
    """Return the region of a code in any of its forms; for a part that nobody has named yet, its regency."""
    known = session.get(Region, code) or session.get(Region, dotted(code))
    if known is not None or len(dotted(code)) <= len("32.11"):
        return known
    return session.get(Region, dotted(code)[: len("32.11")])
