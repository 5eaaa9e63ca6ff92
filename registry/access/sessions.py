"""Sessions: browsers in which people are signed in. A cookie's text is kept nowhere, only its SHA-256."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from livinglab.language import Text
from registry import clock, journal
from registry.access import identity
from registry.access.callers import RANK, Caller, Role
from registry.errors import NotFound, Unauthenticated
from registry.tables import AccountSession, Person

TEXT_BYTES = 32
IDLE = timedelta(hours=12)
LASTS = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)  # how often `seen_at` is written at most
FRESH = timedelta(minutes=10)  # how long having signed in stands for a password that is not kept here
KEPT = timedelta(days=30)  # rows that are over are removed after it, when the person signs in again
MOST = 20  # browsers of one person; the one seen longest ago makes room
MOST_AGENT = 200
NOT_YOURS = Text(
    id="Sesi ini tidak ada lagi. Muat ulang halaman akun Anda untuk melihat yang masih berlaku.",
    en="This session is not there any more. Reload your account's page to see those that are.",
)
CLOSED = Text(
    id="Akun ini tidak dapat dipakai untuk masuk. Hubungi pengelola katalog ini.",
    en="This account cannot sign in. Ask the operator of this registry.",
)


def start(session: Session, person: Person, *, agent: str, proved: bool) -> tuple[AccountSession, str]:
    """Sign a person in; return the session and the cookie's text. Raises Unauthenticated for a disabled one.

    `proved` says whether a second factor was shown just now, here or at the identity provider.
    """
    if person.disabled_at is not None:
        raise Unauthenticated(CLOSED)
    _make_room(session, person)
    text, now = secrets.token_urlsafe(TEXT_BYTES), clock.now()
    row = AccountSession(
        sha256=digest(text),
        person_id=_number(person),
        agent="".join(character for character in agent if character.isprintable())[:MOST_AGENT],
        created_at=now,
        seen_at=now,
        expires_at=now + LASTS,
        proved_at=now if proved else None,
    )
    session.add(row)
    session.flush()
    row.rights = rights_of(identity.by_session(session, row))
    _journal(session, row, "session.started", actor=f"person:{row.person_id}")
    return row, text


def find(session: Session, text: str) -> AccountSession | None:
    """Return the session behind a cookie's text while it is valid; None for every other text."""
    row = session.exec(_holding(text)).first()
    return row if row is not None and _is_valid(row) else None


def known(session: Session, person: Person) -> Sequence[AccountSession]:
    """Return a person's valid sessions, the one seen last first: at most MOST."""
    now = clock.now()
    query = select(AccountSession).where(
        AccountSession.person_id == person.id,
        col(AccountSession.ended_at).is_(None),
        col(AccountSession.expires_at) > now,
        col(AccountSession.seen_at) > now - IDLE,
    )
    return session.exec(query.order_by(col(AccountSession.seen_at).desc(), col(AccountSession.id))).all()


def get(session: Session, caller: Caller) -> AccountSession:
    """Return the session with which somebody is here. Raises NotFound where it has just ended."""
    row = session.get(AccountSession, caller.session_id) if caller.session_id is not None else None
    if row is None or not _is_valid(row):
        raise NotFound(NOT_YOURS)
    return row


def is_fresh(row: AccountSession) -> bool:
    """Say whether somebody signed in a short while ago."""
    return clock.now() - row.created_at < FRESH


def is_due(row: AccountSession, caller: Caller) -> bool:
    """Say whether `keep_up` has something to write: a visit after a while, or other roles than before."""
    return clock.now() - row.seen_at >= SEEN_EVERY or row.rights != rights_of(caller)


def keep_up(session: Session, text: str) -> str | None:
    """Write that a session was seen. Return its new text if its person's roles rose, else None.

    Whoever knew the text from before must not gain what the person gained.
    """
    # Locked: of two visits at the same moment only one may change the text.
    row = session.exec(_holding(text).with_for_update(of=AccountSession)).first()
    if row is None or not _is_valid(row):
        return None
    row.seen_at = clock.now()
    rights = rights_of(identity.by_session(session, row))
    risen = rose(row.rights, rights)
    row.rights = rights
    return change_text(session, row) if risen else None


def prove(session: Session, row: AccountSession) -> str:
    """Record that a second factor was shown just now; return the new text."""
    row.proved_at = clock.now()
    session.add(row)
    session.flush()
    row.rights = rights_of(identity.by_session(session, row))
    return change_text(session, row)


def forget_proof(session: Session, person: Person) -> None:
    """Let a person's sessions count as without a second factor: there is none any more."""
    mine = update(AccountSession).where(col(AccountSession.person_id) == person.id)
    session.execute(mine.values(proved_at=None))


def change_text(session: Session, row: AccountSession) -> str:
    """Give a session a new text; the old one is worth nothing from now on."""
    text = secrets.token_urlsafe(TEXT_BYTES)
    row.sha256 = digest(text)
    session.add(row)
    _journal(session, row, "session.rotated", actor=f"person:{row.person_id}")
    return text


def end(session: Session, person: Person, number: int, *, actor: str) -> None:
    """End one of a person's sessions at once. Raises NotFound for what is not theirs."""
    row = session.get(AccountSession, number)
    if row is None or row.person_id != person.id:
        raise NotFound(NOT_YOURS)
    _end(session, row, actor=actor)


def end_all(session: Session, person: Person, *, actor: str, but: int | None = None) -> None:
    """End every session of a person at once, save the one numbered `but`."""
    for row in known(session, person):
        if row.id != but:
            _end(session, row, actor=actor)


def digest(text: str) -> str:
    """Return what the database keeps of a cookie's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def rights_of(caller: Caller) -> str:
    """Write down a caller's roles: `curator 3:publisher 7:reader`."""
    held = [f"{number}:{role}" for number, role in sorted(caller.roles.items())]
    return " ".join([*([caller.registry_role] if caller.registry_role else []), *held])


def rose(before: str, after: str) -> bool:
    """Say whether there is any role that is new, or above the one held before."""
    (old_registry, old), (new_registry, new) = _read(before), _read(after)
    if new_registry - old_registry:
        return True
    return any(number not in old or RANK[role] > RANK[old[number]] for number, role in new.items())


def _read(rights: str) -> tuple[set[str], Mapping[str, Role]]:
    parts = rights.split()
    pairs = (part.split(":") for part in parts if ":" in part)
    return {part for part in parts if ":" not in part}, {number: Role(role) for number, role in pairs}


def _holding(text: str) -> SelectOfScalar[AccountSession]:
    query = select(AccountSession).join(Person, col(Person.id) == AccountSession.person_id)
    return query.where(AccountSession.sha256 == digest(text), col(Person.disabled_at).is_(None))


def _is_valid(row: AccountSession) -> bool:
    now = clock.now()
    return row.ended_at is None and row.expires_at > now and row.seen_at + IDLE > now


def _end(session: Session, row: AccountSession, *, actor: str) -> None:
    # Conditional: of two that end it at the same moment, one writes the journal.
    statement = update(AccountSession).where(
        col(AccountSession.id) == row.id, col(AccountSession.ended_at).is_(None)
    )
    ended = session.execute(statement.values(ended_at=clock.now()))
    if ended.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types execute() by its general result
        _journal(session, row, "session.ended", actor=actor)


def _make_room(session: Session, person: Person) -> None:
    now = clock.now()
    session.execute(
        delete(AccountSession).where(
            col(AccountSession.person_id) == person.id, col(AccountSession.expires_at) < now - KEPT
        )
    )
    for row in known(session, person)[MOST - 1 :]:
        _end(session, row, actor=f"person:{person.id}")


def _journal(session: Session, row: AccountSession, action: str, *, actor: str) -> None:
    detail = {"session": row.id, "proved": row.proved_at is not None}
    journal.append(session, actor=actor, action=action, subject=f"person:{row.person_id}", detail=detail)


def _number(person: Person) -> int:
    assert person.id is not None  # noqa: S101 - a person that the database gave has a number
    return person.id
