"""What health is reckoned from: for each input a value from 0 to 1, None if unknown, and a sentence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from livinglab.language import Text

QUIET, SILENT = timedelta(days=183), timedelta(days=1095)  # no harm yet; nothing left
LOOKED_BACK = timedelta(days=730)
MOST_COUNTED = 4  # releases in two years from which on more make no difference
MANY_WARNINGS = 5

Seen = tuple[float | None, Text]


@dataclass(frozen=True)
class Facts:
    """What the catalog knows of an application's life; None is what it does not know."""

    last_change: datetime | None = None
    released: tuple[datetime, ...] | None = None
    commits: int | None = None
    people: int | None = None
    maintenance_type: str | None = None
    maintained_until: date | None = None
    contactable: bool | None = None
    warnings: int | None = None
    readme: bool | None = None
    changelog: bool | None = None
    security_contact: bool | None = None
    reachable: bool | None = None


def activity(last_change: datetime | None, now: datetime) -> float:
    """Return 1 within half a year of the last change, then in a straight line down to 0 at three years.

    Where no change is known nothing is taken away: unknown is not bad.
    """
    if last_change is None:
        return 1.0
    silence = now - last_change
    return min(1.0, max(0.0, (SILENT - silence) / (SILENT - QUIET)))


def last_change(facts: Facts, now: datetime) -> Seen:
    """Judge how long nobody has changed anything."""
    if facts.last_change is None:
        return None, Text(
            id="Belum diketahui kapan terakhir berubah.", en="Not known yet when it last changed."
        )
    days = max(0, (now - facts.last_change).days)
    return activity(facts.last_change, now), Text(
        id=f"Terakhir berubah {days} hari yang lalu.", en=f"It last changed {_many(days, 'day')} ago."
    )


def people(facts: Facts, _now: datetime) -> Seen:
    """Judge on how many people it rests: with one, it ends when that one leaves."""
    if facts.people is None:
        return None, Text(
            id="Belum diketahui berapa orang mengerjakannya.", en="Not known yet how many people work on it."
        )
    value = {0: 0.0, 1: 0.4, 2: 0.8}.get(facts.people, 1.0)
    return value, Text(
        id=f"{facts.people} orang mengerjakannya dalam dua tahun terakhir ({facts.commits or 0} commit).",
        en=f"{facts.people} {'person' if facts.people == 1 else 'people'} worked on it in the last two years "
        f"({_many(facts.commits or 0, 'commit')}).",
    )


def releases(facts: Facts, now: datetime) -> Seen:
    """Judge how often there is something new to update to."""
    if facts.released is None:
        return None, Text(id="Belum ada rilis yang diketahui.", en="No release is known yet.")
    count = sum(1 for moment in facts.released if now - moment <= LOOKED_BACK)
    return min(1.0, count / MOST_COUNTED), Text(
        id=f"{count} versi dirilis dalam dua tahun terakhir.",
        en=f"{_many(count, 'version')} in the last two years.",
    )


def maintenance(facts: Facts, now: datetime) -> Seen:
    """Judge whether somebody has said to look after it, and can be reached."""
    kind = facts.maintenance_type
    if kind is None:
        return None, Text(id="Tidak dinyatakan siapa yang memelihara.", en="Nobody is said to maintain it.")
    if kind == "none":
        return 0.0, Text(
            id="Pembuatnya menyatakan tidak ada pemeliharaan.", en="Its makers say that nobody maintains it."
        )
    if kind == "contract" and facts.maintained_until and facts.maintained_until < now.date():
        return 0.0, Text(
            id=f"Kontrak pemeliharaannya berakhir {facts.maintained_until}.",
            en=f"The contract for its maintenance ended on {facts.maintained_until}.",
        )
    if kind == "contract" or facts.contactable:
        return 1.0, Text(
            id=f"Dipelihara ({kind}), dan ada yang dapat dihubungi.",
            en=f"It is maintained ({kind}), and somebody can be asked.",
        )
    return 0.5, Text(
        id=f"Dipelihara ({kind}), tetapi tanpa surel atau telepon siapa pun.",
        en=f"It is maintained ({kind}), but nobody's email or telephone is given.",
    )


def open_warnings(facts: Facts, _now: datetime) -> Seen:
    """Judge how many kinds of warnings the checks have at the release that is shown."""
    if facts.warnings is None:
        return None, _unchecked()
    return max(0.0, 1 - facts.warnings / MANY_WARNINGS), Text(
        id=f"{facts.warnings} macam peringatan pemeriksaan masih terbuka.",
        en=f"{_many(facts.warnings, 'kind')} of warnings of the checks still open.",
    )


def documentation(facts: Facts, _now: datetime) -> Seen:
    """Judge whether there is a README, and a changelog to update by."""
    if facts.readme is None or facts.changelog is None:
        return None, _unchecked()
    there, missing = ("ada", "there"), ("tidak ada", "missing")
    readme, changelog = (there if one else missing for one in (facts.readme, facts.changelog))
    return 0.6 * facts.readme + 0.4 * facts.changelog, Text(
        id=f"README: {readme[0]}; catatan perubahan: {changelog[0]}.",
        en=f"README: {readme[1]}; changelog: {changelog[1]}.",
    )


def security_contact(facts: Facts, _now: datetime) -> Seen:
    """Judge whether somebody who finds a weakness knows whom to tell."""
    if facts.security_contact is None:
        return None, _unchecked()
    if facts.security_contact:
        return 1.0, Text(
            id="Ada kontak untuk melaporkan celah keamanan.",
            en="There is a contact for reporting weaknesses.",
        )
    return 0.0, Text(
        id="Tidak ada kontak untuk melaporkan celah keamanan.",
        en="There is no contact for reporting weaknesses.",
    )


def donor_reachable(facts: Facts, _now: datetime) -> Seen:
    """Judge whether the donor's repository answered at the last visit."""
    if facts.reachable is None:
        return None, Text(
            id="Repositori donor belum dikunjungi.", en="The donor's repository was not visited yet."
        )
    if facts.reachable:
        return 1.0, Text(
            id="Repositori donor dapat dihubungi.", en="The donor's repository could be reached."
        )
    return 0.0, Text(
        id="Repositori donor tidak dapat dihubungi pada kunjungan terakhir.",
        en="The donor's repository could not be reached at the last visit.",
    )


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _unchecked() -> Text:
    return Text(
        id="Belum diperiksa sejak hal ini ditanyakan.", en="Not examined yet since this has been asked."
    )
