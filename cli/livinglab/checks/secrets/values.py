"""Values with a telling name: which may well be live secrets, and which only hold the place of one."""

import math
import re
from collections import Counter
from typing import Literal

Weight = Literal["strong", "weak"]

_MARKS = re.compile(
    r"\$\{|\{\{|\{\$|<[^>]*>|%[\w()]+%|%[sd]|#\{|\$\(|^\$|@@|\{[a-z_0-9.]*\}|\b(env|getenv|config|process\.env|os\.environ"
    r"|secrets?\.|vault)[\[(.]|\(\)|::|->|=>|\[\]|^\[|^(![a-z/]+|[&*][a-z_-]+|[|>][+-]?)$|\\n|\+ *\w+ *\+",
    re.IGNORECASE,
)
_PLACE_HOLDER = re.compile(
    r"x{3,}|\*{3,}|\.{3}|…|•|_{3,}|#{3,}|-{3,}|0{6,}|change.?(me|this|it)|(change|replace|fill|set|generate).{0,3}(with|in|me|your|here|this)"
    r"|your|example|contoh|placeholder|dummy|sample|fake|mock|ganti|isi[._-]|^isi|masukkan|insert|"
    r"di_?sini|-here|_here|todo|fixme|redacted|hidden|disensor|lorem|<|>|generate|unset|"
    r"rahasia[._ -]|[._ -]rahasia|put.?your|wajib|password.?(mu|anda|kamu|kuat|min)|kuat|^my[._-]|"
    r"token.?(anda|kamu|mu)|secret.?(anda|key$)|database_(name|pass)|(db|user|api|app|access|secret)_?(pass(word)?|secret|token|key)$",
    re.IGNORECASE,
)
_USUAL = """
null none nil false true undefined void root toor password passwd pass passw0rd p4ssw0rd secret
rahasia test testing tester default admin administrator user username string text token key apikey
postgres postgresql mysql mariadb mongo laravel homestead forge docker guest demo sail minio
minioadmin rabbitmq redis operator superadmin super letmein welcome changeme foobar foo bar baz
hidden bearer basic required nullable optional sandi katasandi kosong isi ubah hash bcrypt
md5 sha1 sha256 argon2 argon2id auto off on yes no local dev development production staging sync
file array log cookie database session web api sanctum jwt passport csrf
"""
_DEFAULTS = frozenset(_USUAL.split())
_GUESSABLE = re.compile(
    r"[a-z]{2,12}[@_.-]?(123|1234|12345|123456|321|1)|[0-9]{3,10}|qwerty[0-9]*|p@ss\w{0,8}", re.IGNORECASE
)
_DOCUMENTED = re.compile(
    r"EXAMPLE|[xX]{5,}|\*{4,}|0{10,}|1234567890|^sk_test_|^pk[._]|^rk_test_|(?i:your[-_]|example\.(com|org|net))"
)
_SEQUENCE = re.compile(r"abcdefgh|0123456789|12345678|qwertyui", re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HASH = re.compile(r"^\$(2[aby]|argon2id?|5|6|P|1|apr1)\$|^\{SHA|^\*[0-9A-F]{40}$|^pbkdf2")
_WORDS = re.compile(r"[A-Za-z]+([ _.:/\-][A-Za-z]+)*[ _.:/!?-]?")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z_]*([.\\/\[][\w.\\/\]]*)?|[a-z]+([A-Z][a-z]+)+[0-9]{0,2}")
_ADDRESS = re.compile(r"^(https?:|/|\./|\.\./|#|\.[a-z]|@|mailto:|data:|\^|~)")
_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_\-./+=:~@#!$%&*^|]{8,}")
_SHOWN_BY_PAGES = "AIza"  # Google's keys for maps and Firebase: browsers get them
_SHORTEST_TOKEN = 12
_SHORTEST_PASSWORD = 6
_LONG = 20
_HIGH_ENTROPY = 3.8
_LEAST_ENTROPY = 3.0  # bits a character; English words have about 2.5 to 3, random tokens above 3.5


def is_place_holder(value: str) -> bool:
    """Tell whether a value says by itself that it is none: empty, a template's mark, an example, a hash."""
    bare = value.strip().strip("'\"`,;")
    folded = bare.lower()
    return (
        len(bare) < 3
        or len(set(folded)) <= 2
        or _MARKS.search(bare) is not None
        or _PLACE_HOLDER.search(bare) is not None
        or _DOCUMENTED.search(bare) is not None
        or _HASH.search(bare) is not None
        or _SEQUENCE.search(bare) is not None
        or bare.endswith("\\")  # a string that goes on behind an escaped quote: code
    )


def is_default(value: str) -> bool:
    """Tell whether a value is one that everybody tries first: `root`, `password`, `admin123`."""
    return value.strip().strip("'\"`,;").lower() in _DEFAULTS


def is_documented(value: str) -> bool:
    """Tell whether a key of a known shape is the one that its maker's documentation shows, or public."""
    return _DOCUMENTED.search(value) is not None


def weigh_password(name: str, value: str, *, configured: bool) -> Weight | None:
    """Weigh a password. `configured`: its file holds settings, where even a plain word is meant."""
    if _says_nothing(name, value) or "|" in value:
        return None
    if _GUESSABLE.fullmatch(value):
        return "weak" if configured else None
    if _DIGEST.fullmatch(value):
        return "weak"
    if configured:
        return "strong"
    worded = " " in value or _WORDS.fullmatch(value) or _IDENTIFIER.fullmatch(value)
    return None if worded or len(value) < _SHORTEST_PASSWORD or not _is_mixed(value) else "strong"


def weigh_login(value: str, *, remote: bool) -> Weight | None:
    """Weigh a password in a call that connects to a database; even `123456` is live on another machine."""
    if is_place_holder(value):
        return "strong" if remote and _GUESSABLE.fullmatch(value) else None
    if is_default(value):
        return "weak" if remote else None
    return "weak" if _GUESSABLE.fullmatch(value) and not remote else "strong"


def weigh_token(name: str, value: str, *, configured: bool) -> Weight | None:
    """Weigh a token, key, secret or salt: random enough, long enough, and no words."""
    if _says_nothing(name, value) or is_documented(value) or not _TOKEN_SHAPE.fullmatch(value):
        return None
    random = entropy(value)
    if _WORDS.fullmatch(value) or _IDENTIFIER.fullmatch(value):
        return "strong" if len(value) >= _LONG and random > _HIGH_ENTROPY else None
    if len(value) < _SHORTEST_TOKEN or random < _LEAST_ENTROPY:
        return "weak" if configured and _is_mixed(value) else None
    if (_UUID.fullmatch(value) and not configured) or value.startswith(_SHOWN_BY_PAGES):
        return "weak"
    return "strong" if configured or _is_mixed(value) else None


def _says_nothing(name: str, value: str) -> bool:
    return (
        is_place_holder(value)
        or is_default(value)
        or _echoes(name, value)
        or _ADDRESS.search(value) is not None
    )


def _is_mixed(value: str) -> bool:
    return any(one.isdigit() for one in value) and any(one.isalpha() for one in value)


def entropy(value: str) -> float:
    """Return Shannon's entropy in bits a character."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def _echoes(name: str, value: str) -> bool:
    """`password => user_password`, `token: "csrf-token"`: the value is but another name."""
    bare = re.sub(r"[^a-z0-9]", "", value.lower())
    wanted = re.sub(r"[^a-z0-9]", "", name.lower())
    return bool(wanted) and (bare == wanted or (bare.isalpha() and (wanted in bare or bare in wanted)))
