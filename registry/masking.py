"""Masking: what a text says without the secrets in it. Every line of the logs goes through here."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote

MASK = "…"
LONGEST = 64 * 1024  # of one text; what is longer is cut before it is searched
SHORTEST_KNOWN = 6  # shorter passwords would be found inside ordinary words
_NAMES = (
    r"[\w-]*(?:password|passwd|passphrase|secret|token|api_?key|access_?key(?:_id)?|credentials?|seed|totp)"
)
_QUERY_NAMES = (
    r"code|link|ticket|state|nonce|signature|sig|token|key|otp|client_secret|code_verifier|password"
)

# Linear in the text: what repeats begins where a run of its characters begins, or has a length.
_RULES: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    # the whole header, whatever stands in it
    (
        re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(\\?['\"]?\s{0,3}[:=,])[^\r\n]+"),
        rf"\1\2 {MASK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s{1,3}[\w.~+/=-]{6,}"), rf"\1 {MASK}"),
    (re.compile(r"llab_\w+"), f"llab_{MASK}"),
    (re.compile(r"whsec_[\w+/=-]+"), f"whsec_{MASK}"),  # of a webhook (Standard Webhooks)
    (re.compile(r"(?<![\w-])eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), f"eyJ{MASK}"),  # a JSON Web Token
    (re.compile(r"(?i)otpauth://[^\s'\"<>]+"), f"otpauth://{MASK}"),
    # user:password@ before a host; a password may hold a slash that nobody encoded
    (re.compile(r"://[^\s/@'\"<>]*@"), f"://{MASK}@"),
    (re.compile(r"://[^\s/@:'\"<>]*:(?!\d{1,5}/)[^\s'\"<>]{0,200}@"), f"://{MASK}@"),
    (re.compile(r"(/sign-in/link/|/link/|/invitations?/|/proofs?/)[^\s/?#'\"<>]+"), rf"\1{MASK}"),
    (re.compile(rf"(?i)([?&;](?:{_QUERY_NAMES})=)[^\s&#'\"<>]+"), rf"\1{MASK}"),
    (
        re.compile(
            rf"(?i)(?<![\w-])({_NAMES})(\\?['\"]?\s{{0,3}}[=:]\s{{0,3}})(?:\\?['\"][^'\"\r\n]*|[^\s'\"&,;)}}]+)"
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"\b[A-Z2-7]{32}\b"), MASK),  # a seed of TOTP
    (re.compile(r"\b[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\b"), MASK),  # a recovery code
    (re.compile(r"\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b"), MASK),  # a device's user code
    # anything that looks like 24 random bytes or more in base64url: sessions, links, device codes
    (re.compile(r"[\w-]{32,}"), lambda found: MASK if _is_random(found[0]) else found[0]),
]
_known: set[str] = set()


def masked(text: str) -> str:
    """Return the text without whatever is or looks like a secret."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + " [cut]"
    for known in _known:
        text = text.replace(known, MASK)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def hide(secrets: Iterable[str]) -> None:
    """Mask these from now on wherever they stand, as they are and as an address has them."""
    for secret in secrets:
        if len(secret) >= SHORTEST_KNOWN:
            _known.update({secret, quote(secret, safe=""), quote(secret), unquote(secret)})


def _is_random(text: str) -> bool:
    """Whether capitals, small letters and digits are mixed, as no word, path or digest mixes them."""
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(any(kind(letter) for letter in text) for kind in kinds)
