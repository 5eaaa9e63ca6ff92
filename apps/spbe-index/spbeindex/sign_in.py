"""Signing in with the operator password, and out again."""

from time import time

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from spbeindex import pages, session
from spbeindex.forms import Form

router = APIRouter()


@router.get("/masuk")
def show(request: Request, to: str = "/") -> Response:
    """The form, or the reason why entry is closed."""
    return pages.form_page(request, "sign_in.html", to=_inside(to), problem=None)


@router.post("/masuk")
def enter(request: Request, fields: Form) -> Response:
    """A right password begins a new session."""
    expected = request.app.state.settings.operator_password
    to = _inside(fields.get("to", "/"))
    if not expected or not session.same(fields.get("password", ""), expected):
        problem = "Kata sandi salah." if expected else "Pengisian ditutup pada instalasi ini."
        return pages.form_page(request, "sign_in.html", status=403, to=to, problem=problem)
    return _with_session(request, to, operator=True)


@router.post("/keluar")
def leave(request: Request, _: Form) -> Response:
    """A new session without rights."""
    return _with_session(request, "/", operator=False)


def _with_session(request: Request, to: str, *, operator: bool) -> Response:
    request.state.session = session.begin(time(), operator=operator)
    response = RedirectResponse(to, status_code=303)
    pages.keep_session(request, response)
    return response


def _inside(to: str) -> str:
    """Only a path of this site; `//host` and `/\\host` would lead to another one."""
    return to if to.startswith("/") and to[1:2] not in {"/", "\\"} and to.isprintable() else "/"
