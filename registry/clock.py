"""What time it is: the one place that asks."""

from datetime import UTC, date, datetime, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")  # the capital's time, which has no summer


def now() -> datetime:
    """Return the present moment in UTC, to the microsecond."""
    return datetime.now(UTC)


def today() -> datetime:
    """Return the moment at which the present day began, in UTC."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def stamp(moment: datetime) -> str:
    """Write `moment` as ISO 8601 in UTC with microseconds: the form that the journal hashes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def date_in_jakarta() -> date:
    """Return the day as it is in the capital: what is signed holds to the end of its last day there."""
    return now().astimezone(JAKARTA).date()
