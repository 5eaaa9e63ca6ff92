"""Where to go after signing in: addresses of this website and no others."""

import unicodedata

HOME = "/account"
LONGEST = 2000


def safe_path(text: str | None, *, otherwise: str = HOME) -> str:
    """Return `text` if it is a path of this website, else `otherwise`.

    Browsers take `//host`, a backslash and `/<tab>/host` for other hosts; none of these may stand anywhere
    (OWASP, Unvalidated Redirects and Forwards).
    """
    if not text or len(text) > LONGEST or not text.startswith("/"):
        return otherwise
    if "//" in text or "\\" in text or any(_is_hidden(character) for character in text):
        return otherwise
    return text


def _is_hidden(character: str) -> bool:
    return not character.isascii() or character.isspace() or unicodedata.category(character).startswith("C")
