"""Names that values are given: which of them promise a secret, and what kind of secret."""

import re

from livinglab.language import Text

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Words that turn "password" or "token" into something that is none: a field, a route, a rule.
_HARMLESS_WORDS = """
name names field fields label labels input type types url uri path file files table column length
len min max expire expires expired expiry expiration expiresin timeout ttl hint placeholder title
text message msg error errors prefix header headers algorithm algo driver provider class view route
router confirm confirmation confirmed regex pattern rule rules format attribute attributes id ids
csrf xsrf public pub site old new forgot reset show hide toggle is has use enable enabled required
require strength policy count limit limits icon button btn lbl style color page pages form forms
user_field generator handler validator broker brokers hash hashed hashing version index primary
foreign sort order group map mapping row col data selector event code codes typ mode visibility
visible method action callback encoder tokenizer tokens keys passwords lang language translation
description desc info help verify check updated changed last parameter param invalid wrong empty
match matches mismatch link email subject keyword keywords search default session storage
cache sanctum abilities ability payload resumption continuation
"""
_HARMLESS = frozenset(_HARMLESS_WORDS.split())
_PUBLIC = re.compile(
    r"(recaptcha|captcha|turnstile).{0,10}site|publishable|vapid_?public|client_?id$", re.IGNORECASE
)

_PASSWORD = re.compile(r"pass|pwd|sandi", re.IGNORECASE)

TELEGRAM = Text(
    id="Token bot Telegram tampak tertulis di sini.", en="A Telegram bot's token seems to be written here."
)
APPLICATION_KEY = Text(
    id="Kunci enkripsi atau garam aplikasi tampak tertulis di sini.",
    en="The application's encryption key or salt seems to be written here.",
)
_KINDS: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (
            r"siasn|sipd|bsre|e_?sign|esign|\btte|_tte|srikandi|dukcapil|sp4n|simpeg|spse|sirup|splp|krisna|bpjs|x-cons-id",
            Text(
                id="Kredensial layanan pemerintah (seperti BSrE, SIASN, SIPD) tampak tertulis di sini.",
                en="Credentials of a government service (such as BSrE, SIASN, SIPD) seem to be written here.",
            ),
        ),
        (
            r"fonnte|wablas|zenziva|zuwinda|watzap|qontak|whatsapp|ruangwa|woowa|starsender|wa_?gateway|\bwa_",
            Text(
                id="Token gerbang WhatsApp atau SMS tampak tertulis di sini.",
                en="A token of a WhatsApp or SMS gateway seems to be written here.",
            ),
        ),
        (
            r"telegram|bot_?token",
            TELEGRAM,
        ),
        (
            r"mail|smtp|imap",
            Text(
                id="Kata sandi surel tampak tertulis di sini.", en="A mail password seems to be written here."
            ),
        ),
        (
            r"jwt",
            Text(id="Rahasia JWT tampak tertulis di sini.", en="A JWT secret seems to be written here."),
        ),
        (
            r"app_?key|encrypt|cipher|cookie_?validation|salt|nonce_?key|auth_?key|secure|logged_in|hmac|signing",
            APPLICATION_KEY,
        ),
        (
            r"\bdb|_db|database|koneksi|mysql|pgsql|postgres|mongo|maria|redis|connect",
            Text(
                id="Kata sandi basis data tampak tertulis di sini.",
                en="A database password seems to be written here.",
            ),
        ),
    )
)
_PASSWORD_SAYS = Text(id="Kata sandi tampak tertulis di sini.", en="A password seems to be written here.")
_TOKEN = Text(
    id="Token atau kunci API tampak tertulis di sini.", en="A token or API key seems to be written here."
)


def promises_a_secret(name: str) -> bool:
    """Tell whether a value of this name would be a secret: `db_password` yes, `password_min_length` no."""
    if _PUBLIC.search(name):
        return False
    words = [word.lower() for word in _WORDS.findall(name)]
    return not _HARMLESS.intersection(words)


def is_password(name: str) -> bool:
    """Tell whether a name is a password's rather than a token's or a key's."""
    return _PASSWORD.search(name) is not None


def kind(name: str, surroundings: str) -> Text:
    """Return the sentence for a secret of this name; `surroundings`: its path and what its file mentions."""
    for where in (name, surroundings):
        for pattern, sentence in _KINDS:
            if pattern.search(where):
                return sentence
    return _PASSWORD_SAYS if is_password(name) else _TOKEN
