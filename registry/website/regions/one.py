"""One region: a province, a regency or city, or a part of one that something was recorded of."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from registry.dependencies import PageLanguage, Reading
from registry.protection.limited import LimitReading
from registry.regions.lookup import look_up, standing_for
from registry.website.regions import part, province, regency
from registry.website.rendering import render
from registry.website.visitors import Visitor

router = APIRouter(include_in_schema=False)
GUESSES = 12
PAGES = {"province": province, "regency": regency, "city": regency, "district": part, "village": part}


@router.get("/regions/{code}", dependencies=[LimitReading])
def region_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    language: PageLanguage,
    code: Annotated[str, Path(max_length=100)],
) -> Response:
    """Show one region. A code in another form, or of a part that nobody recorded, leads to its page."""
    asked = code.replace("\0", " ")
    region = standing_for(session, asked)
    if region is None:
        guesses = look_up(session, asked, limit=GUESSES) if asked.strip() else []
        return render(request, "region_unknown.html", language, status=404, asked=asked, guesses=guesses)
    if region.code != code:
        return RedirectResponse(f"/regions/{region.code}", 303)
    page = PAGES[region.kind]
    values = page.values(session, region, visitor=visitor, language=language)
    return render(request, page.TEMPLATE, language, secret=visitor.is_known, region=region, **values)
