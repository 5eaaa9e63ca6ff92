"""Callers: who asks, and what they may do at this moment. Nothing of it is remembered between requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is in an organisation; each may all that those before it may."""

    READER = "reader"
    RECORDER = "recorder"
    PUBLISHER = "publisher"
    MANAGER = "manager"


class RegistryRole(StrEnum):
    """What a person is for the whole registry."""

    AUDITOR = "auditor"
    CURATOR = "curator"
    OPERATOR = "operator"


class Scope(StrEnum):
    """What a token may do. Each stands for itself, but every token may read."""

    READ = "read"
    RECORD = "record"
    PUBLISH = "publish"
    CURATE = "curate"


RANK = {role: rank for rank, role in enumerate(Role)}
EVERY_SCOPE = frozenset(Scope)


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, as the database knows them now.

    A person without the second factor that their role demands is here as a reader. A token that nobody's
    organisation stands behind is the registry's own (`own`): only an operator makes such a one.
    """

    actor: str = "anonymous"
    name: str = ""
    person_id: int | None = None
    token_id: int | None = None
    session_id: int | None = None
    own: bool = False
    registry_role: RegistryRole | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)
    governments: frozenset[int] = frozenset()
    scopes: frozenset[Scope] = EVERY_SCOPE
    application_slug: str | None = None
    region_code: str | None = None
    proved: bool = False

    @property
    def is_known(self) -> bool:
        """Whether this is anybody at all."""
        return self.own or self.person_id is not None or self.token_id is not None

    def has_role(self, organisation_id: int | None, role: Role) -> bool:
        """Say whether the caller is at least this in an organisation."""
        held = self.roles.get(organisation_id) if organisation_id is not None else None
        return held is not None and RANK[held] >= RANK[role]


ANONYMOUS = Caller()
OPERATOR = Caller(actor="operator", name="operator", own=True, proved=True)  # at the registry's own shell
