"""Errors as `application/problem+json` (RFC 9457), in the reader's language."""

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from livinglab.contract import FieldError, Problem
from livinglab.contract.open_catalog import OpenProblem
from livinglab.language import Language, Text
from registry.dependencies import LANGUAGE_COOKIE, language_of, page_language
from registry.errors import Invalid, RegistryError, TooMany, Unauthenticated
from registry.masking import masked

log = logging.getLogger("livinglab.registry")
TOO_MANY = 20  # field errors shown
FOR_PROGRAMS = ("/api/", "/archives/", "/dumps/", "/feeds/", "/v1/")
LONGEST_OPEN = 2048  # characters of a detail in the Open Catalog API
WRONG_FIELDS = Text(
    id="Sebagian isian tidak sah; lihat `errors`, perbaiki, lalu kirim lagi.",
    en="A part of the request is wrong; see `errors`, correct it and send it again.",
)
WRONG_ON_PAGE = Text(
    id="Sebagian alamat atau isian ini tidak sah: {}. Perbaiki, lalu coba lagi.",
    en="A part of this address or form is wrong: {}. Correct it and try again.",
)
# What the server itself says of a request, by status; others have the words of HTTP.
SAID = {
    400: (
        Text(id="Permintaan tidak terbaca", en="The request cannot be read"),
        Text(id="Muat ulang halamannya, lalu coba lagi.", en="Load the page again and try once more."),
    ),
    404: (
        Text(id="Halaman tidak ditemukan", en="Page not found"),
        Text(
            id="Alamat ini tidak ada. Daftar lengkap alamat ada di /docs.",
            en="There is nothing at this address. /docs lists all addresses.",
        ),
    ),
    405: (
        Text(id="Cara itu tidak dilayani", en="Method not allowed"),
        Text(
            id="Alamat ini ada, tetapi tidak melayani permintaan dengan cara itu.",
            en="This address exists, but does not answer to requests of that kind.",
        ),
    ),
}
NO_PAGE = Text(id="Di alamat ini tidak ada apa-apa.", en="There is nothing at this address.")
OUR_FAULT = Text(
    id="Terjadi kesalahan di sisi kami dan sudah dicatat. Coba lagi; bila berulang, beri tahu pengelola "
    "nomor kejadian ini.",
    en="Something failed on our side and is logged. Try again; if it happens again, tell the operator this "
    "incident's number.",
)


Page = Callable[[Request, int, str, str], Response]


def install(app: FastAPI, *, page: Page) -> None:
    """Answer every error of `app` as a problem, or as a `page` where a browser asked for one."""
    app.state.error_page = page
    app.add_exception_handler(RegistryError, _registry_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(Exception, _unforeseen)


def problem(
    request: Request, status: int, title: str, detail: str, errors: list[FieldError] | None = None
) -> Response:
    """Return one problem as an answer: JSON for programs, a page for people."""
    if _wants_page(request):
        shown: Response = request.app.state.error_page(request, status, title, detail)
        return shown
    path = masked(request.url.path)
    body: BaseModel = Problem(title=title, status=status, detail=detail, instance=path, errors=errors or [])
    if path.startswith("/v1/"):
        body = _open_problem(title, status, detail, errors or [])
    headers = {"Content-Language": _language(request), "Cache-Control": "no-store"}
    return Response(body.model_dump_json(), status, headers, media_type="application/problem+json")


def _wants_page(request: Request) -> bool:
    accepts = "text/html" in request.headers.get("accept", "")
    return accepts and not request.url.path.startswith(FOR_PROGRAMS)


def _open_problem(title: str, status: int, detail: str, errors: list[FieldError]) -> OpenProblem:
    """Return the shape that the Open Catalog API has, which names parts of a request within the detail."""
    named = [f"{one.field}: {one.message}" for one in errors if one.message != detail]
    return OpenProblem(title=title, status=status, detail=" ".join([detail, *named])[:LONGEST_OPEN])


def _language(request: Request) -> Language:
    preferred = request.headers.get("accept-language")
    if not _wants_page(request):
        return language_of(preferred)
    return page_language(preferred, request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE))


async def _registry_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RegistryError)  # noqa: S101 - Starlette types every handler by Exception
    return answered(request, error)


def refusal(app: FastAPI) -> Callable[[Request, RegistryError], Response]:
    """Return how `app` answers an error before any of its routes is asked."""

    def refuse(request: Request, error: RegistryError) -> Response:
        request.scope["app"] = app
        return answered(request, error)

    return refuse


def answered(request: Request, error: RegistryError) -> Response:
    """Return an error as an answer, in the reader's language."""
    language = _language(request)
    errors = None
    if isinstance(error, Invalid) and error.field:
        errors = [FieldError(field=error.field, message=error.text.to(language))]
    answer = problem(request, error.status, error.title.to(language), error.text.to(language), errors)
    if isinstance(error, Unauthenticated):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.seconds)
    if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = "GET, HEAD"
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = "5"
    return answer


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - Starlette types every handler by Exception
    language = _language(request)
    errors = [
        FieldError(
            field=".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]), message=one["msg"]
        )
        for one in error.errors()[:TOO_MANY]
    ]
    said = WRONG_FIELDS.to(language)
    if _wants_page(request):
        said = WRONG_ON_PAGE.to(language).format(", ".join(one.field for one in errors))
    return problem(request, 422, Invalid.title.to(language), said, errors)


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette types every handler by Exception
    phrase = HTTPStatus(error.status_code).phrase
    title, detail = SAID.get(error.status_code, (Text(phrase, phrase), Text(error.detail, error.detail)))
    if error.status_code == HTTPStatus.NOT_FOUND and _wants_page(request):
        detail = NO_PAGE
    language = _language(request)
    answer = problem(request, error.status_code, title.to(language), detail.to(language))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _unforeseen(request: Request, error: Exception) -> Response:
    incident, language = secrets.token_hex(4), _language(request)
    log.exception("unforeseen error %s at %s", incident, request.url.path, exc_info=error)
    said = f"{OUR_FAULT.to(language)} ({incident})"
    return problem(request, 500, RegistryError.title.to(language), said)
