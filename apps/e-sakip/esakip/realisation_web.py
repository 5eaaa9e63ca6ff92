"""The form that records what an indicator reached in one year."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from esakip import database, forms, numbers, objectives, pages
from esakip.forms import Form, Operator
from esakip.objectives import Indicator

router = APIRouter(dependencies=[Operator])
Number = Annotated[int, Path(ge=1, le=2**31)]
Year = Annotated[int, Path(ge=2000, le=2100)]


@router.get("/indikator/{number}/{year}")
def show(request: Request, number: Number, year: Year) -> Response:
    """The empty form, with the entries so far below it."""
    return _form(request, number, year, fields={}, problems={}, status=200)


@router.post("/indikator/{number}/{year}")
def record(request: Request, number: Number, year: Year, fields: Form) -> Response:
    """Record the entry, or show the form again with what is wrong."""
    problems: dict[str, str] = {}
    value = _value(fields, problems)
    note = forms.text(fields, "note", problems, most=500)
    evidence = forms.text(fields, "evidence", problems, most=300)
    if value is None or problems:
        return _form(request, number, year, fields=fields, problems=problems, status=422)
    with database.writing(request.app.state.settings.database) as connection:
        found = _found(objectives.find(connection, number, year))
        objectives.record(connection, found, value=value, note=note, evidence=evidence)
    return RedirectResponse(f"/?year={year}#indikator-{number}", status_code=303)


def _value(fields: dict[str, str], problems: dict[str, str]) -> int | None:
    try:
        return numbers.parse(fields.get("value", "")[:40], decimals=3)
    except numbers.NumberError as error:
        problems["value"] = str(error)
        return None


def _found(indicator: Indicator | None) -> Indicator:
    if indicator is None:
        raise pages.PageError(404, "Indikator tidak ditemukan pada tahun itu.")
    return indicator


def _form(
    request: Request, number: int, year: int, *, fields: dict[str, str], problems: dict[str, str], status: int
) -> Response:
    with database.reading(request.app.state.settings.database) as connection:
        indicator = _found(objectives.find(connection, number, year))
        entries = objectives.history(connection, indicator)
    context = {"indicator": indicator, "history": entries, "fields": fields, "problems": problems}
    return pages.form_page(request, "realisation.html", status=status, **context)
