"""What a route may ask for: a session, the caller, a page, a found application."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Cookie, Depends, Header, Path, Query, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from livinglab.contract import SLUG
from livinglab.language import Language
from registry import journal
from registry.access import identity, limits, networks, rights
from registry.access.callers import Caller
from registry.access.limits import Limits
from registry.access.providers.discovery import Issuers
from registry.access.rights import Right
from registry.catalog import applications, moderation, shelves
from registry.catalog.search import Search
from registry.database import Database
from registry.errors import BadCursor, Unauthenticated
from registry.keys import Keys
from registry.settings import Settings
from registry.tables import Application, Release

LIMIT = 25
MOST = 100
LANGUAGE_COOKIE = "livinglab-language"


# `async`, where nothing waits: FastAPI would send a plain function to a thread and back.
async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _issuers(request: Request) -> Issuers:
    issuers: Issuers = request.app.state.issuers
    return issuers


async def _search(request: Request) -> Search:
    search: Search = request.app.state.search
    return search


async def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


async def _limits(request: Request) -> Limits:
    counted: Limits = request.app.state.limits
    return counted


def _network_of(request: Request) -> str:
    return networks.network(request.client.host if request.client else None)


async def _network(request: Request) -> str:
    return _network_of(request)


def _reading(database: Annotated[Database, Depends(_database)]) -> Iterator[Session]:
    with database.read() as session:
        yield session


def _writing(database: Annotated[Database, Depends(_database)]) -> Iterator[Session]:
    with database.write() as session:
        yield session


def _moving(request: Request, database: Annotated[Database, Depends(_database)]) -> Iterator[Session]:
    with database.write() as session:
        yield session
    # After the commit, before the answer; what fails now is tried again by others.
    shelves.carry_out(database, request.app.state.store)


async def _newest_serial(request: Request) -> int:
    """Return the journal's newest serial, as `api.ready` asked for it when the request came."""
    serial: int | None = getattr(request.state, "serial", None)
    return await run_in_threadpool(_read_serial, request) if serial is None else serial


def _read_serial(request: Request) -> int:
    database: Database = request.app.state.database
    with database.read() as session:
        return journal.serial(session)


NewestSerial = Annotated[int, Depends(_newest_serial)]
CurrentSettings = Annotated[Settings, Depends(_settings)]
CurrentIssuers = Annotated[Issuers, Depends(_issuers)]
# For routes that ask others over the network in between: no transaction may be open meanwhile.
CurrentDatabase = Annotated[Database, Depends(_database)]
CurrentKeys = Annotated[Keys, Depends(_keys)]
CurrentSearch = Annotated[Search, Depends(_search)]
CurrentLimits = Annotated[Limits, Depends(_limits)]
Network = Annotated[str, Depends(_network)]  # by which a visitor is counted
# scope="function": the commit comes before the answer, so a 201 is never sent for what was not kept.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
Moving = Annotated[Session, Depends(_moving, scope="function")]  # writes what changes the place of files


def language_of(accept_language: str | None) -> Language:
    """Return the reader's language: English where it is preferred, else Indonesian."""
    preferred = (accept_language or "").split(",")[0].strip().lower()
    return "en" if preferred.startswith("en") else "id"


async def _language(accept_language: Annotated[str | None, Header()] = None) -> Language:
    return language_of(accept_language)


def page_language(
    accept_language: Annotated[str | None, Header()] = None,
    lang: Annotated[str | None, Query()] = None,
    remembered: Annotated[str | None, Cookie(alias=LANGUAGE_COOKIE, include_in_schema=False)] = None,
) -> Language:
    """Return the language of a page: the address's, else the cookie's, else the browser's."""
    for chosen in (lang, remembered):
        if chosen in ("id", "en"):
            return cast("Language", chosen)
    return language_of(accept_language)


CurrentLanguage = Annotated[Language, Depends(_language)]
PageLanguage = Annotated[Language, Depends(page_language)]


def bearer(authorization: str | None) -> str | None:
    """Return the token of an Authorization header, None if it holds none."""
    scheme, _, text = (authorization or "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" and text.strip() else None


def _caller(
    request: Request, session: Reading, authorization: Annotated[str | None, Header()] = None
) -> Caller:
    try:
        caller = identity.by_token(session, bearer(authorization))
    except Unauthenticated:
        request.app.state.limits.take((limits.BAD_TOKEN, _network_of(request)))
        raise
    if caller.token_id is not None:
        request.app.state.uses.add(caller.token_id)
    return caller


CurrentCaller = Annotated[Caller, Depends(_caller)]


def _may(right: Right) -> Callable[[Caller], Caller]:
    """Make a dependency that lets only those pass who have a right that belongs to nobody's thing."""

    def may(caller: CurrentCaller) -> Caller:
        rights.require(caller, right)
        return caller

    return may


Curator = Annotated[Caller, Depends(_may(Right.CURATE))]
Auditor = Annotated[Caller, Depends(_may(Right.AUDIT))]


def _known(caller: CurrentCaller) -> Caller:
    if not caller.is_known:
        raise Unauthenticated(rights.NEEDED)
    return caller


KnownCaller = Annotated[Caller, Depends(_known)]


@dataclass(frozen=True)
class PageAsked:
    """Which page of a list is asked for; `cursor` is None on the first one."""

    cursor: str | None
    limit: int

    @property
    def after(self) -> Any:
        """The key of the last item before this page, None on the first. Raises BadCursor."""
        return read_cursor(self.cursor)

    def after_text(self) -> str:
        """Return the key as text, empty on the first page. Raises BadCursor."""
        after = self.after
        if after is not None and not isinstance(after, str):
            raise BadCursor
        return after or ""

    def after_number(self) -> int | None:
        """Return the key as a number, None on the first page. Raises BadCursor."""
        after = self.after
        if after is not None and (not isinstance(after, int) or abs(after) > 2**31 - 1):
            raise BadCursor
        return after


def write_cursor(key: Any) -> str:
    """Write the key of a page's last item as a cursor."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> Any:
    """Read a cursor. Raises BadCursor for one that we did not write."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        key = json.loads(text)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor from error
    if "\0" in str(key):
        raise BadCursor
    return key


async def _page(
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = LIMIT,
) -> PageAsked:
    return PageAsked(cursor, limit)


Page = Annotated[PageAsked, Depends(_page)]
Slug = Annotated[str, Path(pattern=SLUG)]
Version = Annotated[str, Path(max_length=128, pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_~-]*$")]


def _application(session: Reading, slug: Slug, caller: CurrentCaller) -> Application:
    return moderation.visible(session, slug, caller)


FoundApplication = Annotated[Application, Depends(_application)]


def _release(session: Reading, application: FoundApplication, version: Version) -> Release:
    return applications.release(session, application, version)


FoundRelease = Annotated[Release, Depends(_release)]
