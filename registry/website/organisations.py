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
    PageLanguage,
    Reading,
    Writing,
    write_cursor,
)
from registry.errors import NotFound, RegistryError
from registry.mail import Letter
from registry.protection.limited import LimitFounding, LimitMail
from registry.settings import Settings
from registry.tables import Organisation, Person, Region
from registry.website import organisation_words
from registry.website.rendering import render
from registry.website.sign_in import go
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
    rows = organisations.known(session, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    items = [(one, session.get(Region, one.region_code) if one.region_code else None) for one in shown]
    following = write_cursor(shown[-1].id) if len(rows) > page.limit else None
    values = {"items": items, "next": following, "first": page.after is None, "visitor": visitor}
    return show(request, "organisations.html", language, said=said, **values)


@router.post("", dependencies=[LimitFounding])
def found(request: Request, session: Writing, caller: SignedIn, region: Line) -> Response:
    """Register the government of a regency or city, by its name and its domain alone."""
    governed = regions.get(session, region.strip())
    if governed.kind not in ("regency", "city"):
        raise NotFound(organisation_words.WORDS["found_text"])
    made = organisations.create(
        session,
        f"Pemerintah {governed.name}",
        kind=Kind.REGION,
        region_code=governed.code,
        actor=caller.actor,
    )
    return back(request, made, "created")


@router.get("/{number}")
def organisation_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    settings: CurrentSettings,
    language: PageLanguage,
    number: Number,
    said: Said = "",
) -> Response:
    """Show one organisation: its facts to everybody, its people to its own."""
    organisation = organisations.get(session, number)
    return show(
        request,
        "organisation.html",
        language,
        said=said,
        organisation=organisation,
        region=session.get(Region, organisation.region_code) if organisation.region_code else None,
        roles=list(Role),
        can_mail=mail.is_set_up(settings),
        **_of_visitor(session, organisation, visitor),
    )


@router.post("/{number}/members", dependencies=[LimitMail])
def add_member(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    caller: SignedIn,
    number: Number,
    email: Line,
    role: Annotated[Role, Form()],
) -> Response:
    """Add somebody by their mail address; who has no account yet is sent a link."""
    entrance = settings.public_url if mail.is_set_up(settings) else None
    with database.write() as session:
        organisation = organisations.get(session, number)
        made = invitations.invite(session, organisation, email, role, caller=caller, entrance=entrance)
    if made.letter is None:
        return back(request, organisation, "added")
    send(database, settings, made.letter, lambda session: invitations.take_back(session, made.person))
    return back(request, organisation, "invited")


@router.post("/{number}/members/{person_number}")
def change_member(
    request: Request,
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
        return back(request, organisation, "removed")
    rights.require(caller, Right.MANAGE, memberships.thing(organisation))
    if memberships.role_of(session, organisation, person) is None:
        raise NotFound(memberships.NO_MEMBER)
    memberships.change(session, organisation, person, Role(role), caller=caller)
    return back(request, organisation, "changed")


@router.post("/{number}/leave")
def leave(request: Request, session: Writing, caller: SignedIn, number: Number) -> Response:
    """End one's own membership."""
    organisation = organisations.get(session, number)
    memberships.dismiss(session, organisation, people.get(session, caller.person_id or 0), caller=caller)
    return back(request, organisation, "removed")


def back(request: Request, organisation: Organisation, said: str) -> Response:
    """Lead back to an organisation's page, which says what was done."""
    return go(request, f"/organisations/{organisation.id}?said={said}")


def show(request: Request, template: str, language: Language, *, said: str = "", **values: Any) -> Response:
    """Return one of these pages; who is signed in sees more there, so no cache keeps it for others."""
    return render(
        request,
        template,
        language,
        say=organisation_words.words(language),
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
