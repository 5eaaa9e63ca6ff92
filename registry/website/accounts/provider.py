"""Signing in at the operator's identity provider: on the way there, and back."""

import logging
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from livinglab.language import Language
from registry.access import entering, second_factor
from registry.access.providers import arrivals, oidc
from registry.access.providers.oidc import Answer
from registry.access.providers.refusals import NotProved, NotUnderWay
from registry.access.providers.vouching import Identity
from registry.dependencies import CurrentDatabase, CurrentIssuers, CurrentKeys, CurrentSettings, PageLanguage
from registry.keys import Keys
from registry.protection.limited import LimitProvider
from registry.settings import Settings
from registry.website.accounts.returning import safe_path
from registry.website.accounts.sign_in import enter
from registry.website.rendering import render

router = APIRouter(prefix="/sign-in/provider", include_in_schema=False)
log = logging.getLogger("livinglab.registry")
Short = Annotated[str | None, Query(max_length=2000)]


@router.get("", dependencies=[LimitProvider])
def leave_for_provider(
    database: CurrentDatabase,
    settings: CurrentSettings,
    issuers: CurrentIssuers,
    return_to: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Send the browser to the identity provider, with a cookie by which it is known when it comes back."""
    found = oidc.metadata(issuers, settings)
    with database.write() as session:
        address, text = oidc.begin(session, found, settings, return_to=safe_path(return_to))
    answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    _set_cookie(answer, settings, text, seconds=int(oidc.LASTS.total_seconds()))
    return answer


@router.get("/callback", dependencies=[LimitProvider])
def come_back(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    issuers: CurrentIssuers,
    keys: CurrentKeys,
    language: PageLanguage,
    code: Annotated[str | None, Query(max_length=oidc.LONGEST_CODE)] = None,
    state: Short = None,
    error: Short = None,
    iss: Short = None,
) -> Response:
    """Take the provider's word for who this is, once, in the browser that asked for it."""
    text = request.cookies.get(cookie_name(settings))
    if not text:
        raise NotUnderWay
    with database.write() as session:
        expected = oidc.take(session, text)
    try:
        answer = Answer(code=code, state=state, error=error, issuer=iss)
        found = oidc.identify(issuers, settings, expected, answer)
    except NotProved as refusal:
        log.warning("a sign-in at the identity provider proves nothing: %s", refusal.why)
        raise
    with database.write() as session:
        entered = _enter(request, session, keys, found, language=language, goal=expected.return_to)
    _set_cookie(entered, settings, "", seconds=0)
    return entered


def _enter(
    request: Request, session: Session, keys: Keys, found: Identity, *, language: Language, goal: str
) -> Response:
    person = arrivals.arrive(session, found)
    if not found.proved and second_factor.is_set(person):
        return _code_form(request, language, entering.ticket(keys, person, goal))
    return enter(request, session, person, goal=goal, proved=found.proved)


def _code_form(request: Request, language: Language, ticket: str) -> Response:
    page = render(request, "sign_in_code.html", language, secret=True, error=None, ticket=ticket)
    page.headers["Cache-Control"] = "no-store"
    return page


def cookie_name(settings: Settings) -> str:
    """Return the name of the cookie that knows a browser again when the provider sends it back."""
    return "__Host-livinglab-provider" if _is_secure(settings) else "livinglab-provider"


def _is_secure(settings: Settings) -> bool:
    return settings.public_url.scheme == "https"


def _set_cookie(answer: Response, settings: Settings, text: str, *, seconds: int) -> None:
    # Lax, not Strict: the browser must bring it when the provider sends it back.
    answer.set_cookie(
        cookie_name(settings),
        text,
        max_age=seconds,
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )
