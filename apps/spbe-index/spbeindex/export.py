"""The levels as CSV that a spreadsheet opens without executing anything."""

import csv
import io
from collections.abc import Callable

from spbeindex.assessments import Assessment
from spbeindex.instrument import Instrument

HEADINGS = ("Tahun", "Domain", "Aspek", "Nomor", "Indikator", "Bobot (%)", "Tingkat", "Target", "Bukti dukung")


def safe(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def table(instrument: Instrument, assessment: Assessment, language: str, translate: Callable[[str], str]) -> bytes:
    """UTF-8 with a mark for spreadsheets; semicolons where the comma is the decimal sign."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";" if language == "id" else ",", lineterminator="\r\n")
    writer.writerow([translate(heading) for heading in HEADINGS])
    writer.writerows(_rows(instrument, assessment, language))
    return file.getvalue().encode()


def _rows(instrument: Instrument, assessment: Assessment, language: str) -> list[list[str]]:
    return [
        [
            str(assessment.year),
            domain.name.to(language),
            aspect.name.to(language),
            str(indicator.number),
            indicator.name.to(language),
            f"{indicator.weight / 100:.2f}".replace(".", "," if language == "id" else "."),
            str(assessment.levels.get(indicator.number, "")),
            str(assessment.targets.get(indicator.number, "")),
            safe(assessment.evidence.get(indicator.number, "")),
        ]
        for domain in instrument.domains
        for aspect in domain.aspects
        for indicator in aspect.indicators
    ]
