"""The service as an ASGI application: faces, features and the resources they share."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.staticfiles import StaticFiles
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
    agreements,
    answers,
    applications,
    archives,
    description,
    index,
    journal,
    moderation,
    organisations,
    overrides,
    pipelines,
    problems,
    regions,
    sign_in,
    submissions,
)
from registry.api.freshness import freshness
from registry.api.limits import BodyLimit
from registry.api.ready import ReadyAnswers
from registry.catalog import shelves
from registry.catalog.index import Keeper
from registry.catalog.search import Search
from registry.catalog.store import open_store
from registry.database import Database, open_database
from registry.errors import RegistryError
from registry.keys import open_keys
from registry.protection import limited
from registry.protection.guard import Guard
from registry.settings import Settings
from registry.website import account as account_pages
from registry.website import devices as device_pages
from registry.website import moderation as moderation_pages
from registry.website import organisation_proofs, organisation_transfers, pages, provider, rendering
from registry.website import organisations as organisation_pages
from registry.website import sign_in as sign_in_pages
from registry.website import tokens as token_pages
from registry.website.cookies import SessionCookie

log = logging.getLogger("livinglab.registry")
COUNTED_EVERY = 2.0  # seconds between two batches of fetch counts


def create_app(settings: Settings) -> ASGIApp:
    """Return the service for these settings. Nothing is opened before it starts up."""
    database = open_database(settings)
    fresh = freshness(database)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.search.start()
        keeper = Keeper(database, settings)
        keeper.start()
        limiting = asyncio.create_task(limited.upkeep(app.state.limits, app.state.frequent))
        counting = asyncio.create_task(_count(database, app.state.fetches, app.state.uses))
        with shelves.carrying(database, app.state.store):
            yield
        limiting.cancel()
        counting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await counting
        with contextlib.suppress(asyncio.CancelledError):
            await limiting
        await asyncio.to_thread(_write_counts, database, app.state.fetches)
        await asyncio.to_thread(_write_uses, database, app.state.uses)
        await asyncio.to_thread(keeper.close)
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
    app.state.settings = settings
    app.state.database = database
    app.state.store = open_store(settings)
    app.state.keys = open_keys(settings)
    app.state.search = Search(database, settings)
    app.state.fetches = Fetches()
    app.state.issuers = Issuers()
    app.state.uses = Uses()
    app.state.limits = Limits(database, app.state.keys)
    app.state.frequent = Frequent(database, app.state.limits)
    app.state.proxies = Proxies(settings.proxies)
    app.add_middleware(SessionCookie, database=database, settings=settings)
    problems.install(app, page=rendering.error_page)
    for face in (
        account,
        agreements,
        sign_in,
        applications,
        moderation,
        organisations,
        overrides,
        pipelines,
        regions,
        submissions,
        archives,
        description,
        index,
        journal,
        pages,
        sign_in_pages,
        provider,
        account_pages,
        moderation_pages,
        device_pages,
        token_pages,
        organisation_proofs,
        organisation_pages,
        organisation_transfers,
    ):
        app.include_router(face.router)
    app.mount("/static", StaticFiles(directory=rendering.TEMPLATES / "static"), name="static")
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return Guard(ReadyAnswers(BodyLimit(app), fresh), settings, problems.refusal(app))


def _document(app: FastAPI) -> dict[str, Any]:
    if not app.openapi_schema:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            routes=app.routes,
            license_info=app.license_info,
        )
        app.openapi_schema = answers.describe_problems(made)
    return app.openapi_schema


async def _count(database: Database, waiting: Fetches, used: Uses) -> None:
    while True:
        await asyncio.sleep(COUNTED_EVERY)
        await asyncio.to_thread(_write_counts, database, waiting)
        await asyncio.to_thread(_write_uses, database, used)


def _write_counts(database: Database, waiting: Fetches) -> None:
    taken = waiting.take()
    if not taken:
        return
    try:
        with database.write() as session:
            fetches.write(session, taken)
    except RegistryError:
        waiting.put_back(taken)  # the database is away; the next batch takes these along
        log.warning("fetch counts wait for the database")


def _write_uses(database: Database, waiting: Uses) -> None:
    taken = waiting.take()
    if not taken:
        return
    try:
        with database.write() as session:
            uses.write(session, taken)
    except RegistryError:
        waiting.put_back(taken)
        log.warning("the last uses of tokens wait for the database")
