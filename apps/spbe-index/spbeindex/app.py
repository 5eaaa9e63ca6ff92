"""The application: its start, the result of one year, the download, and the health address."""

import os
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from spbeindex import (
    __version__,
    aspect_web,
    assessments,
    database,
    example,
    export,
    index,
    instrument,
    pages,
    sign_in,
)
from spbeindex.assessments import Assessment
from spbeindex.settings import Settings, read

Year = Annotated[int, Query(ge=2000, le=2100)]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The database is brought to the newest schema before the first request.

    Without settings they are read from the environment, so that any ASGI server starts it:
    `uvicorn --factory spbeindex.app:create_app`.
    """
    settings = settings or read(os.environ)
    database.migrate(settings.database)
    if settings.example_data:
        with database.writing(settings.database) as connection:
            example.add_when_empty(connection)
    app = FastAPI(title="Indeks SPBE", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    pages.install(app)
    app.mount("/static", StaticFiles(packages=[("spbeindex", "static")]))
    app.get("/health")(health)
    app.get("/")(result)
    app.get("/ekspor.csv")(exported)
    app.include_router(aspect_web.router)
    app.include_router(sign_in.router)
    return app


def health(request: Request) -> JSONResponse:
    """200 with `ok`, or 503 when the database does not answer."""
    good = database.healthy(request.app.state.settings.database)
    state = "ok" if good else "error"
    body = {"status": state, "version": __version__, "database": state}
    return JSONResponse(body, status_code=200 if good else 503)


def result(request: Request, year: Year | None = None) -> Response:
    """Index, predicate, domains, aspects and levels of one year."""
    chosen = aspect_web.known_year(year)
    with database.reading(request.app.state.settings.database) as connection:
        chosen = chosen or assessments.newest_year(connection) or instrument.load().years[-1]
        found = assessments.of_year(connection, chosen)
    return pages.page(
        request,
        "result.html",
        instrument=instrument.load(),
        assessment=found,
        index=index,
        total=index.of_region(instrument.load(), found.levels),
        hoped=_hoped(found),
    )


def _hoped(assessment: Assessment) -> object:
    """The index when every target is reached; None without targets."""
    return index.of_region(instrument.load(), assessment.hoped) if assessment.targets else None


def exported(request: Request, year: Year) -> Response:
    """All levels of one year as CSV."""
    aspect_web.known_year(year)
    with database.reading(request.app.state.settings.database) as connection:
        found = assessments.of_year(connection, year)
    language = pages.language_of(request)
    body = export.table(instrument.load(), found, language, pages.translator(language))
    name = f'attachment; filename="indeks-spbe-{year}.csv"'
    return Response(body, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
