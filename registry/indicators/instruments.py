"""Instruments of measuring SPBE: data with a version (one JSON file each, see `SOURCE.md`), never code."""

import re
from functools import cache
from importlib.resources import files

from livinglab.contract.indicators import Indicator, IndicatorRow, Instrument
from livinglab.language import Text
from registry.errors import NotFound

NEWEST_FIRST = ("permenpanrb-59-2020", "permenpanrb-5-2018")
INSTRUMENT = r"^[a-z0-9][a-z0-9-]{1,40}$"  # the form of an id
URN = "urn:id:spbe:"
_NAMED = re.compile(rf"{URN}(?P<instrument>[a-z0-9-]+):(?P<number>[1-9]\d{{0,2}})")


@cache
def known() -> tuple[Instrument, ...]:
    """Return every instrument, newest first, read once."""
    return tuple(_read(name) for name in NEWEST_FIRST)


def get(instrument_id: str) -> Instrument:
    """Return one instrument. Raises NotFound."""
    for one in known():
        if one.id == instrument_id:
            return one
    ids = ", ".join(NEWEST_FIRST)
    raise NotFound(
        Text(
            id=f"Tidak ada instrumen {instrument_id}. Yang ada: {ids}; lihat /api/v1/indicators.",
            en=f"There is no instrument {instrument_id}. There are: {ids}; see /api/v1/indicators.",
        )
    )


def of_year(year: int) -> Instrument | None:
    """Return the instrument that gave a year's results, None for years that we know none of."""
    return next((one for one in known() if one.valid_from <= year <= (one.valid_to or year)), None)


def indicator(instrument: Instrument, number: int) -> Indicator:
    """Return one indicator of an instrument. Raises NotFound."""
    for one in instrument.indicators:
        if one.number == number:
            return one
    raise NotFound(
        Text(
            id=f"{instrument.regulation} tidak punya indikator {number} di sini. Daftarnya: /indicators.",
            en=f"{instrument.regulation} has no indicator {number} here. The list: /indicators.",
        )
    )


def urn(instrument: Instrument, number: int) -> str:
    """Return the id by which a publiccode.yml names an indicator under `supports`."""
    return f"{URN}{instrument.id}:{number}"


def named_by(support: str) -> tuple[Instrument, Indicator] | None:
    """Return what an id of `supports` names, None where it is no indicator that we know. Case is passed over.

    The scheme, `urn` and the namespace of a URN do not tell cases apart (RFC 8141 §3.1), and ours has none.
    """
    found = _NAMED.fullmatch(support.strip().lower())
    if found is None:
        return None
    for one in known():
        if one.id == found["instrument"]:
            number = int(found["number"])
            return next(((one, each) for each in one.indicators if each.number == number), None)
    return None


def rows() -> list[IndicatorRow]:
    """Return every indicator of every instrument, newest instrument first, in the order of numbers."""
    return [
        IndicatorRow(
            instrument=one.id,
            number=each.number,
            name=each.name,
            domain=one.domain_of(each).name,
            aspect=one.aspect_of(each).name,
            weight=each.weight,
            question=each.question,
            urn=urn(one, each.number),
        )
        for one in known()
        for each in one.indicators
    ]


def _read(name: str) -> Instrument:
    return Instrument.model_validate_json((files("registry.indicators") / f"{name}.json").read_bytes())
