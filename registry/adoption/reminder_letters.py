"""Letters that remind: which confirmations run out when, and how to renew them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from livinglab.language import Text
from registry.mail import Letter

MOST_LINES = 50  # of one letter


class Expiry(NamedTuple):
    """A confirmation that runs out, and in which notice that is told."""

    adoption_id: int
    application_slug: str
    application_name: str
    region_code: str
    region_name: str
    unit: str
    expires_on: date
    days: int  # before the last day: 60 or 14

    @property
    def told_on(self) -> date:
        """The day from which on this is told."""
        return self.expires_on - timedelta(days=self.days)


BODY = Text(
    id="""Konfirmasi pemakaian aplikasi berikut segera berakhir. Tanpa konfirmasi baru, pada hari sesudahnya
statusnya menjadi "tidak dikonfirmasi lagi" (lapsed); catatannya sendiri tetap ada.

{lines}

Masih dipakai? Jalankan `livinglab adopt confirm` di folder aplikasi itu.
Sudah dihentikan? Itu pun berguna bagi daerah lain: `livinglab adopt stopped --reason …`.
Keduanya juga dapat dikirim ke {origin}/api/v1/adoptions/NOMOR/events.""",
    en="""The confirmations of these adoptions run out soon. Without a new one they are shown as lapsed from
the next day on; the records themselves stay.

{lines}

Still in use? Run `livinglab adopt confirm` in that application's folder.
Stopped? That helps other regions too: `livinglab adopt stopped --reason …`.
Both can also be sent to {origin}/api/v1/adoptions/NUMBER/events.""",
)
LINE = Text(
    id="- {name}, {place}: sampai {day} (nomor {number})",
    en="- {name}, {place}: until {day} (number {number})",
)
MORE = Text(id="- dan {count} lagi", en="- and {count} more")


def letter(email: str, expiries: Sequence[Expiry], *, origin: str) -> Letter:
    """Write one letter about all that runs out, the most urgent first; `origin` is the registry's address."""
    first, count = min(one.expires_on for one in expiries), len(expiries)
    subject = Text(
        id=f"{count} pemakaian aplikasi perlu dikonfirmasi, yang pertama sampai {first}",
        en=f"{count} adoptions to confirm, the first by {first}",
    )
    body = Text(
        id=BODY.id.format(lines=_lines(expiries, LINE.id, MORE.id), origin=origin),
        en=BODY.en.format(lines=_lines(expiries, LINE.en, MORE.en), origin=origin),
    )
    return Letter(email, subject, body)


def _lines(expiries: Sequence[Expiry], line: str, more: str) -> str:
    lines = [
        line.format(
            name=_plain(one.application_name),
            place=_plain(f"{one.unit}, {one.region_name}" if one.unit else one.region_name),
            day=one.expires_on,
            number=one.adoption_id,
        )
        for one in expiries[:MOST_LINES]
    ]
    left = len(expiries) - len(lines)
    return "\n".join([*lines, more.format(count=left)] if left else lines)


def _plain(text: str) -> str:
    """Return a name as one line: an application's is its donor's to write."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
