"""The page on which a person lets a command line in, or turns it away."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlmodel import Session

from livinglab.language import Language
from registry.access import devices, limits
from registry.access.callers import Caller, Scope
from registry.dependencies import CurrentLimits, Network, PageLanguage, Reading, Writing
from registry.errors import RegistryError
from registry.protection.limited import LimitDeviceCode
from registry.tables import Device
from registry.website.accounts import token_words
from registry.website.accounts import words as account_words
from registry.website.accounts.choices import Number, Scopes, choices, read_number, read_scopes
from registry.website.accounts.sign_in import go
from registry.website.delivery import PRIVATE
from registry.website.rendering import render
from registry.website.visitors import SignedIn

router = APIRouter(prefix="/device", include_in_schema=False)
Code = Annotated[str, Form(max_length=40)]


def _guess(
    counted: CurrentLimits, network: Network, code: Annotated[str, Query(include_in_schema=False)] = ""
) -> None:
    """Count who looks at a code; the empty form costs nothing."""
    if code:
        counted.take((limits.DEVICE_CODE, network))


@router.get("", dependencies=[Depends(_guess)])
def device_page(
    request: Request,
    session: Reading,
    caller: SignedIn,
    language: PageLanguage,
    code: Annotated[str, Query(max_length=40)] = "",
    done: Annotated[Literal["approved", "denied", ""], Query()] = "",
) -> Response:
    """Ask for a code; with one, show who asks for what."""
    if not code:
        return _page(request, "device.html", language, code=code, done=done)
    try:
        return _question(request, session, language, caller, devices.find(session, code))
    except RegistryError as error:
        return _page(request, "device.html", language, code=code, done="", error=error)


@router.post("", dependencies=[LimitDeviceCode])
def decide(
    request: Request,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    decision: Annotated[Literal["approve", "deny"], Form()],
    code: Code = "",
    organisation: Number = "",
    scope: Scopes = [],  # noqa: B006 - FastAPI copies a default
) -> Response:
    """Let a command line in, or turn it away for good."""
    if decision == "deny":
        devices.deny(session, code, caller=caller)
        return go("/device?done=denied")
    device = devices.find(session, code)
    try:
        scopes, number = read_scopes(scope), read_number(organisation)
        devices.approve(session, code, caller=caller, scopes=scopes, organisation_id=number)
    except RegistryError as error:
        return _question(request, session, language, caller, device, error=error)
    return go("/device?done=approved")


def _question(
    request: Request,
    session: Session,
    language: Language,
    caller: Caller,
    device: Device,
    *,
    error: RegistryError | None = None,
) -> Response:
    return _page(
        request,
        "device_question.html",
        language,
        error=error,
        device=device,
        asked=[scope for scope in Scope if scope in devices.scopes_of(device)],
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
