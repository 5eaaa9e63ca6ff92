"""Coming in and going out: what lies between a right password and a session, and the end of one."""

import hashlib

from sqlmodel import Session

from registry.access import people, sessions, tickets
from registry.access.callers import Caller
from registry.errors import Invalid
from registry.keys import Keys
from registry.tables import Person

PURPOSE = "sign-in-ticket"


def ticket(keys: Keys, person: Person, return_to: str) -> str:
    """Return a ticket that says: this person's password was right; their code is still to come."""
    return tickets.write(
        keys, PURPOSE, {"person": str(person.id), "state": _state(person), "return_to": return_to}
    )


def read(session: Session, keys: Keys, text: str) -> tuple[Person, str]:
    """Return whose ticket it is and where they want to go. Raises Invalid for one that no longer holds."""
    said = tickets.read(keys, PURPOSE, text)
    person = people.get(session, int(said["person"]))
    if person.disabled_at is not None or said["state"] != _state(person):
        raise Invalid(tickets.LATE)
    return person, said["return_to"]


def leave(session: Session, caller: Caller) -> None:
    """End the session with which somebody is here; nothing for others."""
    if caller.session_id is not None and caller.person_id is not None:
        person = people.get(session, caller.person_id)
        sessions.end(session, person, caller.session_id, actor=caller.actor)


def _state(person: Person) -> str:
    """Whatever changes password or second factor makes tickets from before worth nothing."""
    return hashlib.sha256(f"{person.password_hash} {person.totp_seed}".encode()).hexdigest()
