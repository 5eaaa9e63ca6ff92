"""Numbers as each language writes them."""

from fractions import Fraction


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
