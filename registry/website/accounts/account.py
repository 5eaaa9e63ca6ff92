"""A person's own pages: sessions, password, second factor and recovery codes."""

from dataclasses import dataclass
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session

from livinglab.language import Language
from registry.access import identity, memberships, passwords, people, second_factor, sessions, tickets
from registry.access.callers import Caller
from registry.dependencies import CurrentKeys, PageLanguage, Reading, Writing
from registry.errors import Conflict, Invalid, RegistryError, Unauthenticated
from registry.keys import Keys
from registry.protection.limited import LimitConfirm
from registry.tables import Person
from registry.website import visitors
from registry.website.accounts import words as account_words
from registry.website.accounts.returning import HOME, safe_path
from registry.website.accounts.sign_in import ReturnTo, Secret, Short, go, new_hash
from registry.website.rendering import render
from registry.website.visitors import CurrentPerson, SignedIn

router = APIRouter(prefix="/account", include_in_schema=False)
ENROLMENT = "second-factor-enrolment"
SessionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def account_page(
    request: Request, session: Reading, person: CurrentPerson, caller: SignedIn, language: PageLanguage
) -> Response:
    """Show a person's account and where they are signed in."""
    return _page(
        request,
        "account.html",
        language,
        person=person,
        caller=caller,
        organisations=memberships.of_person(session, person),
        sessions=sessions.known(session, person),
        browser=account_words.browser,
        role_names=account_words.ROLES | account_words.REGISTRY_ROLES,
        demanded=identity.demands_proof(session, person),
        codes_left=second_factor.codes_left(session, person),
    )


@router.post("/sessions/{number}/end")
def end_session(request: Request, session: Writing, caller: SignedIn, number: SessionNumber) -> Response:
    """End one of one's own sessions at once."""
    sessions.end(session, _owner(session, caller), number, actor=caller.actor)
    if number == caller.session_id:
        visitors.forget(request)
        return go("/")
    return go(HOME)


@router.post("/sessions/end-others")
def end_other_sessions(session: Writing, caller: SignedIn) -> Response:
    """End every session of one's own but this one."""
    sessions.end_all(session, _owner(session, caller), actor=caller.actor, but=caller.session_id)
    return go(HOME)


@router.get("/password")
def password_page(request: Request, person: CurrentPerson, language: PageLanguage) -> Response:
    """Ask for the present password and a new one."""
    _refuse_provided(person)
    return _page(request, "account_password.html", language, person=person)


@router.post("/password", dependencies=[LimitConfirm])
def change_password(
    request: Request,
    person: CurrentPerson,
    reading: Reading,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    current: Secret = "",
    password: Secret = "",
    repeated: Secret = "",
) -> Response:
    """Change the password; every other session ends, and this one's cookie changes."""
    _refuse_provided(person)
    try:
        _confirm(person, caller, reading, current)
        kept = new_hash(person, password, repeated)
    except RegistryError as error:
        return _page(request, "account_password.html", language, error=error, person=person)
    owner = _owner(session, caller)
    passwords.keep_hash(session, owner, kept, actor=caller.actor, but=caller.session_id)
    row = sessions.get(session, caller)
    visitors.remember(request, sessions.change_text(session, row))
    return go(HOME)


@router.get("/second-factor")
def second_factor_page(
    request: Request,
    person: CurrentPerson,
    keys: CurrentKeys,
    language: PageLanguage,
    return_to: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Offer a new secret for an authenticator app. Nothing is kept before a code of it was right."""
    offer = Offer(keys, person, seed=second_factor.new_seed())
    return _setup(request, language, offer, return_to=safe_path(return_to))


@router.post("/second-factor", dependencies=[LimitConfirm])
def set_second_factor(
    request: Request,
    person: CurrentPerson,
    reading: Reading,
    session: Writing,
    keys: CurrentKeys,
    caller: SignedIn,
    language: PageLanguage,
    current: Secret = "",
    code: Short = "",
    ticket: Secret = "",
    return_to: ReturnTo = "",
) -> Response:
    """Take the second factor if password and code are right, and show the recovery codes this once."""
    goal = safe_path(return_to)
    offer = Offer.read(keys, person, ticket)
    try:
        _confirm(person, caller, reading, current)
        codes = second_factor.enrol(
            session,
            keys,
            _owner(session, caller),
            seed=offer.seed,
            code=code,
            keep=caller.session_id or 0,
        )
    except (Invalid, Unauthenticated) as error:
        return _setup(request, language, offer, return_to=goal, error=error)
    visitors.remember(request, sessions.prove(session, sessions.get(session, caller)))
    return _codes(request, language, codes, return_to=goal)


@router.post("/second-factor/remove", dependencies=[LimitConfirm])
def remove_second_factor(
    request: Request,
    person: CurrentPerson,
    reading: Reading,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    current: Secret = "",
) -> Response:
    """Take the second factor away from an account whose roles do not demand one."""
    try:
        _confirm(person, caller, reading, current)
    except Unauthenticated as error:
        return _refused(request, language, error)
    owner = _owner(session, caller)
    if identity.demands_proof(session, owner):
        raise Conflict(account_words.KEPT_BY_ROLE)
    second_factor.remove(session, owner, actor=caller.actor)
    return go(HOME)


@router.get("/recovery-codes")
def recovery_codes_page(_caller: SignedIn) -> Response:
    """Lead back to the account: recovery codes are not shown again."""
    return go(HOME)


@router.post("/recovery-codes", dependencies=[LimitConfirm])
def make_recovery_codes(
    request: Request,
    person: CurrentPerson,
    reading: Reading,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    current: Secret = "",
) -> Response:
    """Make ten new recovery codes, show them this once, and void the ones before."""
    try:
        _confirm(person, caller, reading, current)
    except Unauthenticated as error:
        return _refused(request, language, error)
    owner = _owner(session, caller)
    if not second_factor.is_set(owner):
        raise Conflict(account_words.NO_FACTOR_YET)
    return _codes(request, language, second_factor.renew_codes(session, owner), return_to=HOME)


@dataclass(frozen=True)
class Offer:
    """A secret that was offered to one person, from the page that shows it to the form that takes it."""

    keys: Keys
    person: Person
    seed: str

    @classmethod
    def read(cls, keys: Keys, person: Person, ticket: str) -> "Offer":
        """Return the offer of a ticket. Raises Invalid for a late one, or another person's."""
        said = tickets.read(keys, ENROLMENT, ticket)
        if said["person"] != str(person.id):
            raise Invalid(tickets.LATE)
        return cls(keys, person, said["seed"])

    @property
    def ticket(self) -> str:
        """The offer as the form carries it."""
        return tickets.write(self.keys, ENROLMENT, {"person": str(self.person.id), "seed": self.seed})

    @property
    def picture(self) -> str:
        """The secret as a QR code: an SVG element without any style."""
        code = segno.make(second_factor.address(self.seed, self.person), error="m")
        return code.svg_inline(scale=4, dark="#000", light="#fff", omitsize=True)


def _owner(session: Session, caller: Caller) -> Person:
    return people.get(session, caller.person_id or 0)


def _refuse_provided(person: Person) -> None:
    if person.password_hash is None:
        raise Conflict(account_words.AT_PROVIDER)


def _confirm(person: Person, caller: Caller, session: Session, password: str) -> None:
    """Raise Unauthenticated unless whoever sits at this browser is still the person who signed in.

    The password says so; for who has none here, that they came from the identity provider a short while ago.
    """
    if second_factor.is_set(person) and not caller.proved:
        raise Unauthenticated(account_words.PROVE_FIRST)
    if person.password_hash is None:
        if not sessions.is_fresh(sessions.get(session, caller)):
            raise Unauthenticated(account_words.TOO_LONG_AGO)
        return
    try:
        passwords.check(person, password)
    except passwords.WrongPassword as error:
        raise Unauthenticated(account_words.NOT_CURRENT) from error


def _setup(
    request: Request,
    language: Language,
    offer: Offer,
    *,
    return_to: str,
    error: RegistryError | None = None,
) -> Response:
    return _page(
        request, "account_second_factor.html", language, error=error, offer=offer, return_to=return_to
    )


def _codes(request: Request, language: Language, codes: list[str], *, return_to: str) -> Response:
    return _page(request, "account_recovery_codes.html", language, codes=codes, return_to=return_to)


def _refused(request: Request, language: Language, error: RegistryError) -> Response:
    return _page(request, "account_refused.html", language, error=error)


def _page(
    request: Request,
    template: str,
    language: Language,
    *,
    error: RegistryError | None = None,
    **values: Any,
) -> Response:
    return render(
        request,
        template,
        language,
        status=error.status if error else 200,
        secret=True,
        error=error,
        **values,
    )
