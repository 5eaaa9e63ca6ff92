"""Pages of organisations: the list, one with its people, and what its managers do there."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlmodel import Session

from livinglab.language import Language
from registry import mail, regions
from registry.access import invitations, mail_domains, memberships, organisations, people, rights
from registry.access.callers import Caller, Role
from registry.access.organisations import Kind
from registry.access.rights import Right
from registry.catalog import transfers
from registry.database import Database
from registry.dependencies import (
    CurrentDatabase,
    CurrentSettings,
    Page,
    PageAsked,
    PageLanguage,
    Reading,
    Writing,
    write_cursor,
)
from registry.errors import Conflict, Invalid, NotFound, RegistryError
from registry.mail import Letter
from registry.protection.limited import LimitFounding, LimitMail
from registry.settings import Settings
from registry.tables import Organisation, Person, Region
from registry.website import account_words, organisation_words, visitors, visitors, visitors
from registry.website.rendering import render
from registry.website.sign_in import go
from registry.website.visitors import SignedIn, Visitor

router = APIRouter(prefix="/organisations", include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Line = Annotated[str, Form(max_length=300)]
Said = Annotated[str, Query(max_length=20)]
REFUSED = (Invalid, Conflict, NotFound)  # what whoever wrote a form can mend there
NOTHING = {"email": "", "role": "reader", "application": "", "to": "", "offer": "", "url": ""}
REFUSED = (Invalid, Conflict, NotFound)  # what whoever wrote a form can mend there
NOTHING = {"email": "", "role": "reader", "application": "", "to": "", "offer": "", "url": ""}
REFUSED = (Invalid, Conflict, NotFound)  # what whoever wrote a form can mend there
NOTHING = {"email": "", "role": "reader", "application": "", "to": "", "offer": "", "url": ""}


@router.get("")
def list_page(
    request: Request, session: Reading, visitor: Visitor, language: PageLanguage, page: Page, said: Said = ""
) -> Response:
    """List the organisations that are not closed."""
    return _list(request, session, visitor, language, page, said=said)


@router.post("", dependencies=[LimitFounding])
def found(
    request: Request, session: Writing, caller: SignedIn, language: PageLanguage, page: Page, region: Line
) -> Response:
    """Register the government of a regency or city, by its name and its domain alone."""
    try:
        made = _found(session, region.strip(), caller)
    except REFUSED as error:
        session.rollback()
        return _list(request, session, caller, language, page, error=error, region=region)
    return back(made, "created")


@router.get("/{number}")
def organisation_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    language: PageLanguage,
    number: Number,
    said: Said = "",
) -> Response:
    """Show one organisation: its facts to everybody, its people to its own."""
    return _page(request, session, visitor, language, number, said=said)


@router.post("/{number}/members", dependencies=[LimitMail])
def add_member(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    caller: SignedIn,
    language: PageLanguage,
    number: Number,
    email: Line,
    role: Annotated[Role, Form()],
) -> Response:
    """Add somebody by their mail address; who has no account yet is sent a link."""
    entrance = settings.public_url if mail.is_set_up(settings) else None
    try:
        with database.write() as session:
            organisation = organisations.get(session, number)
            made = invitations.invite(session, organisation, email, role, caller=caller, entrance=entrance)
    except REFUSED as error:
        with database.read() as session:
            return refused(request, session, caller, language, number, error, email=email, role=role)
    if made.letter is None:
        return back(organisation, "added")
    send(database, settings, made.letter, lambda session: invitations.take_back(session, made.person))
    return back(organisation, "invited")


@router.post("/{number}/members/{person_number}")
def change_member(
    session: Writing,
    caller: SignedIn,
    number: Number,
    person_number: Number,
    role: Annotated[Role | Literal["none"], Form()],
) -> Response:
    """Give a member another role, or none."""
    organisation, person = organisations.get(session, number), people.get(session, person_number)
    if role == "none":
        memberships.dismiss(session, organisation, person, caller=caller)
        return back(organisation, "removed")
    rights.require(caller, Right.MANAGE, memberships.thing(organisation))
    if memberships.role_of(session, organisation, person) is None:
        raise NotFound(memberships.NO_MEMBER)
    memberships.change(session, organisation, person, Role(role), caller=caller)
    return back(organisation, "changed")


@router.post("/{number}/leave")
def leave(session: Writing, caller: SignedIn, number: Number) -> Response:
    """End one's own membership."""
    organisation = organisations.get(session, number)
    memberships.dismiss(session, organisation, people.get(session, caller.person_id or 0), caller=caller)
    return back(organisation, "removed")


def back(organisation: Organisation, said: str) -> Response:
    """Lead back to an organisation's page, which says what was done."""
    return go(f"/organisations/{organisation.id}?said={said}")


def refused(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    number: int,
    error: RegistryError,
    **typed: str,
) -> Response:
    """Return an organisation's page with what was wrong with a form on it, and what was written there."""
    session.rollback()
    return _page(request, session, visitor, language, number, error=error, **typed)


def refused(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    number: int,
    error: RegistryError,
    **typed: str,
) -> Response:
    """Return an organisation's page with what was wrong with a form on it, and with what was written there."""
    session.rollback()
    return _page(request, session, visitor, language, number, error=error, **typed)


def refused(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    number: int,
    error: RegistryError,
    **typed: str,
) -> Response:
    """Return an organisation's page with what was wrong with a form on it, and with what was written there."""
    session.rollback()
    return _page(request, session, visitor, language, number, error=error, **typed)


def show(
    request: Request,
    template: str,
    language: Language,
    *,
    said: str = "",
    error: RegistryError | None = None,
    **values: Any,
) -> Response:
    """Return one of these pages; who is signed in sees more there, so it is not compressed for them."""
    return render(
        request,
        template,
        language,
        status=error.status if error else 200,
        secret=visitors.caller_of(request).is_known,
        error=error,
        kind_names=organisation_words.KINDS,
        verifier_names=organisation_words.VERIFIERS,
        role_names=account_words.ROLES,
        said=organisation_words.said(said, language),
        **values,
    )


def send(
    database: Database, settings: Settings, letter: Letter, take_back: Callable[[Session], None]
) -> None:
    """Send a letter whose link is kept already; where that fails the link is taken back. Raises NotSent."""
    try:
        mail.send(settings, letter)
    except RegistryError:
        with database.write() as session:
            take_back(session)
        raise


def _found(session: Session, region_code: str, caller: Caller) -> Organisation:
    governed = regions.get(session, region_code)
    if governed.kind not in ("regency", "city"):
        raise NotFound(organisation_words.ONLY_REGENCIES)
    return organisations.create(
        session,
        f"Pemerintah {governed.name}",
        kind=Kind.REGION,
        region_code=governed.code,
        actor=caller.actor,
    )


def _list(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    page: PageAsked,
    *,
    said: str = "",
    error: RegistryError | None = None,
    region: str = "",
) -> Response:
    rows = organisations.known(session, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    return show(
        request,
        "organisations.html",
        language,
        said=said,
        error=error,
        items=[(one, session.get(Region, one.region_code) if one.region_code else None) for one in shown],
        next=write_cursor(shown[-1].id) if len(rows) > page.limit else None,
        first=page.after is None,
        visitor=visitor,
        typed={"region": region},
    )


def _page(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    number: int,
    *,
    said: str = "",
    error: RegistryError | None = None,
    **typed: str,
) -> Response:
    organisation = organisations.get(session, number)
    return show(
        request,
        "organisation.html",
        language,
        said=said,
        error=error,
        typed=NOTHING | typed,
        organisation=organisation,
        region=session.get(Region, organisation.region_code) if organisation.region_code else None,
        roles=list(Role),
        can_mail=mail.is_set_up(request.app.state.settings),
        **_of_visitor(session, organisation, visitor),
    )


def _found(session: Session, region_code: str, caller: Caller) -> Organisation:
    governed = regions.get(session, region_code)
    if governed.kind not in ("regency", "city"):
        raise NotFound(organisation_words.ONLY_REGENCIES)
    return organisations.create(
        session,
        f"Pemerintah {governed.name}",
        kind=Kind.REGION,
        region_code=governed.code,
        actor=caller.actor,
    )


def _list(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    page: PageAsked,
    *,
    said: str = "",
    error: RegistryError | None = None,
    region: str = "",
) -> Response:
    rows = organisations.known(session, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    return show(
        request,
        "organisations.html",
        language,
        said=said,
        error=error,
        items=[(one, session.get(Region, one.region_code) if one.region_code else None) for one in shown],
        next=write_cursor(shown[-1].id) if len(rows) > page.limit else None,
        first=page.after is None,
        visitor=visitor,
        typed={"region": region},
    )


def _page(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    number: int,
    *,
    said: str = "",
    error: RegistryError | None = None,
    **typed: str,
) -> Response:
    organisation = organisations.get(session, number)
    return show(
        request,
        "organisation.html",
        language,
        said=said,
        error=error,
        typed=NOTHING | typed,
        organisation=organisation,
        region=session.get(Region, organisation.region_code) if organisation.region_code else None,
        roles=list(Role),
        can_mail=mail.is_set_up(request.app.state.settings),
        **_of_visitor(session, organisation, visitor),
    )


def _found(session: Session, region_code: str, caller: Caller) -> Organisation:
    governed = regions.get(session, region_code)
    if governed.kind not in ("regency", "city"):
        raise NotFound(organisation_words.ONLY_REGENCIES)
    return organisations.create(
        session,
        f"Pemerintah {governed.name}",
        kind=Kind.REGION,
        region_code=governed.code,
        actor=caller.actor,
    )


def _list(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    page: PageAsked,
    *,
    said: str = "",
    error: RegistryError | None = None,
    region: str = "",
) -> Response:
    rows = organisations.known(session, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    return show(
        request,
        "organisations.html",
        language,
        said=said,
        error=error,
        items=[(one, session.get(Region, one.region_code) if one.region_code else None) for one in shown],
        next=write_cursor(shown[-1].id) if len(rows) > page.limit else None,
        first=page.after is None,
        visitor=visitor,
        typed={"region": region},
    )


def _page(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    number: int,
    *,
    said: str = "",
    error: RegistryError | None = None,
    **typed: str,
) -> Response:
    organisation = organisations.get(session, number)
    return show(
        request,
        "organisation.html",
        language,
        said=said,
        error=error,
        typed=NOTHING | typed,
        organisation=organisation,
        region=session.get(Region, organisation.region_code) if organisation.region_code else None,
        roles=list(Role),
        can_mail=mail.is_set_up(request.app.state.settings),
        **_of_visitor(session, organisation, visitor),
    )


def _of_visitor(session: Session, organisation: Organisation, visitor: Caller) -> dict[str, Any]:
    """Return what an organisation's page shows to this visitor alone."""
    manages = rights.allows(visitor, Right.MANAGE, memberships.thing(organisation))
    person = session.get(Person, visitor.person_id) if visitor.person_id else None
    sees = manages or memberships.may_see(visitor, organisation)
    return {
        "visitor": visitor,
        "manages": manages and organisation.closed_at is None,
        "held": memberships.role_of(session, organisation, person) if person else None,
        "members": memberships.members(session, organisation) if sees else [],
        "offers": transfers.waiting(session, organisation) if manages else [],
        "owned": transfers.owned(session, organisation) if manages else [],
        "domain": mail_domains.of(session, organisation) if person else None,
    }
