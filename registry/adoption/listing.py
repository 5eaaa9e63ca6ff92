"""Lists of adoptions: a page of those that may be named, and how many there are in all."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from livinglab.contract import RegionBrief, ReleaseStatus
from livinglab.contract import adoptions as wire
from livinglab.language import Text
from registry.access.callers import Caller
from registry.adoption import naming
from registry.adoption.filters import REGENCY, AdoptionFilters, conditions
from registry.catalog import applications
from registry.errors import Invalid
from registry.tables import Adoption, Application, Cohort, Organisation, Region, Release

Row = tuple[Adoption, Application]
Verdict = Literal["confirmed", "disputed"]


class Count(NamedTuple):
    """How many adoptions match, and how many of them the caller may not be told of."""

    total: int
    unnamed: int


def page(
    session: Session, filters: AdoptionFilters, *, caller: Caller, today: date, after: int, limit: int
) -> Sequence[Row]:
    """Return adoptions that match and may be named, after a number, in the order of their numbers."""
    query = (
        select(Adoption, Application)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(*conditions(filters, today=today), naming.named(caller), col(Adoption.id) > after)
    )
    return session.exec(query.order_by(col(Adoption.id)).limit(limit)).all()


def count(session: Session, filters: AdoptionFilters, *, caller: Caller, today: date) -> Count:
    """Count what matches. Where a filter tells applications apart, only what the caller may be told of."""
    named = naming.named(caller)
    query = (
        select(func.count(), func.count().filter(named))
        .select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(*conditions(filters, today=today))
    )
    total, told = session.exec(query).one()
    return Count(told if filters.tells_apart else total, 0 if filters.tells_apart else total - told)


def require_known(session: Session, filters: AdoptionFilters) -> None:
    """Raise Invalid for a filter that names something that the registry does not have."""
    if filters.application is not None and not _is_shown(session, filters.application):
        raise _unknown("application", filters.application, "/api/v1/search?q=…")
    if filters.region is not None and not _is_region(session, filters.region):
        raise _unknown("region", filters.region, "/api/v1/regions?q=…")
    if filters.cohort is not None and session.get(Cohort, filters.cohort) is None:
        raise _unknown("cohort", filters.cohort, "/api/v1/statistics/cohorts")
    if filters.organisation is not None and session.get(Organisation, filters.organisation) is None:
        raise _unknown("organisation", f"{filters.organisation}", "/api/v1/organisations")


def require_whole(filters: AdoptionFilters) -> None:
    """Raise Invalid for a filter that says nothing without another one."""
    for name, other in (("stage_month", "stage"), ("month", "entered"), ("first", "entered")):
        if getattr(filters, name) is not None and getattr(filters, other) is None:
            raise Invalid(
                Text(
                    id=f"`{name}` hanya berarti bersama `{other}`. Tambahkan `{other}=…`.",
                    en=f"`{name}` only means something together with `{other}`. Add `{other}=…`.",
                ),
                field=name,
            )


def summaries(session: Session, rows: Sequence[Row], *, today: date) -> list[wire.AdoptionSummary]:
    """Return adoptions as they travel in a list."""
    regions = _regions(session, {adoption.region_code for adoption, _ in rows})
    behind = _versions_behind(session, rows)
    return [
        wire.AdoptionSummary(
            id=adoption.id or 0,
            application=application.slug,
            application_name=application.name,
            region=regions[adoption.region_code],
            unit=adoption.unit,
            **_standing(adoption, today),
            first_on=adoption.first_on,
            last_on=adoption.last_on,
            version=adoption.version,
            latest_version=application.latest_version,
            versions_behind=behind.get((adoption.application_id, adoption.version or "")),
            reason=wire.StopReason(adoption.reason) if adoption.reason else None,
            donor_says=cast("Verdict | None", adoption.donor_says),
        )
        for adoption, application in rows
    ]


def _standing(adoption: Adoption, today: date) -> dict[str, Any]:
    """Return the state of today: a confirmation that ran out has lapsed on the day after its last."""
    lapsed = (
        adoption.state == wire.State.IN_USE
        and adoption.expires_on is not None
        and adoption.expires_on < today
    )
    if lapsed and adoption.expires_on is not None:
        state, since = wire.State.LAPSED, adoption.expires_on + timedelta(days=1)
        return {"state": state, "since": since, "expires_on": adoption.expires_on}
    return {
        "state": wire.State(adoption.state),
        "since": adoption.since,
        "expires_on": adoption.expires_on,
    }


def _regions(session: Session, codes: Collection[str]) -> dict[str, RegionBrief]:
    rows = session.exec(select(Region.code, Region.name).where(col(Region.code).in_(codes))).all()
    return {code: RegionBrief(code=code, name=name) for code, name in rows}


def _versions_behind(session: Session, rows: Sequence[Row]) -> dict[tuple[int, str], int]:
    """Return how many newer versions are offered, for each application and version that is known."""
    mine, newer = aliased(Release), aliased(Release)
    offered = (col(newer.application_id) == mine.application_id) & (col(newer.position) > mine.position)
    offered &= (col(newer.status) == ReleaseStatus.PUBLISHED) & col(newer.yanked_at).is_(None)
    query = (
        select(mine.application_id, mine.version, func.count(col(newer.id)))
        .outerjoin(newer, offered)
        .where(
            col(mine.application_id).in_({adoption.application_id for adoption, _ in rows}),
            col(mine.version).in_({adoption.version for adoption, _ in rows if adoption.version}),
        )
        .group_by(col(mine.application_id), col(mine.version))
    )
    return {(number, version): count for number, version, count in session.exec(query).all()}


def _is_shown(session: Session, slug: str) -> bool:
    query = select(Application.id).where(
        Application.slug == slug,
        col(Application.standing).in_(naming.SHOWN_STANDINGS),
        applications.shown(),
    )
    return session.exec(query).first() is not None


def _is_region(session: Session, code: str) -> bool:
    """Say whether a code is a region's: a district or village may be one that nobody has named yet."""
    known = session.get(Region, code) or session.get(Region, code[:REGENCY])
    return known is not None


def _unknown(name: str, value: str, look: str) -> Invalid:
    return Invalid(
        Text(
            id=f"`{name}`: katalog tidak mengenal {value}. Lihat {look}.",
            en=f"`{name}`: the registry knows no {value}. See {look}.",
        ),
        field=name,
    )
