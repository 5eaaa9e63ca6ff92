"""The form of one aspect: a level, its evidence and a target for each indicator."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from spbeindex import assessments, database, forms, instrument, pages
from spbeindex.assessments import Assessment
from spbeindex.forms import Form, Operator
from spbeindex.instrument import Aspect, Indicator

router = APIRouter(dependencies=[Operator])
Number = Annotated[int, Path(ge=1, le=99)]
Year = Annotated[int, Path(ge=2000, le=2100)]
LEVELS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


@router.get("/aspek/{number}/{year}")
def show(request: Request, number: Number, year: Year) -> Response:
    """The form, filled with what was entered so far."""
    return _form(request, _found(number), year, fields=None, problems={}, status=200)


@router.post("/aspek/{number}/{year}")
def record(request: Request, number: Number, year: Year, fields: Form) -> Response:
    """Record the levels that were chosen, or show the form again with what is wrong."""
    aspect, problems = _found(number), {}
    known_year(year)
    entries = [_entry(indicator, fields, problems) for indicator in aspect.indicators]
    if problems:
        return _form(request, aspect, year, fields=fields, problems=problems, status=422)
    with database.writing(request.app.state.settings.database) as connection:
        assessments.open_year(connection, year)
        for indicator, level, evidence, target in entries:
            if level is not None:
                assessments.record_level(connection, year, indicator, level=level, evidence=evidence)
            assessments.record_target(connection, year, indicator, target)
    return RedirectResponse(f"/?year={year}#aspek-{number}", status_code=303)


def _entry(
    indicator: Indicator, fields: dict[str, str], problems: dict[str, str]
) -> tuple[int, int | None, str, int | None]:
    number = indicator.number
    level = _level(fields, f"level.{number}", problems)
    target = _level(fields, f"target.{number}", problems)
    evidence = forms.text(fields, f"evidence.{number}", problems, most=300)
    if evidence and level is None:
        problems.setdefault(f"level.{number}", "Pilih tingkat sebelum mengisi bukti.")
    if target is not None and level is not None and target < level:
        problems[f"target.{number}"] = "Target di bawah tingkat sekarang."
    return number, level, evidence, target


def _level(fields: dict[str, str], key: str, problems: dict[str, str]) -> int | None:
    given = fields.get(key, "")
    if given and given not in LEVELS:
        problems[key] = "Pilih tingkat 1 sampai 5."
    return LEVELS.get(given)


def known_year(year: int | None) -> int | None:
    """The instrument holds for its own years only; an index never crosses instruments."""
    years = instrument.load().years
    if year is not None and year not in years:
        raise pages.PageError(404, "Instrumen Permen PANRB 59/2020 tidak berlaku untuk tahun itu.")
    return year


def _found(number: int) -> Aspect:
    aspect = instrument.load().aspect(number)
    if aspect is None:
        raise pages.PageError(404, "Aspek tidak ditemukan.")
    return aspect


def _form(
    request: Request,
    aspect: Aspect,
    year: int,
    *,
    fields: dict[str, str] | None,
    problems: dict[str, str],
    status: int,
) -> Response:
    known_year(year)
    with database.reading(request.app.state.settings.database) as connection:
        found = assessments.of_year(connection, year)
    shown = _known(found) if fields is None else fields
    context = {"aspect": aspect, "year": year, "fields": shown, "problems": problems}
    return pages.form_page(request, "aspect.html", status=status, **context)


def _known(assessment: Assessment) -> dict[str, str]:
    """What is stored, as the form would send it."""
    levels = {f"level.{number}": str(level) for number, level in assessment.levels.items()}
    targets = {f"target.{number}": str(level) for number, level in assessment.targets.items()}
    evidence = {f"evidence.{number}": text for number, text in assessment.evidence.items()}
    return levels | targets | evidence
