"""The scanner of secrets: built once a process, never on the network; of what it finds only places leave."""

import base64
import binascii
import json
import re
import time
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from livinglab.checks import places
from livinglab.checks.secrets import names, values
from livinglab.language import Text

if TYPE_CHECKING:
    from kingfisher_sdk import DetectionScanner

MOST = 4 << 20  # bytes of a file that is opened at all
FIRST = 2 << 20  # of these, what is looked at
SECONDS = 10.0  # for one file; the engine is linear, 2 MiB take some 20 ms
_RULES = Path(__file__).with_name("rules.yml")
_OWN = "livinglab."
_TAIL = re.compile(r"[.][0-9]+$")
_KEY_BODY = re.compile(r"-----BEGIN[^-]*-----\s*(?:[A-Za-z-]+: [^\n]*\n)*((?:\\[rn]|[A-Za-z0-9+/=\s]){100,})")
_SETTINGS = re.compile(
    r"(^|/)(\.env[^/]*|[^/]*\.env|wp-config[^/]*\.php|app/config/[^/]+\.php|application/config/(.*/)?[^/]+\.php"
    r"|configs?/(.*/)?[^/]+\.(php|json|js|ts|py)|(koneksi|connection|connect|database|db|dbconnect|conn|config"
    r"|configuration|konfigurasi|setting|settings|local_settings|appsettings[^/]*|sftp(-config)?|credentials?)"
    r"\.(inc|php|inc\.php|json|py|js|ts)|[^/]+\.(ini|ya?ml|properties|conf|cfg|cnf|toml)|dockerfile[^/]*"
    r"|\.(my\.cnf|netrc|pgpass|npmrc|htpasswd))$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(^|/)(\.env[^/]*|[^/]*\.env|[^/]+\.(ini|ya?ml|properties|conf|cfg|cnf|sh|bash|bat|ps1|service|txt)"
    r"|dockerfile[^/]*|\.npmrc|\.my\.cnf|makefile)$",
    re.IGNORECASE,
)
_COMPOSE = re.compile(r"(^|/)(docker-)?compose[^/]*\.ya?ml$|(^|/)\.(github|gitlab|circleci)", re.IGNORECASE)
_PUBLIC_BY_NATURE = {
    "gcp-api-key",
    "mapbox-api-token",
    "supabase-project-api-key",
}  # pages hand these to browsers
_GATEWAYS = re.compile(
    rb"fonnte|wablas|zenziva|zuwinda|watzap|qontak|ruangwa|starsender|telegram|siasn|sipd|bsre", re.I
)


class Hit(NamedTuple):
    """Where something like a secret is written, and what it seems to be. Never the thing itself."""

    line: int
    sentence: Text
    weak: bool


_TOO_HARD = Text(
    id="Berkas ini terlalu lama diperiksa sehingga dilewati; periksalah sendiri.",
    en="This file took too long to look through and was passed over; look at it yourselves.",
)
_PRIVATE_KEY = Text(id="Ini kunci privat.", en="This is a private key.")
_EXPIRED = Text(
    id="Token JWT tertulis di sini; masa berlakunya sudah lewat.", en="A JWT is written here; it has expired."
)


def prepare() -> None:
    """Build the scanner now: some 4 s the first time on a machine, 0.5 s from its cache. Forks inherit it."""
    _scanner()


def find(path: str, content: bytes) -> tuple[Hit, ...]:
    """Return where secrets seem to be written in a file, at most one a line, in the order of lines."""
    if not places.is_text(content):
        return ()
    found: dict[int, Hit] = {}
    for hit in _hits(path, content[:FIRST]):
        known = found.get(hit.line)
        if known is None or (known.weak and not hit.weak):
            found[hit.line] = hit
    return tuple(found[line] for line in sorted(found))


def is_settings(path: str) -> bool:
    """Tell whether a file holds settings by its name, where even a plain word may be a password."""
    return _SETTINGS.search(path) is not None


@cache
def _scanner() -> "DetectionScanner":
    from kingfisher_sdk import DetectionScanner, Rules  # noqa: PLC0415 - 36 MB that only an examination needs

    return DetectionScanner(Rules([_RULES]), inline_ignores=False)


def _hits(path: str, content: bytes) -> Iterator[Hit]:
    from kingfisher_sdk import ScanInput  # noqa: PLC0415 - as above

    named = path.encode("utf-8", "replace").decode()  # git's paths may hold what is not UTF-8
    try:
        found = _scanner().scan_input(ScanInput(path=named, data=content), timeout=SECONDS)
    except (TimeoutError, RuntimeError, ValueError):
        yield Hit(1, _TOO_HARD, weak=True)
        return
    judge = _Judge(path, content)
    for finding in found:
        if finding.visible:
            hit = judge.of(finding.rule_id, finding.location["line"], finding.captures, finding.secret)
            if hit is not None:
                yield hit


class _Judge:
    """Weighs the engine's candidates in one file."""

    def __init__(self, path: str, content: bytes) -> None:
        self._path, self._content = path, content
        self._configured = is_settings(path)
        self._local = _COMPOSE.search(path) is not None  # containers of one machine, pipelines
        self._bare = _BARE.search(path) is not None
        self._own_rules = not places.is_machine_made(path)

    def of(self, rule: str, line: int, captures: dict[str, str], secret: str) -> Hit | None:
        if not rule.startswith(_OWN):
            return _known_shape(rule, line, secret)
        if not self._own_rules or (rule == f"{_OWN}bare" and not self._bare):
            return None
        value = captures.get("TOKEN") or captures.get("TOKEN2") or ""
        return self._by_name(rule.removeprefix(_OWN), line, captures.get("KEY", ""), value)

    def _by_name(self, rule: str, line: int, name: str, value: str) -> Hit | None:
        if rule == "bare":
            value = value.rstrip(";,")
        if rule in {"connect", "transfer"}:
            weight = values.weigh_password("password", value, configured=True)
            name = "db_connect" if rule == "connect" else "password"
        elif not names.promises_a_secret(name):
            return None
        elif names.is_password(name):
            weight = values.weigh_password(name, value, configured=self._configured)
        else:
            weight = values.weigh_token(name, value, configured=self._configured)
        if weight is None:
            return None
        return Hit(line, names.kind(name, self._surroundings), weight == "weak" or self._local)

    @cached_property
    def _surroundings(self) -> str:
        """The path, and which gateways and government services the file speaks of."""
        mentioned = {word.lower().decode() for word in _GATEWAYS.findall(self._content)}
        return " ".join([self._path, *sorted(mentioned)])


def _known_shape(rule: str, line: int, secret: str) -> Hit | None:
    """Judge what kingfisher knows by its shape."""
    name = _TAIL.sub("", rule.rpartition("/")[2].removeprefix("betterleaks."))
    if name == "private-key":
        return Hit(line, _PRIVATE_KEY, weak=False) if _KEY_BODY.search(secret) else None
    if values.is_documented(secret):
        return None
    if name == "jwt" and _has_expired(secret):
        return Hit(line, _EXPIRED, weak=True)
    if name == "generic-credential-uri" and not _is_live_address(secret):
        return None
    return Hit(line, _service(name), name in _PUBLIC_BY_NATURE)


@lru_cache(maxsize=512)
def _service(name: str) -> Text:
    words = name.replace("-", " ")
    return Text(
        id=f"Kunci atau token layanan tampak tertulis di sini ({words}).",
        en=f"A service's key or token seems to be written here ({words}).",
    )


def _is_live_address(secret: str) -> bool:
    """Tell whether an address such as mysql://user:password@host holds a password that may be live."""
    password = secret.partition("://")[2].rpartition("@")[0].partition(":")[2] or secret
    return not values.is_default(password) and not values.is_place_holder(password)


def _has_expired(token: str) -> bool:
    """Tell whether a JWT says that its time is over. What cannot be read has not expired."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return False
    expiry = claims.get("exp") if isinstance(claims, dict) else None
    return isinstance(expiry, (int, float)) and expiry < time.time()
