"""What never leaves a README for a draft: people's addresses and numbers, and passwords."""

import re

_PRIVATE = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]"  # an e-mail address, or a login in a URL
    r"|(?<![0-9])[0-9]{16}(?![0-9])"  # as long as a NIK
    r"|\b(?:pass(?:word|wd)?|kata sandi|sandi|token|secret)\b[ \t]{0,5}[:=/]",
    re.IGNORECASE,
)


def is_private(text: str) -> bool:
    """Tell whether a text holds what a person must agree to before it is repeated."""
    return _PRIVATE.search(text) is not None
