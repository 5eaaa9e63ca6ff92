"""Regions of Indonesia."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from livinglab import contract
from registry import journal, regions
from registry.api import answers, tables
from registry.dependencies import Page, Reading
from registry.tables import Region

router = APIRouter(prefix="/api/v1", tags=["regions"])


@router.get(
    "/regions",
    response_model=contract.Page[contract.Region],
    responses={**answers.problems(), **tables.AS_TABLE},
)
def list_regions(
    request: Request,
    session: Reading,
    page: Page,
    form: tables.Format,
    words: Annotated[str, Query(alias="q", max_length=100, description="part of the name")] = "",
    kind: Literal["province", "regency", "city", "district", "village"] | None = None,
    parent: Annotated[str | None, Query(pattern=contract.REGION_CODE)] = None,
) -> Response:
    """List regions in the order of their codes."""
    rows = regions.find(
        session,
        words=words.replace("\0", " "),
        kind=kind,
        parent=parent,
        after=page.after_text(),
        limit=page.limit + 1,
    )
    shown = rows[: page.limit]
    following = shown[-1].code if len(rows) > page.limit else None
    if form == "csv":
        cells = (list(_show(row).model_dump().values()) for row in shown)
        serial = journal.serial(session)
        return tables.page(
            request, list(contract.Region.model_fields), cells, serial=serial, next_key=following
        )
    return answers.page(session, (_show(row).model_dump_json() for row in shown), next_key=following)


@router.get("/regions/{code}", response_model=contract.Region, responses=answers.problems(404))
def get_region(session: Reading, code: Annotated[str, Path(pattern=contract.REGION_CODE)]) -> Response:
    """Show one region."""
    return answers.model(session, _show(regions.get(session, code)))


def _show(region: Region) -> contract.Region:
    return contract.Region.model_validate(region.model_dump(exclude={"folded"}))
