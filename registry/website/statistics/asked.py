"""What the statistics page is asked for, and what its form offers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from sqlmodel import Session

from livinglab import contract
from livinglab.language import Text
from registry import clock, regions
from registry.access.callers import Caller
from registry.adoption.filters import REGENCY
from registry.errors import Invalid
from registry.statistics import cohorts, selection, used
from registry.statistics.selection import Selection

LONGEST = 100  # characters of a filter
PROVINCES, APPLICATIONS, COHORTS = 100, 200, 20  # that the form offers
COHORT = r"[a-z0-9][a-z0-9-]{0,59}"
WRONG = {
    "application": Text(
        "Katalog tidak mengenal aplikasi {}. Pilih satu dari daftar, atau semua.",
        "The registry knows no application {}. Choose one from the list, or all.",
    ),
    "region": Text(
        "Katalog tidak mengenal daerah {}. Pilih satu provinsi dari daftar, atau semua.",
        "The registry knows no region {}. Choose a province from the list, or all.",
    ),
    "cohort": Text(
        "Katalog tidak mengenal kohor {}. Pilih satu dari daftar, atau semua.",
        "The registry knows no cohort {}. Choose one from the list, or all.",
    ),
}
TOO_SMALL = Text(
    "Statistik dihitung sampai kabupaten dan kota, bukan kecamatan atau desa. Pakailah kode {}.",
    "Statistics go down to regencies and cities, not to districts or villages. Use the code {}.",
)


@dataclass(frozen=True)
class Asked:
    """Filters as they stand in the address; None where nothing is narrowed."""

    application: str | None = None
    region: str | None = None
    cohort: str | None = None


@dataclass(frozen=True)
class Wrong:
    """Which filter is wrong, and what to do."""

    field: str
    words: Text


@dataclass(frozen=True)
class Offered:
    """What the form lets people choose: (value, name) each."""

    provinces: Sequence[tuple[str, str]]
    applications: Sequence[tuple[str, str]]
    cohorts: Sequence[tuple[str, str]]


def _asked(
    application: Annotated[str, Query(max_length=LONGEST)] = "",
    region: Annotated[str, Query(max_length=LONGEST)] = "",
    cohort: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Asked:
    return Asked(application.strip() or None, region.strip() or None, cohort.strip() or None)


AskedFor = Annotated[Asked, Depends(_asked)]


def choose(session: Session, asked: Asked, caller: Caller) -> tuple[Selection, Wrong | None]:
    """Return what is counted; where a filter is wrong, everything, and what is wrong."""
    today = clock.date_in_jakarta()
    try:
        _require_form(asked)
        return selection.choose(session, today=today, caller=caller, **vars(asked)), None
    except Invalid as error:
        return selection.choose(session, today=today, caller=caller), _wrong(asked, error)


def offered(session: Session, caller: Caller, chosen: Selection) -> Offered:
    """Return what the form offers; what is chosen is always among it."""
    provinces = [(row.code, row.name) for row in regions.find(session, kind="province", limit=PROVINCES)]
    code = chosen.filters.region
    if code is not None and code not in dict(provinces):
        provinces.append((code, regions.get(session, code).name))
    applications = list(used.recorded(session, caller=caller, limit=APPLICATIONS))
    one = chosen.application
    if one is not None and one.slug not in dict(applications):
        applications.append((one.slug, one.name))
    named = [(row.slug, row.name) for row in cohorts.brief(session, after="", limit=COHORTS)]
    return Offered(provinces, applications, named)


def _require_form(asked: Asked) -> None:
    """Raise Invalid for what can be the name of nothing."""
    forms = {"application": contract.SLUG, "region": contract.REGION_CODE, "cohort": COHORT}
    for name, form in forms.items():
        value = getattr(asked, name)
        if value is not None and not re.fullmatch(form, value):
            raise Invalid(WRONG[name], field=name)


def _wrong(asked: Asked, error: Invalid) -> Wrong:
    name = error.field or "application"
    value = getattr(asked, name) or ""
    is_small = name == "region" and len(value) > REGENCY and re.fullmatch(contract.REGION_CODE, value)
    text, said = (TOO_SMALL, value[:REGENCY]) if is_small else (WRONG[name], value)
    return Wrong(name, Text(text.id.format(said), text.en.format(said)))
