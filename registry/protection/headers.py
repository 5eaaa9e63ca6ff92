"""Security headers: what every answer carries, whether it is a page, a file or an error."""

from urllib.parse import urlsplit

from registry.settings import Settings

Headers = tuple[tuple[bytes, bytes], ...]

# May be read by others' front ends, without credentials.
PUBLIC = ("/api/v1/", "/v1/", "/archives/", "/badge/", "/dumps/", "/feeds/")
# A form that ends in a redirect to the identity provider needs that one in form-action too.
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    # Never stricter: with no-referrer browsers send `Origin: null`, and our own forms would be refused.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
OURS_ALONE = ((b"cross-origin-resource-policy", b"same-origin"),)
READ_BY_OTHERS = (
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Content-Disposition, ETag, Link, Livinglab-Serial, RateLimit, RateLimit-Policy, Retry-After",
    ),
)
HSTS = (b"strict-transport-security", b"max-age=31536000")


class SecurityHeaders:
    """The headers for these settings, made once."""

    def __init__(self, settings: Settings) -> None:
        always: Headers = ((b"content-security-policy", _policy(settings).encode()), *ALWAYS)
        if settings.public_url.scheme == "https":
            always = (*always, HSTS)
        self._ours = (*always, *OURS_ALONE)
        self._public = (*always, *READ_BY_OTHERS)
        self._names = frozenset(name for name, _ in (*self._ours, *self._public))

    def for_answer(self, method: str, path: str, *, private: bool) -> Headers:
        """Return what an answer carries; `private` if the request had credentials of any kind."""
        public = not private and method in ("GET", "HEAD") and path.startswith(PUBLIC)
        return self._public if public else self._ours

    def added(self, own: list[tuple[bytes, bytes]], extra: Headers) -> list[tuple[bytes, bytes]]:
        """Return an answer's own headers and those that it lacks: a page may be stricter than the rule."""
        said = self._names.intersection([name for name, _ in own])
        if said:
            return [*own, *[pair for pair in extra if pair[0] not in said]]
        return [*own, *extra]


def _policy(settings: Settings) -> str:
    if not settings.oidc_issuer:
        return POLICY
    provider = urlsplit(settings.oidc_issuer)
    return f"{POLICY} {provider.scheme}://{provider.netloc}"
