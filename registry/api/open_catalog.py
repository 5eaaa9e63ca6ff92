"""The Open Catalog API 1.0, read-only: what other catalogs' clients, crawlers and pages already speak."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import text

from livinglab.contract.open_catalog import (
    AnalysisOf,
    Catalog,
    Listing,
    Log,
    OpenProblem,
    Publisher,
    Software,
)
from livinglab.language import Text
from registry.api import answers
from registry.dependencies import CurrentSettings, Reading
from registry.errors import NotFound, RegistryError
from registry.exchange.open_catalog import analysis, catalogs, cursors, logs, publishers, software
from registry.exchange.open_catalog.cursors import Window

PREFIX = "/v1"
LONGEST = 255
TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})  # what the API's first server takes for true
# What a description says of parameters that this reads by itself, in order to answer as that server does.
NUMBER: dict[str, Any] = {"pattern": r"^(\+?[1-9][0-9]{0,17})?$"}
MOMENT: dict[str, Any] = {"format": "date-time"}
CHANGING = ["POST", "PUT", "PATCH", "DELETE"]

router = APIRouter(prefix=PREFIX, tags=["open catalog"])
_PROBLEM = {"application/problem+json": {"schema": OpenProblem.model_json_schema()}}


class ReadOnly(RegistryError):
    """The request would change something through an API that is only for reading."""

    status = 405
    title = Text(id="Hanya untuk dibaca", en="Read only")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="/v1 hanya untuk dibaca. Ajukan aplikasi lewat POST /api/v1/submissions (lihat /docs).",
                en="/v1 is only for reading. Submit applications by POST /api/v1/submissions (see /docs).",
            )
        )


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {
        status: {"description": answers.MEANINGS[status], "content": _PROBLEM}
        for status in sorted({422, 503, *statuses})
    }


def _window(
    request: Request,
    _size: Annotated[
        str,
        Query(
            alias=cursors.SIZE,
            max_length=LONGEST,
            description="1 to 100; 25 if absent",
            json_schema_extra=NUMBER,
        ),
    ] = "",
    _before: Annotated[
        str, Query(alias=cursors.BEFORE, max_length=LONGEST, description="the page before this cursor")
    ] = "",
    _after: Annotated[
        str, Query(alias=cursors.AFTER, max_length=LONGEST, description="the page after this cursor")
    ] = "",
) -> Window:
    return cursors.window(dict(request.query_params))


def _since(
    since: Annotated[
        str,
        Query(
            alias="from",
            max_length=LONGEST,
            description="only what is newer (RFC 3339)",
            json_schema_extra=MOMENT,
        ),
    ] = "",
) -> datetime | None:
    return cursors.moment(since, "from")


def _until(
    until: Annotated[
        str,
        Query(
            alias="to",
            max_length=LONGEST,
            description="only what is older (RFC 3339)",
            json_schema_extra=MOMENT,
        ),
    ] = "",
) -> datetime | None:
    return cursors.moment(until, "to")


def _retired(
    every: Annotated[
        str, Query(alias="all", max_length=LONGEST, description="`true`: also what is retired")
    ] = "",
) -> bool:
    return every in TRUE


Asked = Annotated[Window, Depends(_window)]
Since = Annotated[datetime | None, Depends(_since)]
Until = Annotated[datetime | None, Depends(_until)]
Retired = Annotated[bool, Depends(_retired)]
Url = Annotated[str, Query(max_length=LONGEST, description="the repository's address")]


@router.get("/status", status_code=204, responses=_problems())
def get_status(session: Reading) -> Response:
    """Say that the catalog can be read."""
    session.execute(text("SELECT 1"))
    return Response(status_code=204, headers={"Cache-Control": "no-cache"})


@router.get("/software", response_model=Listing[Software], responses=_problems())
def list_software(
    session: Reading,
    window: Asked,
    retired: Retired,
    since: Since,
    until: Until,
    url: Url = "",
) -> Response:
    """List the applications whose source is public, in the order in which they came."""
    wanted = software.Wanted(retired=retired, url=url or None, since=since, until=until)
    return answers.model(session, software.find(session, wanted, window))


@router.get("/software/{identity}", response_model=Software, responses=_problems(404))
def get_software(session: Reading, identity: str) -> Response:
    """Show one application, retired or not."""
    return answers.model(session, software.get(session, identity))


@router.get("/software/{identity}/logs", response_model=Listing[Log], responses=_problems(404))
def list_software_logs(
    session: Reading, identity: str, window: Asked, since: Since, until: Until
) -> Response:
    """List what was done to one application, newest first."""
    application = software.application(session, identity)
    found = logs.find(session, window, application=application, since=since, until=until)
    return answers.model(session, found)


@router.get("/software/{identity}/analysis", response_model=AnalysisOf, responses=_problems(404))
def get_software_analysis(session: Reading, identity: str) -> Response:
    """Tell how alive an application is today, and what the checks found at its newest release."""
    application = software.application(session, identity)
    return answers.of_today(analysis.analysis(session, application))


@router.get("/publishers", response_model=Listing[Publisher], responses=_problems())
def list_publishers(
    session: Reading, window: Asked, retired: Retired, since: Since, until: Until
) -> Response:
    """List who donates applications whose source is public."""
    wanted = publishers.Wanted(retired=retired, since=since, until=until)
    return answers.model(session, publishers.find(session, wanted, window))


@router.get("/publishers/{identity}", response_model=Publisher, responses=_problems(404))
def get_publisher(session: Reading, identity: str) -> Response:
    """Show one publisher and its repositories."""
    return answers.model(session, publishers.get(session, identity))


@router.get("/catalogs", response_model=Listing[Catalog], responses=_problems())
def list_catalogs(session: Reading, settings: CurrentSettings, window: Asked, _all: Retired) -> Response:
    """List this registry itself, then whence applications were imported."""
    return answers.model(session, catalogs.find(session, window, registry=settings.origin))


@router.get("/catalogs/{identity}", response_model=Catalog, responses=_problems(404))
def get_catalog(session: Reading, settings: CurrentSettings, identity: str) -> Response:
    """Show one catalog; `∅` is this registry itself."""
    return answers.model(session, catalogs.get(session, identity, registry=settings.origin))


@router.get("/catalogs/{identity}/software", response_model=Listing[Software], responses=_problems(404))
def list_catalog_software(
    session: Reading,
    identity: str,
    window: Asked,
    retired: Retired,
    since: Since,
    until: Until,
    url: Url = "",
) -> Response:
    """List the applications that came from one catalog."""
    number = catalogs.number_of(session, identity)
    wanted = software.Wanted(retired=retired, url=url or None, since=since, until=until, catalog=number)
    return answers.model(session, software.find(session, wanted, window))


@router.get("/catalogs/{identity}/publishers", response_model=Listing[Publisher], responses=_problems(404))
def list_catalog_publishers(
    session: Reading, identity: str, window: Asked, retired: Retired, since: Since, until: Until
) -> Response:
    """List the publishers whose first application came from one catalog."""
    number = catalogs.number_of(session, identity)
    wanted = publishers.Wanted(retired=retired, since=since, until=until, catalog=number)
    return answers.model(session, publishers.find(session, wanted, window))


@router.get("/catalogs/{identity}/analysis", response_model=AnalysisOf, responses=_problems(404))
def get_catalog_analysis(session: Reading, identity: str) -> Response:
    """Tell what is known of a catalog itself: nothing yet."""
    catalogs.number_of(session, identity)
    return answers.ready(session, "{}")


@router.get("/logs", response_model=Listing[Log], responses=_problems())
def list_logs(
    session: Reading,
    window: Asked,
    since: Since,
    until: Until,
    search: Annotated[str, Query(max_length=LONGEST, description="part of the message")] = "",
) -> Response:
    """List what was done to applications whose source is public, newest first."""
    return answers.model(session, logs.find(session, window, words=search, since=since, until=until))


@router.api_route("/{_rest:path}", methods=CHANGING, include_in_schema=False)
def refuse_change() -> Response:
    """Refuse to change anything."""
    raise ReadOnly


@router.get("/{_rest:path}", include_in_schema=False)
def get_nothing() -> Response:
    """Refuse what is not there."""
    raise NotFound(
        Text(id="Alamat ini tidak ada di Open Catalog API.", en="The Open Catalog API has no such address.")
    )
