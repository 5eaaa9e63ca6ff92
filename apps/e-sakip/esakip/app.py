"""The application: its start, the overview of one year, and the health address."""

import os
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from esakip import (
    __version__,
    achievement,
    database,
    evaluation,
    evaluation_web,
    example,
    export,
    objectives,
    pages,
    realisation_web,
    sign_in,
)
from esakip.objectives import Agency, Indicator
from esakip.settings import Settings, read

Year = Annotated[int | None, Query(ge=2000, le=2100)]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The database is brought to the newest schema before the first request.

    Without settings they are read from the environment, so that any ASGI server starts it:
    `uvicorn --factory esakip.app:create_app`.
    """
    settings = settings or read(os.environ)
    database.migrate(settings.database)
    if settings.example_data:
        with database.writing(settings.database) as connection:
            example.add_when_empty(connection)
    app = FastAPI(title="e-SAKIP", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    pages.install(app)
    app.mount("/static", StaticFiles(packages=[("esakip", "static")]))
    app.get("/health")(health)
    app.get("/")(overview)
    app.get("/ekspor.csv")(exported)
    for part in (realisation_web, evaluation_web, sign_in):
        app.include_router(part.router)
    return app


def health(request: Request) -> JSONResponse:
    """200 with `ok`, or 503 when the database does not answer."""
    good = database.healthy(request.app.state.settings.database)
    state = "ok" if good else "error"
    body = {"status": state, "version": __version__, "database": state}
    return JSONResponse(body, status_code=200 if good else 503)


def overview(request: Request, year: Year = None) -> Response:
    """All indicators of one year by agency, with the predicate of the evaluation."""
    with database.reading(request.app.state.settings.database) as connection:
        years = objectives.years(connection)
        chosen = year or (years[0] if years else None)
        agencies = objectives.of_year(connection, chosen) if chosen else []
        sheets = evaluation.of_year(connection, chosen) if chosen else []
        examples = objectives.has_examples(connection)
    return pages.page(
        request,
        "overview.html",
        years=years,
        year=chosen,
        agencies=agencies,
        sheets={sheet.agency_id: sheet for sheet in sheets if sheet.complete},
        examples=examples,
        colour=colours(request.app.state.settings),
        count=count,
    )


def exported(request: Request, year: Annotated[int, Query(ge=2000, le=2100)]) -> Response:
    """The overview of one year as CSV."""
    with database.reading(request.app.state.settings.database) as connection:
        agencies = objectives.of_year(connection, year)
    language = pages.language_of(request)
    body = export.table(agencies, language, pages.translator(language))
    name = f'attachment; filename="e-sakip-{year}.csv"'
    return Response(body, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def colours(settings: Settings) -> Callable[[Indicator], str]:
    """The colour of an indicator by the thresholds of this installation."""
    green, yellow = settings.green_from, settings.yellow_from
    return lambda indicator: achievement.colour(indicator.percent, green_from=green, yellow_from=yellow)


def count(agency: Agency, colour: Callable[[Indicator], str]) -> dict[str, int]:
    """How many indicators of the agency have each colour."""
    found = [colour(indicator) for indicator in agency.indicators]
    return {name: found.count(name) for name in ("green", "yellow", "red", "grey")}
