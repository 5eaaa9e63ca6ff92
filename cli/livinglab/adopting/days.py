"""Days, as people write and read them; today is Jakarta's, as at the registry."""

from datetime import UTC, date, datetime, timedelta, timezone

from livinglab.errors import UsageError
from livinglab.language import Language, Text

JAKARTA = timezone(timedelta(hours=7), "WIB")
EARLIEST = date(2000, 1, 1)  # as at the registry
MONTHS = (
    Text("Januari", "January"),
    Text("Februari", "February"),
    Text("Maret", "March"),
    Text("April", "April"),
    Text("Mei", "May"),
    Text("Juni", "June"),
    Text("Juli", "July"),
    Text("Agustus", "August"),
    Text("September", "September"),
    Text("Oktober", "October"),
    Text("November", "November"),
    Text("Desember", "December"),
)


def today() -> date:
    """Return the day as it is in the capital."""
    return datetime.now(UTC).astimezone(JAKARTA).date()


def past(said: str, option: str) -> date:
    """Read a day that has come, as `2026-11-20`; raises UsageError naming the option."""
    day = read(said, option)
    if day > today():
        now = today()
        raise UsageError(
            Text(
                id=f"{option} {day}: belum terjadi (hari ini {now} di Jakarta).",
                en=f"{option} {day}: has not come yet (today is {now} in Jakarta).",
            ),
            Text(
                id="Catat yang sudah terjadi; rencana boleh ditulis di --note.",
                en="Record what has happened; a plan may stand in --note.",
            ),
        )
    return day


def read(said: str, option: str) -> date:
    """Read any day, as `2026-11-20`; raises UsageError naming the option."""
    try:
        day = date.fromisoformat(said.strip()) if len(said.strip()) == len("2026-11-20") else None
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise UsageError(
            Text(id=f"{option}: '{said}' bukan tanggal.", en=f"{option}: '{said}' is no date."),
            Text(id="Tulis tahun-bulan-hari: 2026-11-20", en="Write year-month-day: 2026-11-20"),
        )
    return day


def written(day: date, language: Language) -> str:
    """Write a day as readers do: `21 November 2022`."""
    return f"{day.day} {MONTHS[day.month - 1].to(language)} {day.year}"


def shown(day: date) -> Text:
    """Write a day in both languages."""
    return Text(id=written(day, "id"), en=written(day, "en"))
