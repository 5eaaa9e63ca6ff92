"""E-mail addresses: the syntax that both Go's net/mail and the validator's expression accept."""

import re

LONGEST = 320

_WIDE = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
_ATOM = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{_WIDE}-]+")
_QUOTED = re.compile(r'"([^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])+"')
_DOMAIN = re.compile(rf"[A-Za-z0-9.~{_WIDE}-]+")
_ENDS = re.compile(rf"[A-Za-z0-9{_WIDE}]")
_STARTS_THE_LAST = re.compile(rf"[A-Za-z0-9{_WIDE}]\.[A-Za-z{_WIDE}]")
_LAST = re.compile(rf"[A-Za-z{_WIDE}]")


def is_email(text: str) -> bool:
    """Tell whether a text is one address such as `ani@sumedang.go.id`, without a name or brackets around it.

    RFC 5322's addr-spec with a domain of two labels or more; letters beyond ASCII are let in (RFC 6531).
    """
    if len(text) > LONGEST:
        return False
    local, at, domain = text.rpartition("@")
    if not at or not _DOMAIN.fullmatch(domain) or "" in domain.split("."):
        return False
    if not _ENDS.match(domain[0]) or not _LAST.match(domain[-1]) or not _STARTS_THE_LAST.search(domain):
        return False
    if local.startswith('"'):
        return _QUOTED.fullmatch(local) is not None
    return all(_ATOM.fullmatch(part) for part in local.split("."))
