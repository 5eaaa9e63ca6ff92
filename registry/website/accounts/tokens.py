"""A person's own tokens: list, make, revoke."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from sqlmodel import Session

from livinglab.language import Language
from registry.access import accounts, token_requests, tokens
from registry.access.callers import Caller, Scope
from registry.access.token_requests import Wish
from registry.dependencies import PageLanguage, Reading, Writing
from registry.errors import RegistryError
from registry.website.accounts import token_words
from registry.website.accounts import words as account_words
from registry.website.accounts.choices import Number, Scopes, choices, read_number, read_scopes
from registry.website.accounts.sign_in import go
from registry.website.delivery import PRIVATE
from registry.website.rendering import render
from registry.website.visitors import SignedIn

router = APIRouter(prefix="/account/tokens", include_in_schema=False)
HERE = "/account/tokens"
NOTHING = {"name": "", "scope": (), "organisation": None, "application": "", "region": "", "days": "90"}
Line = Annotated[str, Form(max_length=200)]
TokenNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def tokens_page(request: Request, session: Reading, caller: SignedIn, language: PageLanguage) -> Response:
    """Show a person's valid tokens and the form for another."""
    return _list(request, session, language, caller, asked=NOTHING)


@router.post("")
def make_token(
    request: Request,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    name: Line = "",
    scope: Scopes = [],  # noqa: B006 - FastAPI copies a default
    organisation: Number = "",
    application: Line = "",
    region: Line = "",
    days: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Make a token and show its text, this once."""
    asked = {"name": name, "scope": scope, "organisation": organisation, "days": days}
    asked |= {"application": application, "region": region}
    try:
        wish = Wish(
            name=name,
            scopes=read_scopes(scope),
            organisation_id=read_number(organisation),
            application_slug=application.strip(),
            region_code=region.strip(),
            days=int(days) if days.isascii() and days.isdigit() else 0,
        )
        grant = token_requests.granted(session, caller, wish)
    except RegistryError as error:
        return _list(request, session, language, caller, asked=asked, error=error)
    token, text = tokens.create(session, grant, actor=caller.actor)
    return _page(request, "token_made.html", language, token=accounts.show_token(session, token), made=text)


@router.post("/{number}/revoke")
def revoke_token(session: Writing, caller: SignedIn, number: TokenNumber) -> Response:
    """End one of one's own tokens at once."""
    accounts.revoke(session, caller, number)
    return go(HERE)


def _list(
    request: Request,
    session: Session,
    language: Language,
    caller: Caller,
    *,
    asked: Mapping[str, Any],
    error: RegistryError | None = None,
) -> Response:
    rows = accounts.known(session, caller, limit=token_requests.MOST)
    return _page(
        request,
        "tokens.html",
        language,
        error=error,
        asked=asked,
        tokens=[accounts.show_token(session, row) for row in rows],
        scopes=list(Scope),
        choices=choices(session, caller),
    )


def _page(
    request: Request, template: str, language: Language, *, error: RegistryError | None = None, **values: Any
) -> Response:
    page = render(
        request,
        template,
        language,
        status=error.status if error else 200,
        secret=True,
        role_names=account_words.ROLES,
        scope_names=token_words.SCOPES,
        error=error,
        **values,
    )
    page.headers["Cache-Control"] = PRIVATE
    return page
