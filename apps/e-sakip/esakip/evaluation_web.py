"""The evaluation worksheet (LKE): its overview and its form."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from esakip import database, evaluation, numbers, objectives, pages
from esakip.evaluation import Worksheet
from esakip.forms import Form, Operator

router = APIRouter(prefix="/evaluasi")
Number = Annotated[int, Path(ge=1, le=2**31)]
Year = Annotated[int, Path(ge=2000, le=2100)]
FULL = 10_000


@router.get("")
def overview(request: Request, year: Annotated[int | None, Query(ge=2000, le=2100)] = None) -> Response:
    """Points by component, total and predicate of every agency."""
    with database.reading(request.app.state.settings.database) as connection:
        years = objectives.years(connection)
        chosen = year or (years[0] if years else None)
        sheets = evaluation.of_year(connection, chosen) if chosen else []
        examples = objectives.has_examples(connection)
    context = {"years": years, "year": chosen, "sheets": sheets, "examples": examples}
    return pages.page(request, "evaluation.html", worksheet=evaluation, **context)


@router.get("/{number}/{year}", dependencies=[Operator])
def show(request: Request, number: Number, year: Year) -> Response:
    """The form, filled with the scores so far."""
    return _form(request, number, year, fields=None, problems={}, status=200)


@router.post("/{number}/{year}", dependencies=[Operator])
def record(request: Request, number: Number, year: Year, fields: Form) -> Response:
    """Record all twelve scores, or show the form again with what is wrong."""
    problems: dict[str, str] = {}
    scores = {field: _score(fields, field, problems) for field in evaluation.FIELDS}
    if problems:
        return _form(request, number, year, fields=fields, problems=problems, status=422)
    with database.writing(request.app.state.settings.database) as connection:
        sheet = _found(evaluation.find(connection, number, year))
        evaluation.record(connection, sheet, scores)
    return RedirectResponse(f"/evaluasi?year={year}", status_code=303)


def _score(fields: dict[str, str], field: str, problems: dict[str, str]) -> int:
    try:
        score = numbers.parse(fields.get(field, "")[:40], decimals=2)
    except numbers.NumberError as error:
        problems[field] = str(error)
        return 0
    if not 0 <= score <= FULL:
        problems[field] = "Isi 0 sampai 100."
    return score


def _found(sheet: Worksheet | None) -> Worksheet:
    if sheet is None:
        raise pages.PageError(404, "Perangkat daerah tidak ditemukan pada tahun itu.")
    return sheet


def _form(
    request: Request,
    number: int,
    year: int,
    *,
    fields: dict[str, str] | None,
    problems: dict[str, str],
    status: int,
) -> Response:
    with database.reading(request.app.state.settings.database) as connection:
        sheet = _found(evaluation.find(connection, number, year))
    known = {field: f"{score / 100:.2f}".replace(".", ",") for field, score in sheet.scores.items()}
    context = {"sheet": sheet, "fields": known if fields is None else fields, "problems": problems}
    return pages.form_page(request, "evaluation_form.html", status=status, worksheet=evaluation, **context)
