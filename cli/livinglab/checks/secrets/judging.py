"""What the scanner's candidates are worth: each becomes a place and a sentence, or nothing."""

import base64
import binascii
import json
import re
import time
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from livinglab.checks import places
from livinglab.checks.secrets import names, values
from livinglab.checks.secrets.values import Weight
from livinglab.language import Text

_OWN = "livinglab."
_NUMBER = re.compile(r"[.][0-9]+$")
_KEY_BODY = re.compile(r"-----BEGIN[^-]*-----\s*(?:[A-Za-z-]+: [^\n]*\n)*(?:\\[rn]|[A-Za-z0-9+/=\s]){100,}")
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
_COPY = re.compile(r"(\.(bak|backup|old|orig|save|copy|[0-9]{1,8})|~)$", re.IGNORECASE)
_OF_ONE_MACHINE = re.compile(
    r"(^|/)(docker-)?compose[^/]*\.ya?ml$|(^|/)\.(github|gitlab|circleci)", re.IGNORECASE
)
_HERE = re.compile(
    r"['\"]?(localhost|127\.0\.0\.1|::1|db|mysql|mariadb|postgres|\.|\$.*)(:[0-9]+)?['\"]?", re.I
)
_PUBLIC_BY_NATURE = {"gcp-api-key", "mapbox-api-token", "supabase-project-api-key"}  # pages hand these out
_SPOKEN_OF = re.compile(
    rb"fonnte|wablas|zenziva|zuwinda|watzap|qontak|ruangwa|starsender|telegram|siasn|sipd|bsre", re.IGNORECASE
)
_LONGEST_LINE_START = 200
_NAMES = {"connect": "db_password", "address": "db_password", "transfer": "password"}
_OWN_SHAPES = {f"{_OWN}telegram": names.TELEGRAM, f"{_OWN}app-key": names.APPLICATION_KEY}

_PRIVATE_KEY = Text(id="Ini kunci privat.", en="This is a private key.")
_EXPIRED = Text(
    id="Token JWT tertulis di sini; masa berlakunya sudah lewat.", en="A JWT is written here; it has expired."
)


class Hit(NamedTuple):
    """Where something like a secret is written, and what it seems to be. Never the thing itself."""

    line: int
    sentence: Text
    weak: bool


class Candidate(Protocol):
    """What the engine hands over of a match. It holds the secret: it must not be kept or shown."""

    @property
    def rule_id(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def captures(self) -> dict[str, str]: ...
    @property
    def location(self) -> dict[str, Any]: ...


class Judge:
    """Weighs the candidates of one file."""

    def __init__(self, path: str, content: bytes) -> None:
        plain = _COPY.sub("", path)  # database.php.bak holds what database.php holds
        self._path, self._content = path, content
        self._configured = _SETTINGS.search(plain) is not None
        self._bare = _BARE.search(plain) is not None
        self._of_one_machine = _OF_ONE_MACHINE.search(plain) is not None
        self._own_rules = not places.is_machine_made(path)

    def weigh(self, candidate: Candidate) -> Hit | None:
        """Return the place and kind of a candidate; None if it is no secret."""
        rule, line = candidate.rule_id, candidate.location["line"]
        if not rule.startswith(_OWN):
            hit = _known_shape(rule, line, candidate.secret)
        elif rule in _OWN_SHAPES:
            hit = Hit(line, _OWN_SHAPES[rule], weak=False)
        elif self._own_rules and (rule != f"{_OWN}bare" or self._bare):
            hit = self._by_name(rule.removeprefix(_OWN), line, candidate.captures)
        else:
            hit = None
        if hit is None or not self._is_explained(candidate.location["start_offset"]):
            return hit
        return hit._replace(weak=True)

    def _by_name(self, rule: str, line: int, captures: dict[str, str]) -> Hit | None:
        value = captures.get("TOKEN") or captures.get("TOKEN2") or ""
        name = _NAMES.get(rule) or captures.get("KEY", "")
        weight: Weight | None
        if rule in {"connect", "address"}:
            weight = values.weigh_login(value, remote=_HERE.fullmatch(captures.get("HOST", "")) is None)
        elif not names.promises_a_secret(name):
            return None
        elif names.is_password(name):
            configured = self._configured or rule == "transfer"
            weight = values.weigh_password(name, _trimmed(rule, value), configured=configured)
        else:
            weight = values.weigh_token(name, _trimmed(rule, value), configured=self._configured)
        if weight is None:
            return None
        return Hit(line, names.kind(name, self._surroundings), weight == "weak" or self._of_one_machine)

    @cached_property
    def _surroundings(self) -> str:
        """The path, and which gateways and government services the file speaks of."""
        spoken_of = {word.lower().decode() for word in _SPOKEN_OF.findall(self._content)}
        return " ".join([self._path, *sorted(spoken_of)])

    def _is_explained(self, start: int) -> bool:
        """Tell whether a match stands in a block of documentation: lines that begin with `*` or `|`."""
        begin = self._content.rfind(b"\n", max(start - _LONGEST_LINE_START, 0), start) + 1
        return self._content[begin:start].lstrip()[:1] in {b"*", b"|"}


def _trimmed(rule: str, value: str) -> str:
    return value.rstrip(";,") if rule == "bare" else value


def _known_shape(rule: str, line: int, secret: str) -> Hit | None:
    """Judge what kingfisher knows by its shape."""
    name = _NUMBER.sub("", rule.rpartition("/")[2].removeprefix("betterleaks."))
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
