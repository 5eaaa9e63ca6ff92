"""The table as CSV that a spreadsheet opens without executing anything."""

import csv
import io
from collections.abc import Callable, Iterable
from fractions import Fraction

from esakip import numbers
from esakip.objectives import Agency, Indicator

HEADINGS = (
    "Tahun",
    "Perangkat daerah",
    "Sasaran",
    "Indikator",
    "Satuan",
    "Arah",
    "Target",
    "Realisasi",
    "Capaian (%)",
    "Bukti dukung",
    "Catatan",
)
DIRECTIONS = {"up": "Makin besar makin baik", "down": "Makin kecil makin baik"}


def safe(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def table(agencies: Iterable[Agency], language: str, translate: Callable[[str], str]) -> bytes:
    """UTF-8 with a mark for spreadsheets; semicolons where the comma is the decimal sign."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow([translate(heading) for heading in HEADINGS])
    for agency in agencies:
        for indicator in agency.indicators:
            writer.writerow(_row(indicator, language, translate))
    return file.getvalue().encode()


def _row(indicator: Indicator, language: str, translate: Callable[[str], str]) -> list[str]:
    texts = (indicator.agency, indicator.objective, indicator.name, indicator.unit)
    return [
        str(indicator.year),
        *map(safe, texts),
        translate(DIRECTIONS[indicator.direction]),
        _number(Fraction(indicator.target, 1000), language),
        _number(None if indicator.value is None else Fraction(indicator.value, 1000), language),
        _number(indicator.percent, language),
        safe(indicator.evidence),
        safe(indicator.note),
    ]


def _number(value: Fraction | None, language: str) -> str:
    """Without thousands marks, so that the spreadsheet reads a number."""
    if value is None:
        return ""
    return numbers.show(value, language).replace("." if language == "id" else ",", "")
