"""People: their accounts, from being added to being disabled. The journal knows them by number only."""

import re
from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.access import links, sessions, tokens
from registry.access.callers import RegistryRole
from registry.errors import Conflict, Invalid, NotFound
from registry.tables import Device, Person, Token

LONGEST_EMAIL, LONGEST_NAME = 254, 100
EMAIL = re.compile(r"[!-?A-~]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
MOST = 10_000  # listed


def add(session: Session, email: str, name: str, *, actor: str, role: RegistryRole | None = None) -> Person:
    """Make an account without a password; a link lets its owner in. Raises Invalid and Conflict."""
    person = _create(session, normal_email(email), normal_name(name), actor=actor)
    if role is not None:
        give_role(session, person, role, actor=actor)
    return person


def get(session: Session, number: int) -> Person:
    """Return one person by their number. Raises NotFound."""
    person = session.get(Person, number)
    if person is None:
        raise NotFound(Text(id=f"Tidak ada orang nomor {number}.", en=f"There is no person number {number}."))
    return person


def find_by_email(session: Session, email: str) -> Person | None:
    """Return the person with an address, however its letters are written; None for an unknown one."""
    normal = email.strip().lower()
    if not EMAIL.fullmatch(normal):  # nor could PostgreSQL look for every text: a NUL is an error there
        return None
    return session.exec(select(Person).where(Person.email == normal)).first()


def get_by_email(session: Session, email: str) -> Person:
    """Return the person with an address. Raises NotFound."""
    person = find_by_email(session, email)
    if person is None:
        raise NotFound(
            Text(
                id="Tidak ada akun dengan alamat itu; lihat `python -m registry account list`.",
                en="There is no account with that address; see `python -m registry account list`.",
            )
        )
    return person


def known(session: Session) -> Sequence[Person]:
    """Return all people in the order in which they were added, at most MOST."""
    return session.exec(select(Person).order_by(col(Person.id)).limit(MOST)).all()


def for_provider(session: Session, issuer: str, external_id: str, *, email: str, name: str) -> Person:
    """Return whom an identity provider means, making the account at the first time.

    `email` must be one that the provider has verified. An account that has a way in of its own is never
    taken over by its address: raises Conflict.
    """
    query = select(Person).where(Person.issuer == issuer, Person.external_id == external_id)
    person = session.exec(query).first()
    if person is not None:
        return person
    person = find_by_email(session, email)
    if person is None:
        person = _create(session, normal_email(email), normal_name(name), actor="provider")
    elif person.password_hash is not None or person.issuer is not None or person.disabled_at is not None:
        raise Conflict(TAKEN)
    person.issuer, person.external_id = issuer, external_id
    links.void(session, person, purpose=links.SIGN_IN)
    _journal(session, person, "person.linked", actor="provider")
    return person


def give_role(session: Session, person: Person, role: RegistryRole | None, *, actor: str) -> None:
    """Make a person curator, operator or auditor of the whole registry, or none of these."""
    if person.registry_role == role:
        return
    person.registry_role = role.value if role else None
    _journal(session, person, "person.role", actor=actor, role=person.registry_role)


def disable(session: Session, person: Person, *, actor: str) -> None:
    """Shut a person out at once: sessions, tokens and links end. Again changes nothing."""
    if person.disabled_at is None:
        person.disabled_at = clock.now()
        _journal(session, person, "person.disabled", actor=actor)
    end_everything(session, person, actor=actor)


def enable(session: Session, person: Person, *, actor: str) -> None:
    """Let a disabled person sign in again; what ended with the account stays ended."""
    if person.disabled_at is not None:
        person.disabled_at = None
        _journal(session, person, "person.enabled", actor=actor)


def end_everything(session: Session, person: Person, *, actor: str) -> None:
    """End every session, token, link and waiting device of a person at once."""
    sessions.end_all(session, person, actor=actor)
    mine = select(Token.id).where(Token.person_id == person.id, col(Token.revoked_at).is_(None))
    for number in session.exec(mine.order_by(col(Token.id))).all():
        tokens.revoke(session, number or 0, actor=actor)
    links.void(session, person)
    waiting = update(Device).where(col(Device.person_id) == person.id, col(Device.taken_at).is_(None))
    session.execute(waiting.values(denied_at=clock.now()))


def normal_email(text: str) -> str:
    """Return an address in lower case. Raises Invalid for what cannot be one."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        raise Invalid(
            Text(
                id="Alamat surel tidak sah. Contoh: siti@sumedangkab.go.id.",
                en="This is not an e-mail address. An example: siti@sumedangkab.go.id.",
            ),
            field="email",
        )
    return email


def normal_name(text: str) -> str:
    """Return a name with single spaces and nothing that is not printable. Raises Invalid for none at all."""
    name = "".join(character if character.isprintable() else " " for character in text)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Invalid(Text(id="Tulislah nama orang ini.", en="Write this person's name."), field="name")
    return name


TAKEN = Text(
    id="Alamat surel ini sudah dipakai akun lain. Masuklah dengan akun itu, atau hubungi pengelola katalog.",
    en="Another account has this e-mail address. Sign in with that one, or ask the registry's operator.",
)


def _create(session: Session, email: str, name: str, *, actor: str) -> Person:
    if find_by_email(session, email) is not None:
        raise Conflict(TAKEN)
    person = Person(email=email, name=name, created_at=clock.now())
    session.add(person)
    session.flush()
    _journal(session, person, "person.added", actor=actor)
    return person


def _journal(session: Session, person: Person, action: str, *, actor: str, **detail: str | None) -> None:
    session.add(person)
    journal.append(session, actor=actor, action=action, subject=f"person:{person.id}", detail=detail)
