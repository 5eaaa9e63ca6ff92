"""Mail: a letter in both languages, handed to the operator's mail server or not sent at all."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from livinglab.language import Text
from registry.errors import Invalid, RegistryError
from registry.settings import Settings

SECONDS = 10  # for each answer of the mail server
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
SAME_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 25, "smtps": 465}


class NotSent(RegistryError):
    """The mail server did not take a letter; nothing of it was kept."""

    status = 503
    title = Text(id="Surel tidak terkirim", en="Mail was not sent")


@dataclass(frozen=True)
class Letter:
    """What is written to one person, in both languages: nobody knows yet which one they read."""

    to: str
    subject: Text
    body: Text


def is_set_up(settings: Settings) -> bool:
    """Say whether this registry can send mail at all."""
    return bool(settings.smtp_url.get_secret_value())


def address(text: str) -> str:
    """Return a mail address with its domain in small letters. Raises Invalid for what is not one.

    Only plain ASCII forms pass: nothing that could end a header's line or name a second recipient.
    """
    text = text.strip(" ")
    if len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text):
        raise Invalid(
            Text(
                id="Alamat surel tidak sah. Contoh: siti@sumedangkab.go.id.",
                en="This is not an e-mail address. An example: siti@sumedangkab.go.id.",
            ),
            field="email",
        )
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server. Call it outside of every transaction: it may take a while.

    `smtps://` speaks TLS from the beginning; `smtp://` goes over to TLS before anything is said, except to
    this very machine. Raises Invalid for a bad address, NotSent.
    """
    message = _message(settings, letter)
    try:
        with _connected(settings) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # Without its cause: an answer of the server may repeat the letter, which holds a link.
        raise _not_sent(type(error).__name__) from None


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    host = settings.public_url.host or "localhost"
    message = EmailMessage(policy=SMTP)
    message["From"] = _sender(settings, host)
    message["To"] = address(letter.to)
    message["Subject"] = _line(f"{letter.subject.id} / {letter.subject.en}")
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    message.set_content(f"{letter.body.id}\n\n-- English --\n\n{letter.body.en}\n")
    return message


def _sender(settings: Settings, host: str) -> str:
    try:
        return address(settings.mail_from) if settings.mail_from else f"livinglab@{host}"
    except Invalid as error:
        raise _not_sent("LIVINGLAB_MAIL_FROM") from error


def _connected(settings: Settings) -> smtplib.SMTP:
    place = urlsplit(settings.smtp_url.get_secret_value())
    if place.scheme not in PORTS or not place.hostname:
        raise _not_sent("LIVINGLAB_SMTP_URL")
    host, port = place.hostname, place.port or PORTS[place.scheme]
    if place.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if place.scheme == "smtp" and host not in SAME_MACHINE:
            server.starttls(context=ssl.create_default_context())
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _not_sent(why: str) -> NotSent:
    return NotSent(
        Text(
            id=f"Surel tidak dapat dikirim ({why}) dan tidak ada yang disimpan. Coba lagi nanti; bila "
            "berulang, beri tahu operator katalog ini.",
            en=f"The mail could not be sent ({why}), and nothing was kept. Try again later; if it happens "
            "again, tell the operator of this registry.",
        )
    )
