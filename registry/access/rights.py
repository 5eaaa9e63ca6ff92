"""Rights: the one place that says who may do what. Everything that is not allowed here is refused."""

from dataclasses import dataclass
from enum import StrEnum

from livinglab.language import Text
from registry.access.callers import Caller, RegistryRole, Role, Scope
from registry.errors import Forbidden, Unauthenticated

NEEDED = Text(
    id="Untuk ini Anda harus masuk. Di terminal: `livinglab login`; program mengirim token sebagai "
    "`Authorization: Bearer …`.",
    en="You must be signed in for this. In a terminal: `livinglab login`; a program sends its token as "
    "`Authorization: Bearer …`.",
)


class Right(StrEnum):
    """What somebody may ask for."""

    RECORD = "record"  # adoptions of one's own region
    PUBLISH = "publish"  # submit, yank, change visibility of one's own applications
    MANAGE = "manage"  # people, tokens and agreements of one's own organisation
    CURATE = "curate"  # the queue, quarantine, overrides
    AUDIT = "audit"  # the whole journal, the queue; changes nothing
    OPERATE = "operate"  # verify organisations, give registry roles


@dataclass(frozen=True)
class Thing:
    """What a right is asked for: who owns it, and which application and region it belongs to."""

    organisation_id: int | None = None
    application_slug: str | None = None
    region_code: str | None = None


ANYTHING = Thing()
_ROLES = {Right.RECORD: Role.RECORDER, Right.PUBLISH: Role.PUBLISHER, Right.MANAGE: Role.MANAGER}
_SCOPES = {
    Right.RECORD: Scope.RECORD,
    Right.PUBLISH: Scope.PUBLISH,
    Right.CURATE: Scope.CURATE,
    Right.AUDIT: Scope.CURATE,
}
_REGISTRY_ROLES = {
    Right.CURATE: {RegistryRole.CURATOR, RegistryRole.OPERATOR},
    Right.AUDIT: {RegistryRole.AUDITOR, RegistryRole.CURATOR, RegistryRole.OPERATOR},
    Right.OPERATE: {RegistryRole.OPERATOR},
}


def allows(caller: Caller, right: Right, thing: Thing = ANYTHING) -> bool:
    """Say whether a caller may do something with a thing now."""
    return caller.is_known and _in_limits(caller, right, thing) and _granted(caller, right, thing)


def require(caller: Caller, right: Right, thing: Thing = ANYTHING) -> None:
    """Raise Unauthenticated for nobody, Forbidden for somebody without the right."""
    if not caller.is_known:
        raise Unauthenticated(NEEDED)
    if not allows(caller, right, thing):
        raise Forbidden(_refusal(caller, right))


def _in_limits(caller: Caller, right: Right, thing: Thing) -> bool:
    """Hold a token to its scopes and limits, whoever stands behind it."""
    if caller.token_id is None:
        return True
    # People, and the registry itself, are only managed by a person who is there.
    if right in (Right.MANAGE, Right.OPERATE) or _scope(caller, right) not in caller.scopes:
        return False
    if caller.application_slug and thing.application_slug != caller.application_slug:
        return False
    return not caller.region_code or _within(thing.region_code, caller.region_code)


def _scope(caller: Caller, right: Right) -> Scope:
    """Return the scope that a token needs. Whoever audits only reads, whatever they look at."""
    if right is Right.AUDIT and caller.registry_role is RegistryRole.AUDITOR:
        return Scope.READ
    return _SCOPES.get(right, Scope.READ)


def _granted(caller: Caller, right: Right, thing: Thing) -> bool:
    if right in _REGISTRY_ROLES:
        return caller.own or caller.registry_role in _REGISTRY_ROLES[right]
    if caller.has_role(thing.organisation_id, _ROLES[right]):
        return True
    if right is Right.MANAGE:
        return caller.registry_role is RegistryRole.OPERATOR
    # Curators publish what no organisation speaks for yet; nobody else's word is put into its mouth.
    return right is Right.PUBLISH and thing.organisation_id is None and _curates(caller)


def _curates(caller: Caller) -> bool:
    return caller.own or caller.registry_role in _REGISTRY_ROLES[Right.CURATE]


def _within(region_code: str | None, limit: str) -> bool:
    return region_code is not None and (region_code == limit or region_code.startswith(f"{limit}."))


def _refusal(caller: Caller, right: Right) -> Text:
    wanted = _SCOPES.get(right)
    if caller.token_id is not None and wanted and wanted not in caller.scopes:
        return Text(
            id=f"Token ini tidak mempunyai hak `{wanted}`. Buatlah token dengan hak itu.",
            en=f"This token lacks the scope `{wanted}`. Make one that has it.",
        )
    return Text(
        id=f"Anda tidak berhak atas ini (perlu hak `{right}`). Mintalah kepada pengelola organisasi yang "
        "memilikinya; siapa Anda saat ini: `livinglab whoami`.",
        en=f"You may not do this (it needs the right `{right}`). Ask a manager of the organisation that owns "
        "it; who you are now: `livinglab whoami`.",
    )
