"""What somebody may have a token for: never more than they may do themselves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from livinglab.contract import REGION_CODE, SLUG
from livinglab.language import Text
from registry.access import accounts
from registry.access.callers import Caller, RegistryRole, Role, Scope
from registry.access.tokens import LASTS, Grant
from registry.errors import Conflict, Forbidden, Invalid
from registry.tables import Region

LONGEST = 365
MOST = 100  # valid tokens of one person
LONGEST_NAME = 100
_ROLES = {Scope.RECORD: Role.RECORDER, Scope.PUBLISH: Role.PUBLISHER}
_CURATE = (RegistryRole.CURATOR, RegistryRole.OPERATOR)
IN_PERSON = Text(
    id="Token dibuat oleh orangnya sendiri di situs ini, setelah masuk; token tidak dapat membuat token.",
    en="People make tokens on this site themselves, signed in; no token can make another.",
)


@dataclass(frozen=True)
class Wish:
    """What somebody asks a token for, as they wrote it. No organisation: all of theirs."""

    name: str
    scopes: frozenset[Scope]
    organisation_id: int | None = None
    application_slug: str | None = None
    region_code: str | None = None
    days: int = LASTS.days


def grantable(caller: Caller, organisation_id: int | None) -> frozenset[Scope]:
    """Return the scopes that a person may give to a token for an organisation, or for all of theirs.

    A person who must show a second factor and has not is a reader here (`identity.by_session`): what may
    publish or curate is made in a proved session alone.
    """
    numbers = caller.roles if organisation_id is None else [organisation_id]
    found = {
        scope for scope, role in _ROLES.items() if any(caller.has_role(number, role) for number in numbers)
    }
    if caller.registry_role in _CURATE:
        found.add(Scope.CURATE)
    return frozenset({Scope.READ, *found})


def granted(session: Session, caller: Caller, wish: Wish) -> Grant:
    """Return the grant for a wish. Raises Forbidden for what is not the caller's, Invalid for nonsense."""
    _in_person(caller)
    if wish.organisation_id is not None and wish.organisation_id not in caller.roles:
        raise Forbidden(
            Text(
                id="Anda bukan anggota organisasi itu. Pilih organisasi Anda sendiri.",
                en="You are not a member of that organisation. Choose one of your own.",
            )
        )
    _refuse_more(wish.scopes - grantable(caller, wish.organisation_id))
    if len(accounts.known(session, caller, limit=MOST)) == MOST:
        raise Conflict(
            Text(
                id=f"Anda sudah punya {MOST} token yang berlaku. Cabut yang tidak dipakai: /account/tokens.",
                en=f"You have {MOST} valid tokens already. Revoke those you do not use: /account/tokens.",
            )
        )
    return Grant(
        name=_name(wish.name),
        scopes=wish.scopes,
        person_id=caller.person_id,
        organisation_id=wish.organisation_id,
        application_slug=application(wish.application_slug),
        region_code=region(session, wish.region_code),
        lasts=lasting(wish.days),
    )


def machine_name(name: str) -> str:
    """Return a name that came from outside without anything that could steer a terminal or a page."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[:LONGEST_NAME]


def application(slug: str | None) -> str | None:
    """Return the application that a token is limited to. Raises Invalid for what can be none."""
    if slug and not re.fullmatch(SLUG, slug):
        raise Invalid(
            Text(id="Tulis seperti pada alamatnya: e-sakip.", en="Write it as in its address: e-sakip."),
            field="application",
        )
    return slug or None


def region(session: Session, code: str | None) -> str | None:
    """Return the region that a token is limited to. Raises Invalid for one that does not exist."""
    if not code:
        return None
    if not re.fullmatch(REGION_CODE, code) or session.get(Region, code) is None:
        raise Invalid(
            Text(id=f"Tidak ada wilayah berkode {code}.", en=f"No region has the code {code}."),
            field="region",
        )
    return code


def lasting(days: int) -> timedelta:
    """Return how long a token lasts. Raises Invalid outside of 1 to LONGEST days."""
    if not 1 <= days <= LONGEST:
        raise Invalid(
            Text(id=f"Pilih 1 sampai {LONGEST} hari.", en=f"Choose 1 to {LONGEST} days."), field="days"
        )
    return timedelta(days=days)


def _in_person(caller: Caller) -> None:
    if caller.person_id is None or caller.token_id is not None:
        raise Forbidden(IN_PERSON)


def _refuse_more(scopes: Iterable[Scope]) -> None:
    named = ", ".join(sorted(scopes))
    if named:
        raise Forbidden(
            Text(
                id=f"Peran Anda sekarang tidak mengizinkan hak ini: {named}. Bila memerlukan faktor kedua, "
                "tunjukkan dahulu; selain itu mintalah peran kepada pengelola organisasi.",
                en=f"Your role does not allow this now: {named}. Where it takes a second factor, show that "
                "first; otherwise ask a manager of the organisation for the role.",
            )
        )


def _name(name: str) -> str:
    shown = machine_name(name)
    if not shown:
        raise Invalid(Text(id="Beri token itu nama.", en="Give the token a name."), field="name")
    return shown
