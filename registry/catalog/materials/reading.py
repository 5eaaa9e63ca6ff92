"""Read materials: of one application, and of all that are listed, as everybody may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, false, func
from sqlmodel import Session, and_, col, or_, select

from livinglab.contract import Visibility
from livinglab.contract import materials as wire
from livinglab.contract.materials import MaterialKind
from livinglab.language import Text
from registry.catalog.materials.content import LONGEST_SESSION
from registry.errors import BadCursor, Invalid, NotFound
from registry.tables import Application, Material, Source

MOST = 200  # of one application, without those that were removed
SAME = tuple(set(wire.Material.model_fields) - {"number", "application", "title", "offers"})

# Not by its index: SQLite would begin with the applications, of which nearly all are listed, and sort.
_LISTED: ColumnElement[bool] = func.coalesce(Application.listed, false())


@dataclass(frozen=True)
class MaterialFilters:
    """What a list is narrowed to; None narrows nothing. Days narrow to sessions.

    `coming_from` keeps sessions that last to that day or beyond, `until` those that begin on that day at the
    latest, `ended_before` those whose last day is before it.
    """

    application: str | None = None  # its slug
    kind: MaterialKind | None = None
    coming_from: date | None = None
    until: date | None = None
    ended_before: date | None = None
    latest_first: bool = False  # sessions alone

    @property
    def has_days(self) -> bool:
        """Whether a day narrows the list."""
        return any(day is not None for day in (self.coming_from, self.until, self.ended_before))

    @property
    def by_day(self) -> bool:
        """Whether the list is one of sessions, in the order of their days."""
        return self.kind is MaterialKind.SESSION or self.has_days


def of_application(session: Session, application: Application, *, today: date) -> wire.ApplicationMaterials:
    """Return everything that helps to use an application, in groups; sessions that are over stand apart."""
    query = _query().where(Material.application_id == application.id)
    rows = session.execute(query.order_by(col(Material.id)).limit(MOST)).all()
    groups: dict[str, list[wire.Material]] = {name: [] for name in wire.ApplicationMaterials.model_fields}
    for row in rows:
        groups[_group(row[0], today)].append(_shown(row))
    groups["coming"].sort(key=_day)
    groups["past"].sort(key=_day, reverse=True)
    return wire.ApplicationMaterials.model_validate(groups, from_attributes=True)


def page(
    session: Session, filters: MaterialFilters, *, after: Any, limit: int
) -> Sequence[wire.MaterialOfCatalog]:
    """Return materials of listed applications after the key `after`. Raises Invalid and BadCursor."""
    return [
        wire.MaterialOfCatalog(**dict(_shown(row)), application_name=row.name)
        for row in _page(session, filters, [_LISTED], after=after, limit=limit)
    ]


def page_of(
    session: Session, application: Application, filters: MaterialFilters, *, after: Any, limit: int
) -> Sequence[wire.Material]:
    """Return materials of one application, listed or not, after the key `after`. Raises likewise."""
    mine: list[ColumnElement[bool]] = [col(Material.application_id) == application.id]
    return [_shown(row) for row in _page(session, filters, mine, after=after, limit=limit)]


def count(session: Session, filters: MaterialFilters, *, application: Application | None = None) -> int:
    """Return how many materials match: of one application, or of all that are listed."""
    query = select(func.count()).select_from(Material).join(Application)
    whose = _LISTED if application is None else Material.application_id == application.id
    return session.exec(query.where(whose, *_conditions(filters))).one()


def key(material: wire.Material, filters: MaterialFilters) -> Any:
    """Return the key of a material in a list, for the cursor after it."""
    if filters.by_day and material.starts_on:
        return [material.starts_on.isoformat(), material.number]
    return material.number


def find(session: Session, application: Application, number: int) -> Material:
    """Return a material of an application, as the database has it now. Raises NotFound, also if removed."""
    query = select(Material).where(
        Material.id == number,
        Material.application_id == application.id,
        col(Material.removed_at).is_(None),
    )
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(
            Text(
                id=f"{application.slug} tidak punya bahan nomor {number}, atau sudah dihapus. Daftarnya: "
                f"/api/v1/applications/{application.slug}/materials.",
                en=f"{application.slug} has no material number {number}, or it was removed. The list: "
                f"/api/v1/applications/{application.slug}/materials.",
            )
        )
    return found


def show(session: Session, row: Material) -> wire.Material:
    """Return one material as it travels."""
    return _shown(session.execute(_query().where(Material.id == row.id)).one())


def is_inside(address: str, repository: str) -> bool:
    """Say whether an address leads into a repository: to its pages, files or releases."""
    asked, source = urlsplit(address), urlsplit(repository)
    if (asked.hostname or "") != (source.hostname or None):
        return False
    root = source.path.casefold().rstrip("/").removesuffix(".git")
    path = asked.path.casefold()
    return bool(root) and (path in (root, f"{root}.git") or path.startswith((f"{root}/", f"{root}.git/")))


def _query() -> Any:
    columns: tuple[Any, ...] = (
        Material,
        col(Application.slug).label("slug"),
        col(Application.name).label("name"),
        col(Application.visibility).label("visibility"),
        col(Source.url).label("source"),
        col(Source.canonical_url).label("canonical"),
    )
    query: Any = select(*columns).join(Application, col(Application.id) == Material.application_id)
    query = query.outerjoin(Source, col(Source.application_id) == Application.id)
    return query.where(col(Material.removed_at).is_(None))


def _page(
    session: Session,
    filters: MaterialFilters,
    conditions: list[ColumnElement[bool]],
    *,
    after: Any,
    limit: int,
) -> Sequence[Row[Any]]:
    query = _query().where(*conditions, *_conditions(filters))
    if filters.by_day:
        return session.execute(_by_day(query, filters, after).limit(limit)).all()
    if not isinstance(after, int | None) or isinstance(after, bool) or (after or 0) > 2**31 - 1:
        raise BadCursor
    return session.execute(
        query.where(col(Material.id) > (after or 0)).order_by(col(Material.id)).limit(limit)
    ).all()


def _by_day(query: Any, filters: MaterialFilters, after: Any) -> Any:
    day, number = col(Material.starts_on), col(Material.id)
    if after is not None:
        first, last_number = _read_key(after)
        before_or_after = (
            (day < first, number < last_number)
            if filters.latest_first
            else (day > first, number > last_number)
        )
        query = query.where(or_(before_or_after[0], and_(day == first, before_or_after[1])))
    if filters.latest_first:
        return query.order_by(day.desc(), number.desc())
    return query.order_by(day, number)


def _read_key(after: Any) -> tuple[date, int]:
    match after:
        case [str(day), int(number)] if abs(number) < 2**31:
            try:
                return date.fromisoformat(day), number
            except ValueError as error:
                raise BadCursor from error
    raise BadCursor


def _conditions(filters: MaterialFilters) -> list[ColumnElement[bool]]:
    if filters.has_days and filters.kind not in (None, MaterialKind.SESSION):
        raise Invalid(
            Text(
                id=f"Hanya `kind=session` yang bertanggal; `kind={filters.kind}` tidak. Hapus `from` dan "
                "`until`, atau pilih kind=session.",
                en=f"Only `kind=session` has days; `kind={filters.kind}` has none. Leave out `from` and "
                "`until`, or ask for kind=session.",
            ),
            field="kind",
        )
    found: list[ColumnElement[bool]] = [col(Material.removed_at).is_(None)]
    if filters.application:
        found.append(col(Application.slug) == filters.application)
    if filters.by_day:
        found.append(col(Material.kind) == MaterialKind.SESSION.value)
    elif filters.kind:
        found.append(col(Material.kind) == filters.kind.value)
    if filters.coming_from:
        found.append(col(Material.ends_on) >= filters.coming_from)
        # What began earlier is over for certain: so the index leads past all those years.
        found.append(col(Material.starts_on) >= _earlier(filters.coming_from, LONGEST_SESSION))
    if filters.until:
        found.append(col(Material.starts_on) <= filters.until)
    if filters.ended_before:
        found.append(col(Material.ends_on) < filters.ended_before)
    return found


def _earlier(day: date, length: timedelta) -> date:
    return max(day, date.min + length) - length


def _shown(row: Row[Any]) -> wire.Material:
    material: Material = row[0]
    values = {name: getattr(material, name) for name in SAME}
    if row.visibility != Visibility.PUBLIC and material.url and _reveals(material.url, row):
        values["url"] = None
    return wire.Material.model_validate(
        {
            **values,
            "number": material.id,
            "application": row.slug,
            "title": {"id": material.title_id, "en": material.title_en},
            "offers": material.offers.split(),
        }
    )


def _reveals(address: str, row: Row[Any]) -> bool:
    """Say whether an address tells where source lies that is not for everybody; it may have been, once."""
    return any(is_inside(address, source) for source in (row.source, row.canonical) if source)


def _group(row: Material, today: date) -> str:
    if row.kind == MaterialKind.SESSION:
        return "coming" if row.ends_on and row.ends_on >= today else "past"
    return {"manual": "manuals", "training": "training", "service": "services"}[row.kind]


def _day(material: wire.Material) -> tuple[date, int]:
    return material.starts_on or date.min, material.number
