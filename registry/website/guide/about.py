"""About the data: where each thing comes from, how fresh it is, and how it may be reused."""

from fastapi import APIRouter, Request, Response

from registry.dependencies import LANGUAGE_COOKIE, CurrentSettings, PageLanguage
from registry.website import cookies
from registry.website.accounts import provider
from registry.website.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/about")
def about_page(request: Request, settings: CurrentSettings, language: PageLanguage) -> Response:
    """Say where the data comes from, and what is kept of who reads it."""
    return render(
        request,
        "about.html",
        language,
        session_cookie=cookies.name(settings),
        language_cookie=LANGUAGE_COOKIE,
        provider_cookie=provider.cookie_name(settings) if settings.oidc_issuer else None,
    )
