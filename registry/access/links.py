"""Links for one use, by the SHA-256 of their text: to set a password, or to prove that mail is read."""

import secrets
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.access.sessions import digest
from registry.errors import NotFound
from registry.tables import Link, Person

SIGN_IN, PROVE_ORGANISATION = "sign-in", "prove-organisation"
TEXT_BYTES = 32
LASTS = timedelta(hours=24)
GONE = Text(
    id="Tautan ini tidak berlaku: sudah dipakai, kedaluwarsa (berlaku 24 jam), atau tidak lengkap tersalin. "
    "Mintalah tautan baru kepada yang mengirimkannya.",
    en="This link is not valid: it was used, has expired (it lasts 24 hours) or was not copied whole. "
    "Ask whoever sent it for a new one.",
)


def make(
    session: Session, person: Person, *, purpose: str, actor: str, organisation_id: int | None = None
) -> str:
    """Make a link and return its text, which is kept nowhere; earlier ones of its kind are void."""
    void(session, person, purpose=purpose, organisation_id=organisation_id)
    text, now = secrets.token_urlsafe(TEXT_BYTES), clock.now()
    assert person.id is not None  # noqa: S101 - a person that the database gave has a number
    session.add(
        Link(
            sha256=digest(text),
            purpose=purpose,
            person_id=person.id,
            organisation_id=organisation_id,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    detail = {"purpose": purpose, "organisation": organisation_id}
    journal.append(session, actor=actor, action="link.made", subject=f"person:{person.id}", detail=detail)
    return text


def find(session: Session, text: str, *, purpose: str) -> Link:
    """Return a link that can still be used. Raises NotFound for every other text."""
    query = select(Link).where(
        Link.sha256 == digest(text),
        Link.purpose == purpose,
        col(Link.used_at).is_(None),
        col(Link.expires_at) > clock.now(),
    )
    link = session.exec(query).first()
    if link is None:
        raise NotFound(GONE)
    return link


def use(session: Session, text: str, *, purpose: str) -> Link:
    """Use a link up and return it: of two at the same moment only one succeeds. Raises NotFound."""
    link = find(session, text, purpose=purpose)
    statement = update(Link).where(col(Link.id) == link.id, col(Link.used_at).is_(None))
    used = session.execute(statement.values(used_at=clock.now()))
    if not used.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types execute() by its general result
        raise NotFound(GONE)
    return link


def void(
    session: Session, person: Person, *, purpose: str | None = None, organisation_id: int | None = None
) -> None:
    """Make a person's unused links worth nothing: of one purpose, and of one organisation, if given."""
    statement = update(Link).where(col(Link.person_id) == person.id, col(Link.used_at).is_(None))
    if purpose is not None:
        statement = statement.where(
            col(Link.purpose) == purpose, col(Link.organisation_id).is_not_distinct_from(organisation_id)
        )
    session.execute(statement.values(used_at=clock.now()))
