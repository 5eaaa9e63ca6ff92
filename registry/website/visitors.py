"""Who visits the website: what its routes may ask for."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from livinglab.language import Text
from registry.access import people
from registry.access.callers import Caller
from registry.dependencies import Reading
from registry.errors import Unauthenticated
from registry.tables import Person
from registry.website.cookies import visit_of

SIGN_IN = "/sign-in"
LANGUAGES = ("id", "en")
FIRST = Text(
    id="Anda belum masuk, atau sudah terlalu lama tidak aktif. Masuklah, lalu kirim lagi.",
    en="You are not signed in, or were away for too long. Sign in and send it again.",
)


class NotSignedIn(Unauthenticated):
    """Nobody is signed in where somebody must be."""

    title = Text(id="Anda belum masuk", en="You are not signed in")


async def _visitor(request: Request) -> Caller:
    visit = visit_of(request.state)
    if visit.trouble is not None:
        raise visit.trouble
    return visit.caller


Visitor = Annotated[Caller, Depends(_visitor)]


async def _signed_in(request: Request, caller: Visitor) -> Caller:
    """Let people pass; send others to sign in first, or refuse what cannot be repeated from there."""
    if caller.person_id is not None:
        return caller
    if request.method not in ("GET", "HEAD"):
        raise NotSignedIn(FIRST)
    query = f"?{request.url.query}" if request.url.query else ""
    there = with_return(SIGN_IN, f"{request.url.path}{query}")
    raise HTTPException(303, headers={"Location": in_same_language(request, there)})


SignedIn = Annotated[Caller, Depends(_signed_in)]


def _person(session: Reading, caller: SignedIn) -> Person:
    return people.get(session, caller.person_id or 0)


CurrentPerson = Annotated[Person, Depends(_person)]


def remember(request: Request, text: str) -> None:
    """Send the text of a session that has just begun or changed, unless the request fails."""
    visit_of(request.state).new_text = text


def forget(request: Request) -> None:
    """Let the browser forget its session."""
    visit_of(request.state).new_text = ""


def caller_of(request: Request) -> Caller:
    """Return who visits, for what is no dependency."""
    return visit_of(request.state).caller


def with_return(path: str, goal: str) -> str:
    """Return the address of a page that leads on to `goal` afterwards."""
    return f"{path}?{urlencode({'return_to': goal})}"


def in_same_language(request: Request, path: str) -> str:
    """Return an address of ours in the language that the present page was asked for by its own address."""
    asked = request.query_params.get("lang")
    if asked not in LANGUAGES or "lang=" in path:
        return path
    return f"{path}{'&' if '?' in path else '?'}lang={asked}"
