"""What the pages of organisations show, and with what a form that was refused comes back."""

from typing import Any

from fastapi import Request, Response
from sqlmodel import Session

from livinglab.language import Language
from registry import mail
from registry.access import mail_domains, memberships, organisations, rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right
from registry.catalog import transfers
from registry.dependencies import PageAsked, write_cursor
from registry.errors import Conflict, Invalid, NotFound, RegistryError
from registry.tables import Organisation, Person, Region
from registry.website import visitors
from registry.website.accounts import words as account_words
from registry.website.accounts.sign_in import go
from registry.website.organisations import words as organisation_words
from registry.website.rendering import render

REFUSED = (Invalid, Conflict, NotFound)  # what whoever wrote a form can mend there
NOTHING = {"email": "", "role": "reader", "application": "", "to": "", "offer": "", "url": ""}


def listed(
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
    """Return the list of those that are not closed; `region` is what was written into its form."""
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


def page_of(
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
    """Return one organisation's page: its facts to everybody, its people to its own."""
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
    return page_of(request, session, visitor, language, number, error=error, **typed)


def back(organisation: Organisation, said: str) -> Response:
    """Lead back to an organisation's page, which says what was done."""
    return go(f"/organisations/{organisation.id}?said={said}")


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
