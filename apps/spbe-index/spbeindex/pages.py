"""Rendering: templates, the visitor's language, the safe headers of every answer."""

from collections.abc import Awaitable, Callable
from fractions import Fraction
from time import time
from typing import Any

import jinja2
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from spbeindex import __version__, numbers, session
from spbeindex.english import ENGLISH
from spbeindex.settings import Settings

LANGUAGES = ("id", "en")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}

_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("spbeindex"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class PageError(Exception):
    """Something a visitor is told in a sentence, with an HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def translator(language: str) -> Callable[[str], str]:
    """Indonesian is the text itself."""
    return (lambda text: ENGLISH.get(text, text)) if language == "en" else (lambda text: text)


def language_of(request: Request) -> str:
    chosen = request.query_params.get("lang") or request.cookies.get("lang")
    return chosen if chosen in LANGUAGES else "id"


def page(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """One template as an answer, in the visitor's language."""
    settings, language = request.app.state.settings, language_of(request)

    def number(value: Fraction | None, least: int = 0, most: int = 3) -> str:
        return "–" if value is None else numbers.show(value, language, least=least, most=most)

    other = "en" if language == "id" else "id"
    text = _templates.get_template(name).render(
        _=translator(language),
        number=number,
        weight=lambda hundredths: number(Fraction(hundredths, 100), 2, 2),
        language=language,
        other_language=request.url.include_query_params(lang=other).query,
        settings=settings,
        signed_in=request.state.session.operator,
        token=session.token(request.state.session, settings.secret_key),
        version=__version__,
        path=request.url.path,
        **context,
    )
    return HTMLResponse(text, status_code=status)


def install(app: FastAPI) -> None:
    """Headers, cookies and errors for all routes of the app."""
    app.middleware("http")(_around)
    app.exception_handler(PageError)(_page_error)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_wrong_address)


def form_page(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page with a form: the browser gets the session that the form's token belongs to."""
    response = page(request, name, status=status, **context)
    keep_session(request, response)
    return response


def keep_session(request: Request, response: Response) -> None:
    settings = request.app.state.settings
    _keep(settings, response, session.COOKIE, session.seal(request.state.session, settings.secret_key))


def _keep(settings: Settings, response: Response, key: str, value: str) -> None:
    response.set_cookie(key, value, httponly=True, samesite="strict", secure=settings.secure_cookies)


async def _around(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    settings = request.app.state.settings
    known = session.unseal(request.cookies.get(session.COOKIE, ""), settings.secret_key, time())
    request.state.session = known or session.begin(time(), operator=False)
    response = await answer(request)
    response.headers.update(HEADERS)
    if request.query_params.get("lang") in LANGUAGES:
        _keep(settings, response, "lang", request.query_params["lang"])
    return response


def _page_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, PageError):
        raise error
    return page(request, "error.html", status=error.status, message=error.message, code=error.status)


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = "Halaman tidak ditemukan." if status == 404 else "Permintaan tidak dapat dilayani."
    return page(request, "error.html", status=status, message=message, code=status)


def _wrong_address(request: Request, _: Exception) -> Response:
    return page(request, "error.html", status=400, message="Alamat halaman tidak benar.", code=400)
