"""What a token looks like: recognised without asking anybody, by the registry, laptops and secret scanners.

`llab_`, 43 characters that are 32 random bytes in base62, and 6 that are the CRC-32 of those 43.
"""

import re
import string
import zlib

PREFIX = "llab_"
ALPHABET = string.digits + string.ascii_letters
BODY, CHECK = 43, 6  # base62 characters of 32 bytes, and of a CRC-32
PATTERN = r"llab_[0-9A-Za-z]{49}"


def is_well_formed(text: str) -> bool:
    """Say whether a text can be a token at all: its CRC finds every slip of the hand, and most guesses."""
    if not re.fullmatch(PATTERN, text):
        return False
    body = text.removeprefix(PREFIX)
    return body[BODY:] == _check(body[:BODY])


def of_number(number: int) -> str:
    """Write a number of at most 32 bytes as a token."""
    body = _base62(number, length=BODY)
    return PREFIX + body + _check(body)


def _check(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), length=CHECK)


def _base62(number: int, *, length: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits.rjust(length, ALPHABET[0])
