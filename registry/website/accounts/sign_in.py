"""Pages on which people sign in: by password and code, or by a link for one use."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from livinglab.language import Language
from registry.access import entering, identity, links, passwords, people, second_factor, sessions
from registry.dependencies import CurrentKeys, PageLanguage, Reading, Writing
from registry.errors import Invalid, RegistryError
from registry.protection import limited
from registry.protection.limited import LimitCode, LimitLink, LimitSignIn
from registry.settings import Settings
from registry.tables import Person
from registry.website import visitors
from registry.website.accounts import words as account_words
from registry.website.accounts.returning import HOME, safe_path
from registry.website.rendering import render
from registry.website.visitors import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SECOND_FACTOR = "/account/second-factor"
LinkText = Annotated[str, Path(max_length=100)]
Short = Annotated[str, Form(max_length=1000)]
# NFKC and the like see at most this many characters; what is longer is refused by its length.
Secret = Annotated[str, Form(max_length=4000)]
ReturnTo = Annotated[str, Form(max_length=4000)]


@router.get("/sign-in")
def sign_in_page(
    request: Request,
    language: PageLanguage,
    visitor: Visitor,
    return_to: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Ask for e-mail and password."""
    if visitor.is_known:
        return go(safe_path(return_to))
    return _form(request, language, return_to=safe_path(return_to))


@router.post("/sign-in", dependencies=[LimitSignIn])
def sign_in(
    request: Request,
    reading: Reading,
    session: Writing,
    keys: CurrentKeys,
    language: PageLanguage,
    email: Short = "",
    password: Secret = "",
    return_to: ReturnTo = "",
) -> Response:
    """Sign in with a password; who has a second factor is asked for its code."""
    goal = safe_path(return_to)
    try:
        person = passwords.check(people.find_by_email(reading, email), password)
    except passwords.WrongPassword as error:
        return _form(request, language, error=error, email=email, return_to=goal)
    if second_factor.is_set(person):
        return _code_form(request, language, ticket=entering.ticket(keys, person, goal))
    entered = people.get(session, person.id or 0)
    if entered.password_hash != person.password_hash:  # changed a moment ago
        return _form(request, language, error=passwords.WrongPassword(passwords.WRONG), return_to=goal)
    if passwords.is_outdated(entered):
        entered.password_hash = passwords.hash_again(password)
    return enter(request, session, entered, goal=goal)


@router.get("/sign-in/code")
def begin_again() -> Response:
    """Lead whoever reloads the page for the code back to its beginning."""
    return go(visitors.SIGN_IN)


@router.post("/sign-in/code", dependencies=[LimitCode])
def show_code(
    request: Request,
    session: Writing,
    keys: CurrentKeys,
    language: PageLanguage,
    ticket: Secret = "",
    code: Short = "",
) -> Response:
    """Finish signing in with a code of the second factor, or with a recovery code."""
    try:
        person, goal = entering.read(session, keys, ticket)
    except Invalid as error:
        return _form(request, language, error=error, return_to=safe_path(None))
    try:
        second_factor.show(session, keys, person, code)
    except second_factor.WrongCode as error:
        return _code_form(request, language, ticket=ticket, error=error)
    return enter(request, session, person, goal=safe_path(goal), proved=True)


@router.get("/sign-in/link/{text}", dependencies=[LimitLink])
def link_page(request: Request, session: Reading, language: PageLanguage, text: LinkText) -> Response:
    """Show whose link this is and ask for a password. Looking at it does not use it up."""
    person = _owner(session, text)
    return _link_form(request, language, person)


@router.post("/sign-in/link/{text}", dependencies=[LimitLink])
def use_link(
    request: Request,
    reading: Reading,
    session: Writing,
    keys: CurrentKeys,
    language: PageLanguage,
    text: LinkText,
    password: Secret = "",
    repeated: Secret = "",
) -> Response:
    """Use a link up: keep the new password and sign in, after the second factor if there is one."""
    owner = _owner(reading, text)
    try:
        kept = new_hash(owner, password, repeated)
    except Invalid as error:
        return _link_form(request, language, owner, error=error)
    link = links.use(session, text, purpose=links.SIGN_IN)
    person = people.get(session, link.person_id)
    passwords.keep_hash(session, person, kept, actor=f"person:{person.id}")
    if second_factor.is_set(person):
        return _code_form(request, language, ticket=entering.ticket(keys, person, HOME))
    return enter(request, session, person, goal=HOME)


@router.post("/sign-out")
def sign_out(request: Request, session: Writing, caller: SignedIn) -> Response:
    """End this browser's session."""
    entering.leave(session, caller)
    visitors.forget(request)
    return go("/")


def enter(request: Request, session: Session, person: Person, *, goal: str, proved: bool = False) -> Response:
    """Begin a session in this browser, in place of any that it has, and go on."""
    entering.leave(session, visitors.caller_of(request))
    agent = request.headers.get("user-agent", "")
    _, text = sessions.start(session, person, agent=agent, proved=proved)
    visitors.remember(request, text)
    limited.entered(request, person)
    if not proved and identity.demands_proof(session, person):
        return go(visitors.with_return(SECOND_FACTOR, goal))
    return go(goal)


def go(path: str) -> Response:
    """Lead on to a page of ours."""
    return RedirectResponse(path, 303)


def new_hash(person: Person, password: str, repeated: str) -> str:
    """Return what is kept of a new password that was written twice. Raises Invalid."""
    if password != repeated:
        raise Invalid(account_words.DIFFER, field="repeated")
    return passwords.make_hash(password, email=person.email)


def _owner(session: Session, text: str) -> Person:
    link = links.find(session, text, purpose=links.SIGN_IN)
    return people.get(session, link.person_id)


def _form(
    request: Request,
    language: Language,
    *,
    return_to: str,
    error: RegistryError | None = None,
    email: str = "",
) -> Response:
    settings: Settings = request.app.state.settings
    return _page(
        request,
        "sign_in.html",
        language,
        error=error,
        email=email,
        return_to=return_to,
        provider=bool(settings.oidc_issuer),
    )


def _code_form(
    request: Request, language: Language, *, ticket: str, error: RegistryError | None = None
) -> Response:
    return _page(request, "sign_in_code.html", language, error=error, ticket=ticket)


def _link_form(
    request: Request, language: Language, person: Person, *, error: RegistryError | None = None
) -> Response:
    return _page(request, "sign_in_link.html", language, error=error, person=person)


def _page(
    request: Request, template: str, language: Language, *, error: RegistryError | None, **values: Any
) -> Response:
    page = render(
        request,
        template,
        language,
        status=error.status if error else 200,
        secret=template != "sign_in.html",  # the others carry a ticket, or who it is for
        error=error,
        **values,
    )
    page.headers["Cache-Control"] = "no-store"
    return page
