"""Arrivals: from somebody whom the identity provider vouches for to a person here, and to their region."""

from sqlmodel import Session, select

from registry import journal
from registry.access import memberships, organisations, people, sessions
from registry.access.callers import Role
from registry.access.organisations import VerifiedBy
from registry.access.providers.oidc import Identity
from registry.access.providers.refusals import NotJoined, ShutOut
from registry.errors import Conflict
from registry.tables import JournalRow, Organisation, Person

ACTOR = "provider"


def arrive(session: Session, identity: Identity) -> Person:
    """Return the person whom the provider means: by its own name for them, never by an address.

    Who comes for the first time gets an account without any right. Raises NotJoined, ShutOut, Invalid.
    """
    person = find(session, identity.issuer, identity.subject)
    if person is None:
        if people.find_by_email(session, identity.email) is not None:
            raise NotJoined(identity.subject)
        person = people.for_provider(
            session, identity.issuer, identity.subject, email=identity.email, name=identity.name
        )
    if person.disabled_at is not None:
        raise ShutOut
    if identity.region_code is not None:
        _vouch_for_region(session, person, identity.region_code)
    return person


def find(session: Session, issuer: str, subject: str) -> Person | None:
    """Return the person with a provider's name, None for an unknown one."""
    query = select(Person).where(Person.issuer == issuer, Person.external_id == subject)
    return session.exec(query).first()


def join(session: Session, person: Person, issuer: str, subject: str, *, actor: str) -> None:
    """Say that an account here and somebody at the provider are one person.

    Their sessions end, so that whoever is in from before signs in anew. Raises Conflict where either is
    somebody else's already.
    """
    other = find(session, issuer, subject)
    if (other is not None and other.id != person.id) or person.issuer is not None:
        raise Conflict(people.TAKEN)
    person.issuer, person.external_id = issuer, subject
    session.add(person)
    session.flush()
    sessions.end_all(session, person, actor=actor)
    journal.append(session, actor=actor, action="person.linked", subject=f"person:{person.id}", detail={})


def _vouch_for_region(session: Session, person: Person, region_code: str) -> None:
    """Make a person a reader of their region's government, which the provider's word verifies.

    Only an organisation that an operator made: nobody verifies what they have founded themselves.
    """
    organisation = organisations.of_region(session, region_code)
    if organisation is None or organisation.closed_at is not None:
        return
    if organisation.verified_at is None:
        if not _is_operators(session, organisation):
            return
        organisations.verify(session, organisation, by=VerifiedBy.PROVIDER, actor=ACTOR)
    if memberships.role_of(session, organisation, person) is None:
        memberships.put(session, organisation, person, Role.READER, actor=ACTOR)


def _is_operators(session: Session, organisation: Organisation) -> bool:
    query = select(JournalRow.actor).where(
        JournalRow.subject == f"organisation:{organisation.id}", JournalRow.action == "organisation.created"
    )
    return session.exec(query).first() == "operator"
