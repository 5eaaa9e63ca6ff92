"""What a list of adoptions may be narrowed to, as the parameters of an address."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query

from livinglab import contract
from livinglab.contract.adoptions import Stage, State
from registry.adoption.filters import AdoptionFilters
from registry.adoption.tallies import RETAINED_YEARS

MONTH = r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$"
VERSION = r"^([0-9A-Za-z][0-9A-Za-z.+_~-]*)?$"

Application = Annotated[str | None, Query(pattern=contract.SLUG, description="its slug")]
Region = Annotated[
    str | None,
    Query(pattern=contract.REGION_CODE, description="a province takes in its regencies and all below"),
]
Cohort = Annotated[str | None, Query(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", description="its slug")]
Organisation = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="the number of who records")]
Step = Literal["interest", "request", "agreement", "handover", "installation", "in-use"]
StoppedAfter = Literal["none", "interest", "request", "agreement", "handover", "installation", "in-use"]
Month = Annotated[str | None, Query(pattern=MONTH, examples=["2026-11"])]
Years = Annotated[int | None, Query(ge=1, le=RETAINED_YEARS)]


def _filters(
    *,
    application: Application = None,
    region: Region = None,
    cohort: Cohort = None,
    organisation: Organisation = None,
    state: Annotated[State | None, Query(description="today, or on the day `on`")] = None,
    on: Annotated[date | None, Query(description="a day; alone: in any state on it")] = None,
    version: Annotated[
        str | None, Query(pattern=VERSION, max_length=128, description="in use; empty: not told")
    ] = None,
    stage: Annotated[Stage | None, Query(description="recorded this stage")] = None,
    stage_month: Month = None,
    step: Annotated[Step | None, Query(description="recorded this step of the funnel")] = None,
    through: Annotated[Step | None, Query(description="recorded this step or a later one")] = None,
    stopped_after: Annotated[
        StoppedAfter | None, Query(description="stopped now, having come so far")
    ] = None,
    entered: Annotated[State | None, Query(description="was ever in this state")] = None,
    month: Annotated[Month, Query(description="and `entered` it in this month")] = None,
    first: Annotated[bool | None, Query(description="and that was the first time, with `entered`")] = None,
    new_month: Annotated[Month, Query(description="the month of its first event")] = None,
    due: Annotated[Years, Query(description="went live so many years ago")] = None,
    kept: Annotated[Years, Query(description="and was in use so many years later")] = None,
    behind: Annotated[bool | None, Query(description="a newer version is published")] = None,
) -> AdoptionFilters:
    return AdoptionFilters(
        application=application,
        region=region,
        cohort=cohort,
        organisation=organisation,
        state=state,
        on=on,
        version=version,
        stage=stage,
        stage_month=stage_month,
        step=step,
        through=through,
        stopped_after=stopped_after,
        entered=entered,
        month=month,
        first=first,
        new_month=new_month,
        due=due,
        kept=kept,
        behind=behind,
    )


AskedFilters = Annotated[AdoptionFilters, Depends(_filters)]
