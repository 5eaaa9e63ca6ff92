"""Changes, for those who keep a copy of the catalog."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from livinglab.contract.changes import ChangePage
from registry.api import answers
from registry.dependencies import MOST, Reading
from registry.exchange import changes
from registry.protection.limited import LimitReading

router = APIRouter(prefix="/api/v1", tags=["changes"], dependencies=[LimitReading])


@router.get("/changes", response_model=ChangePage, responses=answers.problems())
def list_changes(
    session: Reading,
    after: Annotated[int, Query(ge=0, le=2**62, description="the serial after which to begin")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Response:
    """List public changes, oldest first, to follow along: ask again with `next` as `after`.

    While `more` is true there is more at once, also where a page is empty.
    """
    return answers.model(session, changes.page(session, after=after, limit=limit))
