"""Identity: from a token's or a session's text to the caller behind it, with the rights of this moment."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from livinglab.language import Text
from registry.access import tokens
from registry.access.callers import ANONYMOUS, RANK, Caller, RegistryRole, Role
from registry.errors import Unauthenticated
from registry.tables import AccountSession, Membership, Organisation, Person, Token, TrustedWorkflow

GOVERNMENT = ("region", "agency")
UNKNOWN = Text(
    id="Token ini tidak dikenal, kedaluwarsa, atau sudah dicabut. Buatlah yang baru: `livinglab login`.",
    en="This token is unknown, expired or revoked. Make a new one: `livinglab login`.",
)


def by_token(session: Session, text: str | None) -> Caller:
    """Return who a token acts for; nobody without one. Raises Unauthenticated for one that is not valid."""
    if text is None:
        return ANONYMOUS
    token = tokens.find(session, text)
    if token is None:
        raise Unauthenticated(UNKNOWN)
    if token.person_id is not None:
        return _for_person(session, token, session.get_one(Person, token.person_id))
    if token.workflow_id is not None:
        _require_trusted(session, session.get_one(TrustedWorkflow, token.workflow_id))
    return _caller_of_token(
        token,
        own=token.organisation_id is None,
        roles=_organisation_itself(session, token.organisation_id),
        governments=_governments(session, {token.organisation_id}),
    )


def by_session(session: Session, row: AccountSession) -> Caller:
    """Return who is signed in: the session itself was found valid before."""
    person = session.get_one(Person, row.person_id)
    proved = row.proved_at is not None
    roles = _roles(session, person)
    return Caller(
        actor=f"person:{person.id}",
        name=person.name,
        person_id=person.id,
        session_id=row.id,
        registry_role=_registry_role(person, proved=proved),
        roles=_lowered(roles, proved=proved),
        governments=_governments(session, set(roles)),
        proved=proved,
    )


def demands_proof(session: Session, person: Person) -> bool:
    """Say whether a person's roles are of use only with a second factor: all who may publish."""
    high = (RANK[role] >= RANK[Role.PUBLISHER] for role in _roles(session, person).values())
    return person.registry_role is not None or any(high)


def _for_person(session: Session, token: Token, person: Person) -> Caller:
    if person.disabled_at is not None:
        raise Unauthenticated(UNKNOWN)
    # Making a token that may publish took a second factor; who has put it away since is a reader.
    proved = person.totp_since is not None or person.issuer is not None
    roles = _roles(session, person)
    if token.organisation_id is not None:
        roles = {number: role for number, role in roles.items() if number == token.organisation_id}
    return _caller_of_token(
        token,
        own=False,
        roles=_lowered(roles, proved=proved),
        governments=_governments(session, set(roles)),
        person=person,
        proved=proved,
    )


def is_answered_for(session: Session, workflow: TrustedWorkflow) -> bool:
    """Say whether a pipeline is still trusted, and by somebody who may publish there themselves."""
    person = session.get_one(Person, workflow.person_id)
    role = _roles(session, person).get(workflow.organisation_id)
    may = role is not None and RANK[role] >= RANK[Role.PUBLISHER]
    return may and workflow.ended_at is None and person.disabled_at is None


def _require_trusted(session: Session, workflow: TrustedWorkflow) -> None:
    if not is_answered_for(session, workflow):
        raise Unauthenticated(UNKNOWN)


def _caller_of_token(
    token: Token,
    *,
    own: bool,
    roles: Mapping[int, Role],
    governments: frozenset[int],
    person: Person | None = None,
    proved: bool = True,
) -> Caller:
    return Caller(
        actor=f"token:{token.id}",
        name=token.name,
        person_id=person.id if person else None,
        token_id=token.id,
        own=own,
        registry_role=_registry_role(person, proved=proved) if person else None,
        roles=roles,
        governments=governments,
        scopes=tokens.scopes_of(token),
        application_slug=token.application_slug,
        region_code=token.region_code,
        proved=proved,
    )


def _roles(session: Session, person: Person) -> dict[int, Role]:
    """Return a person's roles in organisations that are verified and not closed."""
    query = select(Membership.organisation_id, Membership.role).join(
        Organisation, col(Organisation.id) == Membership.organisation_id
    )
    query = query.where(
        Membership.person_id == person.id,
        col(Organisation.verified_at).is_not(None),
        col(Organisation.closed_at).is_(None),
    )
    return {number: Role(role) for number, role in session.exec(query)}


def _organisation_itself(session: Session, number: int | None) -> dict[int, Role]:
    """A token of the organisation itself publishes for it; people are managed by people."""
    if number is None or _open(session, number) is None:
        return {}
    return {number: Role.PUBLISHER}


def _open(session: Session, number: int) -> Organisation | None:
    found = session.get(Organisation, number)
    return found if found and found.verified_at and not found.closed_at else None


def _governments(session: Session, numbers: Iterable[int | None]) -> frozenset[int]:
    found = (_open(session, number) for number in numbers if number is not None)
    return frozenset(one.id for one in found if one and one.id is not None and one.kind in GOVERNMENT)


def _lowered(roles: Mapping[int, Role], *, proved: bool) -> Mapping[int, Role]:
    """Let whoever may publish be a reader until a second factor is shown."""
    if proved:
        return roles
    return {
        number: Role.READER if RANK[role] >= RANK[Role.PUBLISHER] else role for number, role in roles.items()
    }


def _registry_role(person: Person, *, proved: bool) -> RegistryRole | None:
    return RegistryRole(person.registry_role) if person.registry_role and proved else None
