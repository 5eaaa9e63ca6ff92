"""Assessments as they travel, where they are from, and why a region may have none."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from livinglab.contract import RegionBrief, Sentence
from livinglab.contract import spbe_index as wire
from livinglab.language import Text
from registry.spbe_index import assessments
from registry.spbe_index.assessments import PROVINCE, Assessment, Mean
from registry.tables import Region

JAKARTA = "31"  # its cities and its regency have no government of their own (UU 2/2024)
SOURCE = Text(
    id="Kementerian PANRB, Laporan Pelaksanaan Evaluasi SPBE 2023 dan 2024 (Kepmen PANRB 13/2024 dan "
    "663/2024).",
    en="Ministry of State Apparatus and Bureaucratic Reform (KemenPANRB), evaluation reports of 2023 and "
    "2024 (Kepmen PANRB 13/2024 and 663/2024).",
)
ADMINISTRATIVE = Text(
    id="Kota dan kabupaten administratif di Jakarta tidak pernah dinilai sendiri: yang dinilai adalah "
    "provinsi DKI Jakarta.",
    en="Jakarta's administrative cities and regency are never evaluated by themselves: DKI Jakarta is, as a "
    "province.",
)
TOO_SMALL = Text(
    id="Kecamatan, kelurahan dan desa tidak dinilai sendiri; lihat kabupaten atau kotanya.",
    en="Districts and villages are not evaluated by themselves; see their regency or city.",
)
NOT_THERE = Text(
    id="Daerah ini tidak ada dalam laporan evaluasi 2023 dan 2024.",
    en="This region is in neither of the evaluation reports of 2023 and 2024.",
)


def of_region(session: Session, region: Region) -> wire.RegionIndex:
    """Return a region's index by year with the country's, and the means of its province."""
    rows = assessments.of_region(region.code)
    return wire.RegionIndex(
        region=RegionBrief(code=region.code, name=region.name),
        items=shown(session, rows),
        nothing=None if rows else Sentence(**why_nothing(region.code)._asdict()),
        national=national(),
        province_means=[_mean(one) for one in assessments.means(region.code[:PROVINCE])],
        source=Sentence(**SOURCE._asdict()),
    )


def shown(session: Session, rows: Sequence[Assessment]) -> list[wire.Assessment]:
    """Return regions' assessments as they travel."""
    query = select(Region.code, Region.name).where(col(Region.code).in_({row.region_code for row in rows}))
    names = {code: RegionBrief(code=code, name=name) for code, name in session.exec(query).all()}
    return [_show(row, names[row.region_code]) for row in rows if row.region_code in names]


def national() -> list[wire.Assessment]:
    """Return the whole country's, 2018 to 2024."""
    return [_show(row, None) for row in assessments.national()]


def why_nothing(code: str) -> Text:
    """Say why a region has no assessment."""
    if len(code) > len("32.11"):
        return TOO_SMALL
    return ADMINISTRATIVE if code.startswith(f"{JAKARTA}.") else NOT_THERE


def _show(row: Assessment, region: RegionBrief | None) -> wire.Assessment:
    unrounded = row.unrounded
    return wire.Assessment(
        region=region,
        year=row.year,
        instrument=row.instrument.id,
        index=row.hundredths / 100,
        predicate=row.predicate,
        unrounded=None if unrounded is None else unrounded / 100_000,
        predicate_of_unrounded=row.reckoned,
        **_domains(row.domains),
    )


def _domains(values: Mapping[str, int | None]) -> dict[str, float | None]:
    found = {name: values.get(name) for name in assessments.COLUMNS}
    return {name: None if value is None else value / 100 for name, value in found.items()}


def _mean(one: Mean) -> wire.ProvinceMean:
    return wire.ProvinceMean(year=one.year, index=one.hundredths / 100, regions=one.regions)
