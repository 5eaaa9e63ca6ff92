"""Pages of organisations: the list, one with its people, and what its managers do there."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlmodel import Session

from registry import mail, regions
from registry.access import invitations, memberships, organisations, people, rights
from registry.access.callers import Caller, Role
from registry.access.organisations import Kind
from registry.access.rights import Right
from registry.database import Database
from registry.dependencies import (
    CurrentDatabase,
    CurrentSettings,
    Page,
    PageLanguage,
    Reading,
    Writing,
)
from registry.errors import NotFound, RegistryError
from registry.mail import Letter
from registry.protection.limited import LimitFounding, LimitMail
from registry.settings import Settings
from registry.tables import Organisation
from registry.website.organisations import words as organisation_words
from registry.website.organisations.shown import REFUSED, back, listed, page_of, refused
from registry.website.visitors import SignedIn, Visitor

router = APIRouter(prefix="/organisations", include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Line = Annotated[str, Form(max_length=300)]
Said = Annotated[str, Query(max_length=20)]


@router.get("")
def list_page(
    request: Request, session: Reading, visitor: Visitor, language: PageLanguage, page: Page, said: Said = ""
) -> Response:
    """List the organisations that are not closed."""
    return listed(request, session, visitor, language, page, said=said)


@router.post("", dependencies=[LimitFounding])
def found(
    request: Request, session: Writing, caller: SignedIn, language: PageLanguage, page: Page, region: Line
) -> Response:
    """Register the government of a regency or city, by its name and its domain alone."""
    try:
        made = _found(session, region.strip(), caller)
    except REFUSED as error:
        session.rollback()
        return listed(request, session, caller, language, page, error=error, region=region)
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
    return page_of(request, session, visitor, language, number, said=said)


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
    send(
        database,
        settings,
        made.letter,
        lambda session: invitations.take_back(session, made.person),
    )
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
