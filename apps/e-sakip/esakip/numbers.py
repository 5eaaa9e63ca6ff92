"""Numbers as people in Indonesia write them, kept exactly as integers."""

import re
from fractions import Fraction

MOST_DIGITS = 12
_PLAIN = re.compile(r"(-?)(\d+)(?:,(\d+))?", re.ASCII)
_GROUPED = re.compile(r"(-?)(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)


class NumberError(ValueError):
    """Text that is no number; the message (Indonesian, a key of `english`) says how to write one."""


def parse(text: str, *, decimals: int) -> int:
    """`1.234,5` with three decimals becomes 1234500. `12.5` is refused: it could mean two things."""
    cleaned = text.strip().replace("\u2212", "-")
    if not cleaned:
        raise NumberError("Angka wajib diisi.")
    match = _PLAIN.fullmatch(cleaned) or _GROUPED.fullmatch(cleaned)
    if not match:
        raise NumberError("Tulis angka dengan koma desimal, misalnya 1.234,5.")
    sign, whole, fraction = match[1], match[2].replace(".", ""), match[3] or ""
    if len(fraction) > decimals:
        raise NumberError("Terlalu banyak angka di belakang koma.")
    if len(whole) > MOST_DIGITS:
        raise NumberError("Angka terlalu besar.")
    return int(sign + whole + fraction.ljust(decimals, "0"))


def show(value: Fraction, language: str, *, least: int = 0, most: int = 3) -> str:
    """Rounded half away from zero to `most` decimals, without needless zeros beyond `least`."""
    scaled = abs(value) * 10**most
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, fraction = divmod(rounded, 10**most)
    digits = f"{fraction:0{most}d}" if most else ""
    while len(digits) > least and digits.endswith("0"):
        digits = digits[:-1]
    text = f"{whole:,}" + (f".{digits}" if digits else "")
    if language == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"-{text}" if value < 0 and rounded else text
