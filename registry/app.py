"""The service as an ASGI application: faces, features and the resources they share."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from livinglab import __version__
from registry.access import uses
from registry.access.frequent import Frequent
from registry.access.limits import Limits
from registry.access.networks import Proxies
from registry.access.providers.discovery import Issuers
from registry.access.uses import Uses
from registry.adoption import fetches
from registry.adoption.fetches import Fetches
from registry.api import (
    account,
    adoptions,
    agreements,
    applications,
    archives,
    changes,
    described,
    description,
    experiences,
    exports,
    feeds,
    index,
    indicators,
    journal,
    materials,
    moderation,
    open_catalog,
    operations,
    organisations,
    overrides,
    pipelines,
    problems,
    publishers,
    regions,
    sign_in,
    spbe_index,
    statistics,
    submissions,
    webhooks,
)
from registry.api.freshness import freshness
from registry.api.limits import BodyLimit
from registry.api.ready import ReadyAnswers
from registry.api.unknown import KnownParameters
from registry.catalog import shelves
from registry.catalog.index import Keeper
from registry.catalog.search import Search
from registry.catalog.store import open_store
from registry.database import Database, open_database
from registry.errors import RegistryError
from registry.exchange.dump.shelf import open_dumps
from registry.keys import open_keys
from registry.protection import limited
from registry.protection.guard import Guard
from registry.protection.rate_headers import RateHeaders
from registry.settings import Settings
from registry.website import api_page, assets, donors, rendering
from registry.website import indicators as indicator_pages
from registry.website import pictures as picture_files
from registry.website.accounts import account as account_pages
from registry.website.accounts import devices as device_pages
from registry.website.accounts import provider
from registry.website.accounts import sign_in as sign_in_pages
from registry.website.accounts import tokens as token_pages
from registry.website.application import pages as application_pages
from registry.website.badges import pages as badges
from registry.website.catalog import compare as compare_page
from registry.website.catalog import home
from registry.website.catalog import page as catalog_page
from registry.website.cookies import SessionCookie
from registry.website.guide import about
from registry.website.guide import pages as guide
from registry.website.materials import pages as material_pages
from registry.website.moderation import pages as moderation_pages
from registry.website.organisations import pages as organisation_pages
from registry.website.organisations import proofs as organisation_proofs
from registry.website.organisations import transfers as organisation_transfers
from registry.website.regions import country as regions_page
from registry.website.regions import one as region_page
from registry.website.sitemap import pages as sitemap
from registry.website.statistics import pages as statistics_pages
from registry.website.submissions import pages as submitting

log = logging.getLogger("livinglab.registry")
COUNTED_EVERY = 2.0  # seconds between two batches of fetch counts


FACES = (
    account,
    adoptions,
    agreements,
    sign_in,
    applications,
    moderation,
    open_catalog,
    organisations,
    overrides,
    pipelines,
    spbe_index,
    publishers,
    regions,
    statistics,
    submissions,
    webhooks,
    indicators,
    materials,
    archives,
    changes,
    described,
    description,
    experiences,
    exports,
    feeds,
    index,
    journal,
    assets,
    home,
    catalog_page,
    compare_page,
    application_pages,
    sign_in_pages,
    provider,
    account_pages,
    moderation_pages,
    device_pages,
    token_pages,
    organisation_proofs,
    organisation_pages,
    organisation_transfers,
    donors,
    region_page,
    regions_page,
    indicator_pages,
    material_pages,
    picture_files,
    about,
    api_page,
    badges,
    guide,
    sitemap,
    statistics_pages,
    submitting,
)


def _routes() -> list[BaseRoute]:
    """Put the faces together, once for all apps: what routes depend on is worked out at a first request."""
    whole = APIRouter(generate_unique_id_function=operations.name, dependencies=[KnownParameters])
    for face in FACES:
        _answer_head(face.router)
        whole.include_router(face.router)
    return whole.routes


def _answer_head(router: APIRouter) -> None:
    """Let a page answer HEAD as it does GET; servers leave the body out. The API has `api.ready` for it."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.methods == {"GET"} and not route.include_in_schema:
            route.methods = {"GET", "HEAD"}


_ROUTES = _routes()


def create_app(settings: Settings) -> ASGIApp:
    """Return the service for these settings. Nothing is opened before it starts up."""
    database = open_database(settings)
    fresh = freshness(database)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.search.start()
        async with _background(app):
            yield
        app.state.search.close()
        app.state.issuers.close()
        fresh.close()
        database.close()

    app = FastAPI(
        title="livinglab",
        version=__version__,
        summary="The catalog of software that Indonesia's regions share",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # registry.api.description
        redirect_slashes=False,  # such a redirect is built from the Host header
    )
    _share(app, settings, database)
    app.add_middleware(SessionCookie, database=database, settings=settings)
    problems.install(app, page=rendering.error_page)
    app.router.routes.extend(_ROUTES)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return Guard(ReadyAnswers(RateHeaders(BodyLimit(app)), fresh), settings, problems.refusal(app))


def _share(app: FastAPI, settings: Settings, database: Database) -> None:
    """Give the routes what one process has once; `dependencies` hands it out."""
    state = app.state
    state.settings, state.database = settings, database
    state.store, state.keys = open_store(settings), open_keys(settings)
    state.dumps = open_dumps(settings)
    state.assets = assets.Assets(settings.token_sheet)
    state.search = Search(database, settings)
    state.issuers = Issuers()
    state.fetches, state.uses = Fetches(state.keys), Uses()
    state.limits = Limits(database, state.keys)
    state.frequent = Frequent(database, state.limits)
    state.proxies = Proxies(settings.proxies)


@asynccontextmanager
async def _background(app: FastAPI) -> AsyncIterator[None]:
    """Do beside the requests what nobody waits for: count, sign, move files, forget tries that are past."""
    state, database = app.state, app.state.database
    keeper = Keeper(database, state.settings)
    keeper.start()
    tasks = [
        asyncio.create_task(limited.upkeep(state.limits, state.frequent)),
        asyncio.create_task(_count(database, state.fetches, state.uses)),
    ]
    with shelves.carrying(database, state.store):
        yield
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await asyncio.to_thread(_write_counted, database, state.fetches, state.uses)
    await asyncio.to_thread(keeper.close)


def _document(app: FastAPI) -> dict[str, Any]:
    if not app.openapi_schema:
        routers = [face.router for face in FACES]
        app.openapi_schema = description.describe(app, routers, app.state.settings)
    return app.openapi_schema


async def _count(database: Database, waiting: Fetches, used: Uses) -> None:
    while True:
        await asyncio.sleep(COUNTED_EVERY)
        await asyncio.to_thread(_write_counted, database, waiting, used)


def _write_counted(database: Database, waiting: Fetches, used: Uses) -> None:
    _write(database, waiting, fetches.write, "fetch counts wait for the database")
    _write(database, used, uses.write, "the last uses of tokens wait for the database")


def _write(
    database: Database, waiting: Fetches | Uses, write: Callable[[Session, Any], None], delayed: str
) -> None:
    taken: Any = waiting.take()
    if not taken:
        return
    try:
        with database.write() as session:
            write(session, taken)
    except RegistryError:
        waiting.put_back(taken)  # the database is away; the next batch takes these along
        log.warning(delayed)
