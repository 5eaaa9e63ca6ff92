"""Numbers, dates, sums and sizes as the reader's language writes them."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal

from livinglab.language import Language
from registry import clock

_LARGE = 1_000_000  # from here on sums are read in words: Rp 6,2 triliun


@lru_cache(maxsize=10_000)  # a page writes hundreds, and Babel takes its time with each
def _decimal(value: float, pattern: str | None, language: Language) -> str:
    return format_decimal(value, format=pattern, locale=language)


def number(value: float | None, language: Language, *, digits: int | None = None) -> str:
    """Write a number: `1.234`, `2,24` in Indonesian; exactly `digits` after the comma; a dash for None."""
    if value is None:
        return "–"
    pattern = None if digits is None else f"#,##0.{'0' * digits}" if digits else "#,##0"
    return _decimal(value, pattern, language)


def share(part: float | None, language: Language) -> str:
    """Write a part of one: `12,5 %` in Indonesian, `12.5 %` in English; a dash for None."""
    return "–" if part is None else f"{_decimal(100 * part, '#,##0.#', language)} %"


def day(moment: date | datetime | None, language: Language) -> str:
    """Write a date: `21 November 2022`; a moment's is its day in Jakarta. A dash for None."""
    if moment is None:
        return "–"
    if isinstance(moment, datetime):
        moment = moment.astimezone(clock.JAKARTA).date()
    return format_date(moment, "d MMMM y", locale=language)


def month(first: date, language: Language) -> str:
    """Write a month: `November 2022`."""
    return format_date(first, "LLLL y", locale=language)


def rupiah(amount: float | None, language: Language) -> str:
    """Write a sum: `Rp 950.000`, from a million on `Rp 6,2 triliun`; a dash for None."""
    if amount is None:
        return "–"
    if abs(amount) < _LARGE:
        return f"Rp {format_decimal(amount, format='#,##0', locale=language)}"
    return f"Rp {format_compact_decimal(amount, format_type='long', locale=language, fraction_digits=1)}"


def size(count: int, language: Language) -> str:
    """Write a number of bytes: `1,5 MB` in Indonesian, `1.5 MB` in English."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{format_decimal(amount, format='#,##0.0' if unit != 'B' else '#,##0', locale=language)} {unit}"
