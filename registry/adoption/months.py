"""Months as numbers: year × 12 + month − 1, so that they can be added and compared."""

from datetime import date, timedelta


def month_of(day: date) -> int:
    """Return the number of the month of a day."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Return the last day of a month."""
    return first_day(month + 1) - timedelta(days=1)


def written(month: int) -> str:
    """Write a month as 2026-11."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def read(text: str) -> int:
    """Read a month written as 2026-11. Raises ValueError."""
    return month_of(date.fromisoformat(f"{text}-01"))
