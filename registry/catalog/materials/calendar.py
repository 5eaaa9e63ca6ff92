"""Coming sessions as a calendar (iCalendar, RFC 5545), for calendars that follow an address."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from livinglab.contract.materials import MaterialOfCatalog
from livinglab.language import Language, Text

TYPE = "text/calendar; charset=utf-8"
MOST = 200  # events of one calendar
LONGEST = 75  # bytes of a line; longer ones are folded (§3.1)
_ONLINE = Text(id="Daring", en="Online")
_REGISTER = Text(id="Pendaftaran", en="Registration")


def written(
    sessions: Sequence[MaterialOfCatalog], *, name: str, origin: str, now: datetime, language: Language
) -> bytes:
    """Return a calendar of whole days; `origin` is the registry's public address."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//livinglab//sessions//EN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for one in sessions for line in _event(one, origin, now, language)),
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _event(one: MaterialOfCatalog, origin: str, now: datetime, language: Language) -> Iterator[str]:
    title, _ = one.title.told(language)
    first = one.starts_on or now.date()
    page = f"{origin}/applications/{one.application}/materials"
    yield "BEGIN:VEVENT"
    yield f"UID:material-{one.number}@{urlsplit(origin).hostname}"
    yield f"DTSTAMP:{(one.changed_at or one.recorded_at).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    yield f"DTEND;VALUE=DATE:{_day((one.ends_on or first) + timedelta(days=1))}"
    yield f"SUMMARY:{_escaped(f'{title} ({one.application_name})')}"
    yield f"DESCRIPTION:{_escaped(_description(one, page, language))}"
    where = ", ".join(part for part in (one.place, _ONLINE.to(language) if one.online else None) if part)
    yield f"LOCATION:{_escaped(where)}"
    yield f"URL:{_escaped_uri(one.url or page)}"
    yield "END:VEVENT"


def _description(one: MaterialOfCatalog, page: str, language: Language) -> str:
    asked = [part for part in (one.registration, one.url, one.email, one.phone) if part]
    parts = [one.hours, one.provider, f"{_REGISTER.to(language)}: {'; '.join(asked)}" if asked else None]
    return "\n".join(part for part in (*parts, one.note, page) if part)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _escaped(text: str) -> str:
    """Return a text as a TEXT value (§3.3.11): no line end of its own ends the line."""
    kept = "".join(sign for sign in text.replace("\t", " ") if sign == "\n" or sign.isprintable())
    for sign in ("\\", ";", ","):
        kept = kept.replace(sign, f"\\{sign}")
    return kept.replace("\n", "\\n")


def _escaped_uri(address: str) -> str:
    return "".join(sign for sign in address if sign.isprintable() and sign != " ")


def _folded(line: str) -> str:
    """Return a line, cut so that none is longer than 75 bytes and no letter is cut in two."""
    made, length = [], 0
    for sign in line:
        size = len(sign.encode())
        if length + size > LONGEST:
            made.append("\r\n ")
            length = 1
        made.append(sign)
        length += size
    return "".join(made) + "\r\n"
