"""Stages: how many adoptions recorded each, ever or in one month."""

from sqlmodel import Session

from livinglab.contract.adoptions import Stage
from livinglab.contract.statistics import StageCount, Stages
from registry.adoption import months
from registry.statistics import reading
from registry.statistics.selection import Selection

RECORDED = [stage for stage in Stage if stage is not Stage.RETRACTION]


def stages(session: Session, selection: Selection, *, month: int | None) -> Stages:
    """Return every stage with the number of adoptions that recorded it, once or more often."""
    if month is None:
        sums = reading.read(session, selection, [f"had:{stage}" for stage in RECORDED]).sums
        counted = {stage: sums[f"had:{stage}"] for stage in RECORDED}
    else:
        by_month = reading.series(session, selection, [f"stage:{stage}" for stage in RECORDED])
        counted = {stage: by_month[f"stage:{stage}", month] for stage in RECORDED}
    written = None if month is None else months.written(month)
    return Stages(
        as_of=selection.today,
        month=written,
        stages=[
            StageCount(
                stage=stage, adoptions=selection.figure(counted[stage], stage=stage, stage_month=written)
            )
            for stage in RECORDED
        ],
    )
