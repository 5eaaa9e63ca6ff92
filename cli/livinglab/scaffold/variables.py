"""One variable of a `.env`: what kind it is, where its value comes from."""

import base64
import re
import secrets
import string
import tomllib
from dataclasses import dataclass
from typing import Literal, get_args

from livinglab.language import Text
from livinglab.scaffold.dotenv import Entry
from livinglab.scaffold.errors import ScaffoldError
from livinglab.scaffold.stacks import Stack

Kind = Literal["secret", "url", "int", "bool", "enum", "text"]
Generator = Literal["token", "hex", "laravel-key", "codeigniter-key"]

OF_A_REGION = re.compile(r"(?i)[a-z0-9-]+\.(go|desa|mil|sch)\.id\b")
PLAIN = string.ascii_letters + string.digits  # nothing that a shell, an address or a YAML file could misread
LARGEST_SCHEMA = 262_144
SECRET_WORDS = frozenset(
    {"PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "TOKEN", "KEY", "SALT", "PASSPHRASE"}
)
# These words make a name one about a secret (its length, its header), not the secret.
ABOUT_A_SECRET = frozenset(
    {
        "EXPIRE",
        "EXPIRES",
        "EXPIRY",
        "EXPIRATION",
        "TTL",
        "LIFETIME",
        "LENGTH",
        "TIMEOUT",
        "PREFIX",
        "HEADER",
        "PATH",
        "FILE",
        "ALGORITHM",
        "ALGO",
        "TYPE",
        "ENABLED",
        "NAME",
        "ROUNDS",
    }
)
# A random value in these would be wrong: somebody else gives them out.
GIVEN_BY_OTHERS = frozenset(
    {
        "API",
        "AWS",
        "S3",
        "MAIL",
        "SMTP",
        "IMAP",
        "MAILGUN",
        "POSTMARK",
        "RESEND",
        "SES",
        "SENDGRID",
        "PUSHER",
        "ABLY",
        "GOOGLE",
        "RECAPTCHA",
        "CAPTCHA",
        "TURNSTILE",
        "FACEBOOK",
        "GITHUB",
        "GITLAB",
        "LDAP",
        "SSO",
        "OAUTH",
        "OIDC",
        "KEYCLOAK",
        "CLIENT",
        "TELEGRAM",
        "WHATSAPP",
        "WA",
        "FONNTE",
        "TWILIO",
        "FCM",
        "FIREBASE",
        "VAPID",
        "MIDTRANS",
        "XENDIT",
        "BSRE",
        "ESIGN",
        "TTE",
        "SIPD",
        "SIASN",
        "DUKCAPIL",
        "SPLP",
        "SENTRY",
        "SLACK",
        "MAPBOX",
        "MAPS",
        "OPENAI",
        "FTP",
        "SFTP",
        "PUBLIC",
        "PRIVATE",
        "SITE",
        "ID",
        "URL",
    }
)


@dataclass(frozen=True)
class Variable:
    """Written is `value`, or what the generator makes; with `same_as` another's value goes into `{}`."""

    key: str
    kind: Kind
    value: str = ""
    comment: str = ""
    generator: Generator | None = None
    same_as: str | None = None
    required: bool = False
    review: bool = False
    """The donor's own address stands in it, so a person has to look."""

    @property
    def generated(self) -> bool:
        """Whether the value is made at the moment of writing."""
        return self.generator is not None


def fresh(generator: Generator) -> str:
    """A new secret of the shape that its reader expects."""
    if generator == "laravel-key":
        return "base64:" + base64.b64encode(secrets.token_bytes(32)).decode()
    if generator == "codeigniter-key":
        return "hex2bin:" + secrets.token_hex(32)
    if generator == "hex":
        return secrets.token_hex(32)
    return "".join(secrets.choice(PLAIN) for _ in range(40))


def from_example(entry: Entry, stack: Stack) -> Variable:
    """What the donor's example line means; a secret that stands there is never taken over."""
    words = words_of(entry.key)
    if entry.key == "APP_KEY" and (stack.base == "laravel" or entry.value.startswith("base64:")):
        return Variable(entry.key, "secret", comment=entry.comment, generator="laravel-key", required=True)
    if entry.key == "encryption.key":
        return Variable(
            entry.key, "secret", comment=entry.comment, generator="codeigniter-key", required=True
        )
    if is_secret(words) and "${" not in entry.value:
        return secret_from(entry, words)
    if OF_A_REGION.search(entry.value):
        note = join(entry.comment, "PERIKSA: masih milik donor?")
        return Variable(entry.key, kind_of(entry.value, words), entry.value, note, review=True)
    return Variable(entry.key, kind_of(entry.value, words), entry.value, entry.comment)


def secret_from(entry: Entry, words: set[str]) -> Variable:
    """Make our own secrets, leave empty what a provider gives out, keep a `null` that means off."""
    if entry.value.lower() in ("null", "none", "false") or (entry.value == "" and "REDIS" in words):
        return Variable(entry.key, "secret", entry.value, entry.comment)
    if words & GIVEN_BY_OTHERS:
        hint = "isi dari penyedia layanan" if entry.value else ""
        return Variable(entry.key, "secret", "", join(entry.comment, hint))
    return Variable(entry.key, "secret", comment=entry.comment, generator="token", required=True)


def words_of(key: str) -> set[str]:
    """`database.default.password`, `jwtSecret`, `DB_PASSWORD` as capital words."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", key)
    return set(filter(None, re.split(r"[^A-Z0-9]+", parted.upper())))


def is_secret(words: set[str]) -> bool:
    """Whether a name with these words holds a secret rather than something about one."""
    if words & ABOUT_A_SECRET:
        return False
    return bool(words & SECRET_WORDS) or any(word.endswith("PASSWORD") for word in words)


def kind_of(value: str, words: set[str]) -> Kind:
    """The kind that an ordinary value shows."""
    if re.match(r"[a-z][a-z0-9+.-]*://", value) or "URL" in words:
        return "url"
    if re.fullmatch(r"-?\d{1,18}", value):
        return "int"
    return "bool" if value.lower() in ("true", "false") else "text"


def join(*parts: str) -> str:
    """Remarks side by side."""
    return "; ".join(filter(None, parts))


def from_schema(schema: bytes | None) -> list[Variable]:
    """The variables that `env.schema.toml` lists; it is machine-owned, so a broken one is an error."""
    if not schema:
        return []
    try:
        tables = tomllib.loads(schema[:LARGEST_SCHEMA].decode("utf-8")).get("variable", [])
        return [from_table(table) for table in tables]
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as problem:
        raise ScaffoldError(
            Text(
                ".livinglab/env.schema.toml rusak; jalankan livinglab update.",
                ".livinglab/env.schema.toml is broken; run livinglab update.",
            )
        ) from problem


def from_table(table: dict[str, str | bool]) -> Variable:
    """One `[[variable]]`."""
    generator = table.get("generator")
    if generator is not None and generator not in get_args(Generator):
        raise KeyError(generator)
    if table["kind"] not in get_args(Kind):
        raise KeyError(table["kind"])
    return Variable(
        key=str(table["key"]),
        kind=table["kind"],  # type: ignore[arg-type]  # checked against the literal above
        value=str(table.get("value", "")),
        comment=str(table.get("comment", "")),
        generator=generator,  # type: ignore[arg-type]  # checked against the literal above
        same_as=str(table["same_as"]) if "same_as" in table else None,
        required=bool(table.get("required", False)),
    )
