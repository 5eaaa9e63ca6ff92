"""Memberships: who is what in an organisation. Rights follow from these rows anew at every request."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from livinglab.contract.organisations import Member, MemberRole
from livinglab.language import Text
from registry import clock, journal
from registry.access import organisations, rights, tokens
from registry.access.callers import RANK, Caller, RegistryRole, Role
from registry.access.rights import Right, Thing
from registry.errors import Conflict, Forbidden, NotFound
from registry.tables import JournalRow, Membership, Organisation, Person, Token

NO_MEMBER = Text(
    id="Orang ini bukan anggota. Muat ulang halaman organisasi untuk melihat anggotanya.",
    en="This person is not a member. Reload the organisation's page to see who is.",
)


def put(session: Session, organisation: Organisation, person: Person, role: Role, *, actor: str) -> None:
    """Make a person a member, or give a member another role. The same role again changes nothing.

    Asks for no right: `change` does. Raises Conflict for a closed organisation.
    """
    organisations.hold(session, organisation)
    held = session.get(Membership, (person.id, organisation.id), populate_existing=True)
    if held is not None and held.role == role:
        return
    before = journal.state_of(held) if held else None
    lowered = held is not None and RANK[Role(held.role)] > RANK[role]
    made = held or Membership(
        person_id=person.id or 0, organisation_id=organisation.id or 0, role=role, since=clock.now()
    )
    made.role = Role(role)
    session.add(made)
    session.flush()
    if lowered:
        _revoke_shared(session, organisation, person, actor=actor)
    detail = {"person": person.id, "role": str(role)}
    change = (before, journal.state_of(made))
    action = "member.changed" if held else "member.added"
    organisations.tell(session, organisation, action, detail, actor=actor, change=change)


def remove(session: Session, organisation: Organisation, person: Person, *, actor: str) -> None:
    """End a membership at once, and with it the tokens that the person held or made there.

    Sessions stay, and carry nothing of this organisation from now on. Asks for no right: `dismiss` does.
    Raises NotFound where there is none.
    """
    organisations.look_again(session, organisation)
    held = session.get(Membership, (person.id, organisation.id), populate_existing=True)
    if held is None:
        raise NotFound(NO_MEMBER)
    detail, change = {"person": person.id, "role": held.role}, (journal.state_of(held), None)
    session.delete(held)
    _revoke_own(session, organisation, person, actor=actor)
    _revoke_shared(session, organisation, person, actor=actor)
    session.flush()
    organisations.tell(session, organisation, "member.removed", detail, actor=actor, change=change)


def change(
    session: Session, organisation: Organisation, person: Person, role: Role, *, caller: Caller
) -> None:
    """Add somebody or give them another role, as a manager. Raises Forbidden, Conflict."""
    rights.require(caller, Right.MANAGE, thing(organisation))
    organisations.hold(session, organisation)
    held = role_of(session, organisation, person)
    if caller.person_id == person.id and (held is None or RANK[role] > RANK[held]):
        raise Forbidden(
            Text(
                id="Tidak seorang pun menaikkan perannya sendiri. Mintalah pengelola lain atau operator.",
                en="Nobody raises their own role. Ask another manager or the operator.",
            )
        )
    if held is Role.MANAGER and role is not Role.MANAGER:
        _refuse_last(session, organisation, person, caller)
    put(session, organisation, person, role, actor=caller.actor)


def dismiss(session: Session, organisation: Organisation, person: Person, *, caller: Caller) -> None:
    """End a membership: one's own, or anybody's as a manager. Raises Forbidden, NotFound, Conflict."""
    if caller.person_id != person.id or caller.token_id is not None:
        rights.require(caller, Right.MANAGE, thing(organisation))
    organisations.look_again(session, organisation)
    if role_of(session, organisation, person) is Role.MANAGER:
        _refuse_last(session, organisation, person, caller)
    remove(session, organisation, person, actor=caller.actor)


def members(session: Session, organisation: Organisation) -> Sequence[tuple[Person, Role]]:
    """Return an organisation's people with their roles, in the order in which they came."""
    query = (
        select(Person, Membership.role)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.organisation_id == organisation.id)
        .order_by(col(Membership.since), col(Person.id))
    )
    return [(person, Role(role)) for person, role in session.exec(query)]


def page(session: Session, organisation: Organisation, *, after: int, limit: int) -> Sequence[Member]:
    """Return an organisation's people in the order of their numbers after `after`, at most `limit`."""
    query = (
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.organisation_id == organisation.id, col(Person.id) > after)
    )
    rows = session.exec(query.order_by(col(Person.id)).limit(limit))
    return [
        Member(person=person.id or 0, name=person.name, role=MemberRole(held.role), since=held.since)
        for person, held in rows
    ]


def may_see(caller: Caller, organisation: Organisation) -> bool:
    """Say whether a caller may see who an organisation's people are: its own, and auditors.

    A machine's token, or one for a single application, has no business with people.
    """
    ours = caller.has_role(organisation.id, Role.READER)
    in_person = caller.person_id is not None and caller.application_slug is None
    return (ours and in_person) or rights.allows(caller, Right.AUDIT)


def require_sight(caller: Caller, organisation: Organisation) -> None:
    """Raise Forbidden for who may not see an organisation's people."""
    if not may_see(caller, organisation):
        raise Forbidden(
            Text(
                id="Anggota hanya dilihat oleh orang organisasi itu sendiri dan auditor.",
                en="Members are seen by the organisation's own people and by auditors.",
            )
        )


def of_person(session: Session, person: Person) -> Sequence[tuple[Organisation, Role]]:
    """Return the organisations of a person that are not closed, verified or not, with the role in each."""
    query = (
        select(Organisation, Membership.role)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(Membership.person_id == person.id, col(Organisation.closed_at).is_(None))
        .order_by(col(Organisation.name))
    )
    return [(organisation, Role(role)) for organisation, role in session.exec(query)]


def role_of(session: Session, organisation: Organisation, person: Person) -> Role | None:
    """Return what a person is in an organisation, None for who is no member."""
    held = session.get(Membership, (person.id, organisation.id), populate_existing=True)
    return Role(held.role) if held else None


def has_manager(session: Session, organisation: Organisation) -> bool:
    """Say whether anybody manages an organisation who can still sign in."""
    return bool(_managers(session, organisation))


def thing(organisation: Organisation) -> Thing:
    """Return what rights to an organisation are asked for."""
    return Thing(organisation_id=organisation.id, region_code=organisation.region_code)


def _refuse_last(session: Session, organisation: Organisation, person: Person, caller: Caller) -> None:
    if caller.own or caller.registry_role is RegistryRole.OPERATOR:
        return
    if not set(_managers(session, organisation)) - {person.id}:
        raise Conflict(
            Text(
                id="Ini pengelola terakhir. Angkatlah pengelola lain dahulu, atau mintalah operator.",
                en="This is the last manager. Name another manager first, or ask the operator.",
            )
        )


def _managers(session: Session, organisation: Organisation) -> Sequence[int]:
    query = (
        select(Membership.person_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.role == Role.MANAGER,
            col(Person.disabled_at).is_(None),
        )
    )
    return session.exec(query).all()


def _revoke_own(session: Session, organisation: Organisation, person: Person, *, actor: str) -> None:
    for number in _valid(session, organisation, col(Token.person_id) == person.id):
        tokens.revoke(session, number, actor=actor)


def _revoke_shared(session: Session, organisation: Organisation, person: Person, *, actor: str) -> None:
    """Revoke the organisation's own tokens that this person made: they may still know their text."""
    shared = _valid(session, organisation, col(Token.person_id).is_(None))
    made = select(JournalRow.subject).where(
        col(JournalRow.subject).in_(f"token:{number}" for number in shared),
        JournalRow.action == "token.created",
        JournalRow.actor == f"person:{person.id}",
    )
    theirs = set(session.exec(made))
    for number in (number for number in shared if f"token:{number}" in theirs):
        tokens.revoke(session, number, actor=actor)


def _valid(session: Session, organisation: Organisation, whose: ColumnElement[bool]) -> Sequence[int]:
    query = select(Token.id).where(
        Token.organisation_id == organisation.id, col(Token.revoked_at).is_(None), whose
    )
    return [number or 0 for number in session.exec(query.order_by(col(Token.id)))]
