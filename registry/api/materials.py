"""Manuals, training, sessions and services: of one application, over all of them, and as a calendar."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import materials as wire
from livinglab.contract.materials import MaterialKind
from livinglab.language import Language, Text
from registry import clock
from registry.api import answers, tables
from registry.api.idempotency import idempotent
from registry.api.sheets import AsSheet
from registry.catalog import applications, moderation
from registry.catalog.materials import calendar, reading, recording
from registry.catalog.materials.reading import MaterialFilters
from registry.dependencies import (
    CurrentCaller,
    CurrentSettings,
    FoundApplication,
    KnownCaller,
    Page,
    PageLanguage,
    Reading,
    Slug,
    Writing,
    write_cursor,
)
from registry.errors import Invalid, NotFound
from registry.protection.limited import LimitReading, LimitRecord
from registry.settings import Settings

router = APIRouter(tags=["materials"])
OF_APPLICATION = "/api/v1/applications/{slug}/materials"
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Kind = Annotated[MaterialKind | None, Query(description="of this kind alone")]
From = Annotated[
    date | None,
    Query(alias="from", description="sessions that last to this day or beyond", examples=["2026-11-22"]),
]
Until = Annotated[date | None, Query(description="sessions that begin on this day at the latest")]
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}
}
COMING = Text(id="Sesi pelatihan mendatang", en="Coming training sessions")


@router.get(
    OF_APPLICATION,
    response_model=wire.MaterialPage,
    responses={**answers.problems(401, 404), **tables.AS_TABLE},
)
def list_application_materials(
    request: Request,
    session: Reading,
    application: FoundApplication,
    page: Page,
    sheet: AsSheet,
    kind: Kind = None,
    first: From = None,
    until: Until = None,
) -> Response:
    """List what helps to use an application; sessions asked for alone come in the order of their days."""
    filters = MaterialFilters(kind=kind, coming_from=first, until=until)
    rows = reading.page_of(session, application, filters, after=page.after, limit=page.limit + 1)
    shown = list(rows[: page.limit])
    following = write_cursor(reading.key(shown[-1], filters)) if len(rows) > page.limit else None
    total = reading.count(session, filters, application=application)
    body = wire.MaterialPage(items=shown, next=following, total=total)
    answer = sheet.answer(f"{application.slug}-materials", body, wire.Material, shown)
    if sheet.is_csv:
        answer.headers.update(tables.following(request, following))
    return answer


@router.post(
    OF_APPLICATION,
    status_code=201,
    response_model=wire.Material,
    responses=answers.problems(401, 403, 404, 409, 413),
    dependencies=[LimitRecord],
)
@idempotent(201)
def create_material(
    session: Writing, caller: KnownCaller, slug: Slug, body: wire.MaterialRequest, response: Response
) -> wire.Material:
    """Record a manual, training material, a session or a service; who may publish it does, or a curator."""
    application = moderation.visible(session, slug, caller)
    made = recording.add(session, application, body, caller=caller)
    response.headers["Location"] = f"/api/v1/applications/{slug}/materials/{made.id}"
    return reading.show(session, made)


@router.get(
    f"{OF_APPLICATION}/{{number}}", response_model=wire.Material, responses=answers.problems(401, 404)
)
def get_material(
    session: Reading, application: FoundApplication, caller: CurrentCaller, number: Number
) -> Response:
    """Read one material; one that was removed is not there."""
    body = reading.show(session, reading.find(session, application, number))
    answer = answers.model(session, body)
    if caller.is_known:
        answer.headers["Cache-Control"] = answers.PRIVATE
    return answer


@router.put(
    f"{OF_APPLICATION}/{{number}}",
    response_model=wire.Material,
    responses=answers.problems(401, 403, 404, 409, 413),
    dependencies=[LimitRecord],
)
@idempotent(200)
def put_material(
    session: Writing, caller: KnownCaller, slug: Slug, number: Number, body: wire.MaterialRequest
) -> wire.Material:
    """Say anew what a material is, whole: what is left out is gone. Its kind stays."""
    application = moderation.visible(session, slug, caller)
    changed = recording.change(session, application, number, body, caller=caller)
    return reading.show(session, changed)


@router.delete(
    f"{OF_APPLICATION}/{{number}}",
    status_code=204,
    responses=answers.problems(401, 403, 404),
    dependencies=[LimitRecord],
)
@idempotent(204)
def delete_material(session: Writing, caller: KnownCaller, slug: Slug, number: Number) -> None:
    """Remove a material from all lists. The journal keeps that it was there."""
    recording.remove(session, moderation.visible(session, slug, caller), number, caller=caller)


@router.get(
    "/api/v1/materials",
    response_model=wire.MaterialsPage,
    responses={**answers.problems(401), **tables.AS_TABLE},
    dependencies=[LimitReading],
)
def list_materials(
    request: Request,
    session: Reading,
    page: Page,
    sheet: AsSheet,
    kind: Kind = None,
    application: Annotated[str | None, Query(pattern=contract.SLUG)] = None,
    first: From = None,
    until: Until = None,
) -> Response:
    """List materials of all listed applications, such as `kind=session&from=…`: the sessions to come."""
    if application is not None:
        _require_known(session, application)
    filters = MaterialFilters(application=application, kind=kind, coming_from=first, until=until)
    rows = reading.page(session, filters, after=page.after, limit=page.limit + 1)
    shown = list(rows[: page.limit])
    following = write_cursor(reading.key(shown[-1], filters)) if len(rows) > page.limit else None
    body = wire.MaterialsPage(items=shown, next=following, total=reading.count(session, filters))
    answer = sheet.answer("materials", body, wire.MaterialOfCatalog, shown)
    if sheet.is_csv:
        answer.headers.update(tables.following(request, following))
    return answer


@router.head("/feeds/sessions.ics", include_in_schema=False, dependencies=[LimitReading])
@router.get(
    "/feeds/sessions.ics",
    tags=["feeds"],
    response_class=Response,
    responses={**CALENDAR, **answers.problems()},
    dependencies=[LimitReading],
)
def get_sessions_calendar(
    request: Request, session: Reading, settings: CurrentSettings, language: PageLanguage
) -> Response:
    """Follow the coming sessions of all applications in a calendar (RFC 5545)."""
    filters = MaterialFilters(kind=MaterialKind.SESSION, coming_from=clock.date_in_jakarta())
    found = reading.page(session, filters, after=None, limit=calendar.MOST)
    return _calendar(request, settings, list(found), COMING.to(language), language)


@router.head("/feeds/applications/{slug}/sessions.ics", include_in_schema=False, dependencies=[LimitReading])
@router.get(
    "/feeds/applications/{slug}/sessions.ics",
    tags=["feeds"],
    response_class=Response,
    responses={**CALENDAR, **answers.problems(404)},
    dependencies=[LimitReading],
)
def get_application_calendar(
    request: Request, session: Reading, settings: CurrentSettings, slug: Slug, language: PageLanguage
) -> Response:
    """Follow the coming sessions of one application in a calendar."""
    application = applications.get(session, slug)
    filters = MaterialFilters(kind=MaterialKind.SESSION, coming_from=clock.date_in_jakarta())
    rows = reading.page_of(session, application, filters, after=None, limit=calendar.MOST)
    found = [wire.MaterialOfCatalog(**dict(row), application_name=application.name) for row in rows]
    return _calendar(request, settings, found, f"{application.name}: {COMING.to(language)}", language)


def _require_known(session: Session, slug: str) -> None:
    """Raise Invalid for an application that the catalog does not have: the filter is misspelt."""
    try:
        applications.get(session, slug)
    except NotFound as error:
        raise Invalid(error.text, field="application") from error


def _calendar(
    request: Request, settings: Settings, found: list[wire.MaterialOfCatalog], name: str, language: Language
) -> Response:
    """Answer with a calendar, which changes when a session does, or with the day."""
    body = calendar.written(found, name=name, origin=settings.origin, now=clock.now(), language=language)
    headers = {
        "ETag": answers.etag(body),
        "Cache-Control": answers.BRIEFLY,
        "Vary": "Accept-Language",
        "Content-Language": language,
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=calendar.TYPE)
