"""Plain text: what people write into records, without anything that hides or steers."""

import unicodedata

from livinglab.language import Text
from registry.errors import Invalid

# Control, format (bidi among them), private and surrogate characters, and separators that are no line ends.
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"  # some scripts and signs are written with them
LINE_ENDS = "\n\t"


def note(text: str | None, *, field: str) -> str | None:
    """Return a text of any number of lines as it is kept. Raises Invalid for hidden signs and for nothing."""
    if text is None:
        return None
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not cleaned or any(_is_hidden(sign) for sign in cleaned if sign not in LINE_ENDS):
        raise _refused(field)
    return cleaned


def line(text: str | None, *, field: str) -> str | None:
    """Return a text of one line, its spaces single ones. Raises Invalid likewise."""
    if text is None:
        return None
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if not cleaned or any(_is_hidden(sign) for sign in text):
        raise _refused(field)
    return cleaned


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in HIDDEN and sign not in JOINERS


def _refused(field: str) -> Invalid:
    return Invalid(
        Text(
            id=f"`{field}` kosong atau memuat karakter yang tidak terlihat. Tulis ulang sebagai teks biasa.",
            en=f"`{field}` is empty or holds invisible characters. Write it again as plain text.",
        ),
        field=field,
    )
