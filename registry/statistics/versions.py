"""Versions: which are in use today, and how far they are behind the newest one that is offered."""

from typing import Any

from sqlalchemy import Integer, case, cast, func, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from livinglab.contract import ReleaseStatus
from livinglab.contract.adoptions import State
from livinglab.contract.statistics import Behind, BehindCount, ByVersion, Versions
from registry.adoption import naming
from registry.adoption.filters import conditions, in_state
from registry.statistics.selection import Selection
from registry.tables import Adoption, Application, Release, VersionCount

MOST_VERSIONS = 200
MANY = 10  # versions behind, and more


def of_application(session: Session, selection: Selection) -> Versions:
    """Return the versions in use of the application that the selection names."""
    application = selection.application
    if application is None:
        raise ValueError("versions belong to an application")
    counted = _in_use(session, selection)
    behind = _places(session, application)
    shown = sorted(counted, key=lambda version: (-counted[version], version))
    items = [
        ByVersion(
            version=version or None,
            in_use=selection.figure(counted[version], state=State.IN_USE, version=version),
            versions_behind=behind.get(version),
        )
        for version in shown[:MOST_VERSIONS]
    ]
    return Versions(
        as_of=selection.today,
        application=application.slug,
        latest_version=application.latest_version,
        in_use=selection.figure(sum(counted.values()), state=State.IN_USE),
        versions=items,
        others=sum(counted[version] for version in shown[MOST_VERSIONS:]),
    )


def behind(session: Session, selection: Selection) -> Behind:
    """Return how many in use are how many versions behind, of those that the caller may be told of.

    A version tells applications apart: so the rest is not even counted, as in the list of adoptions.
    """
    rows = session.execute(_distribution(_used(selection))).all()
    counted: dict[int | None, int] = {number: int(count) for number, count in rows}
    total = sum(counted.values())
    late = sum(count for number, count in counted.items() if number)
    return Behind(
        as_of=selection.today,
        behind=selection.figure(late, state=State.IN_USE, behind=True),
        not_behind=selection.figure(total - late, state=State.IN_USE, behind=False),
        distribution=[
            BehindCount(
                versions_behind=number,
                adoptions=counted.get(number, 0),
                share=counted.get(number, 0) / total if total else None,
            )
            for number in (*range(MANY + 1), None)
        ],
    )


def _in_use(session: Session, selection: Selection) -> dict[str, int]:
    used = _used(selection)
    rows = session.execute(select(used.c.version, func.sum(used.c.count)).group_by(used.c.version)).all()
    return {version: int(count) for version, count in rows}


def _places(session: Session, application: Application) -> dict[str, int]:
    """Return, for each release, how many newer ones are offered."""
    query = select(col(Release.version), col(Release.status), col(Release.yanked_at)).where(
        col(Release.application_id) == application.id
    )
    newer, found = 0, dict[str, int]()
    for version, status, yanked_at in session.execute(query.order_by(col(Release.position).desc())).all():
        found[version] = newer
        newer += status == ReleaseStatus.PUBLISHED and yanked_at is None
    return found


def _used(selection: Selection) -> Any:
    """Return (application_id, version, count) of what is in use today and may be told of; empty: not told."""
    filters = selection.filters
    if filters.region is not None or filters.cohort is not None or selection.is_partial:
        return _of_adoptions(selection).subquery()
    wholly = _of_roll_ups(selection)
    if not selection.caller.roles or selection.application is not None:
        return wholly.subquery()
    # Of what they may not be told of as a whole, their own organisations' adoptions.
    own = col(Adoption.organisation_id).in_(selection.caller.roles)
    partly = _of_adoptions(selection).where(own, ~naming.wholly_named(selection.caller))
    return union_all(wholly, partly).subquery()


def _of_roll_ups(selection: Selection) -> Any:
    query = (
        select(
            col(VersionCount.application_id),
            col(VersionCount.version),
            func.sum(col(VersionCount.count)).label("count"),
        )
        .join(Application, col(Application.id) == VersionCount.application_id)
        .where(col(VersionCount.until_month) >= selection.month, naming.wholly_named(selection.caller))
        .group_by(col(VersionCount.application_id), col(VersionCount.version))
    )
    if selection.application is None:
        return query
    return query.where(col(VersionCount.application_id) == selection.application.id)


def _of_adoptions(selection: Selection) -> Any:
    version = func.coalesce(col(Adoption.version), "")
    return (
        select(col(Adoption.application_id), version.label("version"), func.count().label("count"))
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(
            *conditions(selection.filters, today=selection.today),
            in_state(State.IN_USE, today=selection.today),
            naming.named(selection.caller),
        )
        .group_by(col(Adoption.application_id), version)
    )


def _distribution(used: Any) -> Any:
    """Return a query for (versions behind up to `MANY`, None where not known; how many adoptions)."""
    mine, newer = aliased(Release), aliased(Release)
    offered = (
        select(func.count())
        .where(
            col(newer.application_id) == used.c.application_id,
            col(newer.position) > mine.position,
            col(newer.status) == ReleaseStatus.PUBLISHED,
            col(newer.yanked_at).is_(None),
        )
        .correlate(used, mine)
        .scalar_subquery()
    )
    each = (
        select(case((col(mine.id).is_(None), None), else_=offered).label("behind"), used.c.count)
        .select_from(used)
        .outerjoin(
            mine, (col(mine.application_id) == used.c.application_id) & (col(mine.version) == used.c.version)
        )
        .subquery()
    )
    number = case((each.c.behind > MANY, MANY), else_=each.c.behind)
    return select(cast(number, Integer), func.sum(each.c.count)).group_by(number)
