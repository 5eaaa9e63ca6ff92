"""What a form about tokens offers: scopes, and organisations of the visitor's own; and how it is read."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from sqlmodel import Session

from registry.access import identity, people, token_requests
from registry.access.callers import Caller, Scope
from registry.errors import Invalid
from registry.tables import Organisation
from registry.website.accounts.token_words import NO_SCOPE

Scopes = Annotated[list[str], Form(max_length=10)]
Number = Annotated[str, Form(max_length=10, pattern=r"^[0-9]*$")]


@dataclass(frozen=True)
class Choices:
    """Scopes that the visitor may give at all, organisations with their role, and what is still missing."""

    grantable: frozenset[Scope]
    organisations: list[tuple[int, str, str]]
    wants_factor: bool


def choices(session: Session, caller: Caller) -> Choices:
    """Return what a visitor may choose from."""
    names = (
        (number, session.get_one(Organisation, number).name, role) for number, role in caller.roles.items()
    )
    wants = not caller.proved and identity.demands_proof(session, people.get(session, caller.person_id or 0))
    return Choices(
        token_requests.grantable(caller, None), sorted(names, key=lambda one: (one[1], one[0])), wants
    )


def read_scopes(chosen: list[str]) -> frozenset[Scope]:
    """Read the chosen scopes; every token may read. Raises Invalid."""
    if set(chosen) - set(Scope):
        raise Invalid(NO_SCOPE, field="scope")
    return frozenset({Scope.READ, *(Scope(one) for one in chosen)})


def read_number(chosen: str) -> int | None:
    """Read the chosen organisation; nothing chosen means all of them."""
    return int(chosen) if chosen else None
