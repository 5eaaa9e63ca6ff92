"""Arrivals: from somebody whom the identity provider vouches for to a person here, and to their region."""

import json

from sqlmodel import Session, col, select

from registry import journal
from registry.access import memberships, organisations, people, sessions
from registry.access.callers import Role
from registry.access.organisations import Kind, VerifiedBy
from registry.access.providers.refusals import NotJoined, ShutOut
from registry.access.providers.vouching import Identity
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
    if identity.tells_regions:
        _end_other_regions(session, person, identity.region_code)
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


def _end_other_regions(session: Session, person: Person, region_code: str | None) -> None:
    """End what the provider gave before and does not stand by now. What people gave stays with people."""
    for organisation, role in memberships.of_person(session, person):
        elsewhere = organisation.kind == Kind.REGION and organisation.region_code != region_code
        if elsewhere and role is Role.READER and _is_providers(session, organisation, person):
            memberships.remove(session, organisation, person, actor=ACTOR)


def _is_providers(session: Session, organisation: Organisation, person: Person) -> bool:
    query = select(JournalRow.actor, JournalRow.detail).where(
        JournalRow.subject == f"organisation:{organisation.id}",
        col(JournalRow.action).in_(("member.added", "member.changed")),
    )
    rows = session.exec(query.order_by(col(JournalRow.serial))).all()
    actors = [actor for actor, detail in rows if json.loads(detail).get("person") == person.id]
    return actors[-1:] == [ACTOR]


def _is_operators(session: Session, organisation: Organisation) -> bool:
    query = select(JournalRow.actor).where(
        JournalRow.subject == f"organisation:{organisation.id}", JournalRow.action == "organisation.created"
    )
    return session.exec(query).first() == "operator"
