"""Record, change and remove materials: the donor's people and curators do; the journal keeps each step."""

from typing import Any

from sqlmodel import Session, col, func, select

from livinglab.contract import Visibility
from livinglab.contract import materials as wire
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.catalog import ownership
from registry.catalog.materials import content, reading
from registry.errors import Conflict, Invalid
from registry.tables import Application, Material, Source

# What a person wrote freely, and whom to call, stays out of a journal that forgets nothing: only its digest.
UNTOLD = frozenset({"email", "phone", "note", "registration"})


def may_record(session: Session, application: Application, *, caller: Caller) -> bool:
    """Say whether somebody may record an application's materials: the donor's publishers, and curators."""
    thing = ownership.of(session, application)
    return any(rights.allows(caller, right, thing) for right in (Right.PUBLISH, Right.CURATE))


def add(
    session: Session, application: Application, request: wire.MaterialRequest, *, caller: Caller
) -> Material:
    """Record a material. Raises Unauthenticated, Forbidden, Invalid; Conflict for the same or too many."""
    kept = _kept(session, application, request, caller)
    journal.hold(session)
    _refuse_same(session, application, kept)
    _refuse_too_many(session, application)
    row = Material(
        application_id=application.id or 0, recorded_by=caller.actor, recorded_at=clock.now(), **kept
    )
    session.add(row)
    session.flush()
    _journal(session, application, row, "material.added", {"to": _told(kept)}, None, caller)
    return row


def change(
    session: Session, application: Application, number: int, request: wire.MaterialRequest, *, caller: Caller
) -> Material:
    """Let a material be as `request` has it; the same changes nothing. Its kind stays.

    Raises Unauthenticated, Forbidden, NotFound, Invalid; Conflict where another one is the same.
    """
    require(session, application, caller=caller)
    journal.hold(session)
    row = reading.find(session, application, number)
    if row.kind != request.kind:
        raise Invalid(
            Text(
                id=f"Jenis bahan nomor {number} tetap `{row.kind}`. Hapus bahan ini dan catat yang baru bila "
                "jenisnya keliru.",
                en=f"The kind of material {number} stays `{row.kind}`. Remove it and record a new one where "
                "the kind is wrong.",
            ),
            field="kind",
        )
    kept = _kept(session, application, request, caller)
    changed = {name: value for name, value in kept.items() if getattr(row, name) != value}
    if not changed:
        return row
    _refuse_same(session, application, kept, but=row.id)
    before = journal.state_of(row)
    detail = {"from": _told({name: getattr(row, name) for name in changed}), "to": _told(changed)}
    for name, value in changed.items():
        setattr(row, name, value)
    row.changed_at = clock.now()
    session.add(row)
    session.flush()
    _journal(session, application, row, "material.changed", detail, before, caller)
    return row


def remove(session: Session, application: Application, number: int, *, caller: Caller) -> None:
    """Take a material away; its row and its history stay. Raises Unauthenticated, Forbidden, NotFound."""
    require(session, application, caller=caller)
    journal.hold(session)
    row = reading.find(session, application, number)
    before = journal.state_of(row)
    row.removed_at = clock.now()
    session.add(row)
    session.flush()
    _journal(session, application, row, "material.removed", {}, before, caller)


def require(session: Session, application: Application, *, caller: Caller) -> None:
    """Raise Unauthenticated or Forbidden for who may not record an application's materials."""
    if not may_record(session, application, caller=caller):
        rights.require(caller, Right.PUBLISH, ownership.of(session, application))


def _kept(
    session: Session, application: Application, request: wire.MaterialRequest, caller: Caller
) -> dict[str, Any]:
    require(session, application, caller=caller)
    kept = content.clean(request, today=clock.date_in_jakarta())
    if application.visibility != Visibility.PUBLIC and kept["url"]:
        _refuse_revealing(session, application, kept["url"])
    return kept


def _refuse_revealing(session: Session, application: Application, address: str) -> None:
    source = session.exec(select(Source).where(Source.application_id == application.id)).first()
    known = (source.url, source.canonical_url) if source else ()
    if any(reading.is_inside(address, one) for one in known if one):
        raise Invalid(
            Text(
                id="Alamat ini berada di repositori yang kode sumbernya tidak terbuka, sedangkan bahan "
                "dibaca semua orang. Simpanlah di tempat lain, lalu isikan alamat itu.",
                en="This address lies in the repository, whose source is not for everybody, while materials "
                "are read by all. Put it elsewhere and give that address.",
            ),
            field="url",
        )


def _refuse_same(
    session: Session, application: Application, kept: dict[str, Any], *, but: int | None = None
) -> None:
    """Refuse a second material of the same kind, title, address and day: most likely a form sent twice."""
    query = select(Material.id).where(
        Material.application_id == application.id,
        col(Material.removed_at).is_(None),
        *(
            getattr(Material, name) == kept[name]
            for name in ("kind", "title_id", "title_en", "url", "starts_on")
        ),
    )
    found = session.exec(query.where(col(Material.id) != (but or 0)).limit(1)).first()
    if found is not None:
        raise Conflict(
            Text(
                id=f"Bahan dengan judul, alamat, dan tanggal ini sudah dicatat sebagai nomor {found}. "
                "Ubah yang itu.",
                en=f"A material of this title, address and day is number {found} already. Change that one.",
            )
        )


def _refuse_too_many(session: Session, application: Application) -> None:
    query = select(func.count()).select_from(Material)
    query = query.where(Material.application_id == application.id, col(Material.removed_at).is_(None))
    if session.exec(query).one() >= reading.MOST:
        raise Conflict(
            Text(
                id=f"{application.slug} sudah punya {reading.MOST} bahan. Hapus dahulu yang tidak berlaku.",
                en=f"{application.slug} has {reading.MOST} materials. Remove what no longer holds first.",
            )
        )


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
        if name not in UNTOLD and value not in (None, "")
    }


def _journal(
    session: Session,
    application: Application,
    row: Material,
    action: str,
    detail: dict[str, Any],
    before: str | None,
    caller: Caller,
) -> None:
    journal.append(
        session,
        actor=caller.actor,
        action=action,
        subject=f"application:{application.slug}",
        detail={"material": row.id, "kind": row.kind, **detail},
        before=before,
        after=journal.state_of(row) if row.removed_at is None else None,
    )
