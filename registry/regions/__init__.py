"""Regions: provinces, regencies and cities of Indonesia by their Kemendagri codes."""

import csv
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from sqlmodel import Session, col, select

from livinglab.language import Text
from registry.errors import Invalid, NotFound
from registry.tables import Region

KINDS = {"provinsi": "province", "kabupaten": "regency", "kota": "city"}
DISTRICT = re.compile(r"\d{2}\.\d{2}\.\d{2}")
# Kemendagri numbers urban villages (kelurahan) from 1001 and villages (desa) from 2001.
VILLAGE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.[12]\d{3}")


def load(session: Session) -> int:
    """Load the 38 provinces and 514 regencies and cities; return how many were new or changed.

    Safe to repeat. Source: `regions.csv` beside this module (see `SOURCE.md`).
    """
    rows = sorted(_rows(), key=lambda row: (len(row["code"]), row["code"]))
    return sum(_put(session, row) for row in rows)


def get(session: Session, code: str) -> Region:
    """Return a region by its code. Raises NotFound."""
    region = session.get(Region, code)
    if region is None:
        raise NotFound(
            Text(
                id=f"Tidak ada wilayah dengan kode {code}. Cari kodenya di /api/v1/regions?q=nama.",
                en=f"No region has the code {code}. Look it up at /api/v1/regions?q=name.",
            )
        )
    return region


def accept(session: Session, code: str) -> Region:
    """Return a region by its code; a district or village is taken by its code's form and its parent.

    Raises Invalid when the code has no such form or its parent is unknown.
    """
    known = session.get(Region, code)
    if known:
        return known
    if DISTRICT.fullmatch(code):
        return _add_lower(session, code, kind="district", title="Kecamatan")
    if VILLAGE.fullmatch(code):
        accept(session, code.rpartition(".")[0])
        return _add_lower(session, code, kind="village", title="Desa/Kelurahan")
    raise Invalid(
        Text(
            id=f"{code} bukan kode wilayah Kemendagri, misalnya 32.16 untuk Kabupaten Bekasi.",
            en=f"{code} is not a Kemendagri region code such as 32.16 for Kabupaten Bekasi.",
        ),
        field="region",
    )


def find(
    session: Session,
    *,
    words: str = "",
    kind: str | None = None,
    parent: str | None = None,
    after: str = "",
    limit: int,
) -> Sequence[Region]:
    """Return regions in code order after the code `after`, at most `limit`."""
    query = select(Region).where(Region.code > after).order_by(col(Region.code)).limit(limit)
    for word in words.lower().split()[:8]:
        query = query.where(col(Region.folded).contains(word, autoescape=True))
    if kind:
        query = query.where(Region.kind == kind)
    if parent:
        query = query.where(Region.parent_code == parent)
    return session.exec(query).all()


def _rows() -> list[dict[str, str]]:
    with (files("registry.regions") / "regions.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _put(session: Session, row: dict[str, str]) -> bool:
    values: dict[str, Any] = {
        "name": row["name"],
        "folded": row["name"].lower(),
        "kind": KINDS[row["type"]],
        "parent_code": row["parent_code"] or None,
        "capital": row["capital"] or None,
        "latitude": _number(row["latitude"]),
        "longitude": _number(row["longitude"]),
        "area_km2": _number(row["area_km2"]),
        "population": int(row["population"]) if row["population"] else None,
    }
    known = session.get(Region, row["code"])
    if known is None:
        session.add(Region(code=row["code"], **values))
        session.flush()
        return True
    changed = [name for name, value in values.items() if getattr(known, name) != value]
    for name in changed:
        setattr(known, name, values[name])
    return bool(changed)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _add_lower(session: Session, code: str, *, kind: str, title: str) -> Region:
    parent = session.get(Region, code.rpartition(".")[0])
    if parent is None:
        raise Invalid(
            Text(
                id=f"Kode {code} tidak mempunyai wilayah induk yang dikenal.",
                en=f"The code {code} has no known parent region.",
            ),
            field="region",
        )
    name = f"{title} {code}, {parent.name}"
    region = Region(code=code, name=name, folded=name.lower(), kind=kind, parent_code=parent.code)
    session.add(region)
    session.flush()
    return region
