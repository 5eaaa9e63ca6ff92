"""Mail, with a real mail server on this machine: what is sent, what is refused, and what leaks nowhere."""

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from livinglab.language import Text
from registry import mail
from registry.errors import Invalid
from registry.mail import Letter, NotSent
from registry.settings import Settings

ELSEWHERE = "127.0.0.2"  # a loopback address that mail does not take for its own machine
PASSWORD = "rahasia%2Fsekali"
LETTER = Letter("siti@sumedangkab.go.id", Text("Bukti", "Proof"), Text("Buka tautan ini.", "Open this link."))


class Mailbox:
    """Takes every letter that is sent to it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusal = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 taken"


Serve = Callable[..., int]


@pytest.fixture
def mailbox() -> Mailbox:
    """Give an empty mailbox."""
    return Mailbox()


@pytest.fixture
def serve(mailbox: Mailbox) -> Iterator[Serve]:
    """Give a starter of mail servers that deliver into the mailbox; it returns the port."""
    running: list[Controller] = []

    def serve(host: str = "127.0.0.1", **options: Any) -> int:
        with socket.socket() as free:
            free.bind((host, 0))
            port: int = free.getsockname()[1]
        controller = Controller(mailbox, hostname=host, port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield serve
    for controller in running:
        controller.stop()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Give a server's TLS context for ELSEWHERE that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, ELSEWHERE)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ELSEWHERE))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "certificate.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, tmp_path / "key.pem")
    return context


def sending(address: str, **more: Any) -> Settings:
    """Return settings that send by a mail server."""
    return Settings(smtp_url=SecretStr(address), **more)


def signing_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: Any) -> AuthResult:
    """Let in whoever knows the password, as the server's own side of the story."""
    known = isinstance(who, LoginPassword) and who.password == b"rahasia/sekali"
    return AuthResult(success=known, handled=False)


def test_a_letter_arrives_in_both_languages(serve: Serve, mailbox: Mailbox) -> None:
    mail.send(sending(f"smtp://127.0.0.1:{serve()}", mail_from="katalog@example.go.id"), LETTER)
    (letter,) = mailbox.letters
    assert letter["Subject"] == "Bukti / Proof"
    assert letter["To"] == "siti@sumedangkab.go.id"
    assert letter["From"] == "katalog@example.go.id"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().split() == [
        "Buka",
        "tautan",
        "ini.",
        "--",
        "English",
        "--",
        "Open",
        "this",
        "link.",
    ]


def test_a_password_is_only_said_over_tls(
    serve: Serve, mailbox: Mailbox, certificate: ssl.SSLContext
) -> None:
    options = {"authenticator": signing_in, "auth_required": True, "require_starttls": True}
    port = serve(ELSEWHERE, tls_context=certificate, **options)
    mail.send(sending(f"smtp://siti:{PASSWORD}@{ELSEWHERE}:{port}"), LETTER)
    assert len(mailbox.letters) == 1
    plain = serve(ELSEWHERE, authenticator=signing_in, auth_require_tls=False)
    with pytest.raises(NotSent):
        mail.send(sending(f"smtp://siti:{PASSWORD}@{ELSEWHERE}:{plain}"), LETTER)
    with pytest.raises(NotSent):
        mail.send(sending(f"smtp://siti:falsch@{ELSEWHERE}:{port}"), LETTER)
    assert len(mailbox.letters) == 1


def test_tls_from_the_beginning(serve: Serve, mailbox: Mailbox, certificate: ssl.SSLContext) -> None:
    port = serve(ELSEWHERE, ssl_context=certificate)
    mail.send(sending(f"smtps://{ELSEWHERE}:{port}"), LETTER)
    assert len(mailbox.letters) == 1


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    serve: Serve, mailbox: Mailbox, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for address in (
        f"smtps://{ELSEWHERE}:{serve(ELSEWHERE, ssl_context=certificate)}",
        f"smtp://{ELSEWHERE}:{serve(ELSEWHERE, tls_context=certificate)}",
    ):
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            mail.send(sending(address), LETTER)
    assert mailbox.letters == []


@pytest.mark.parametrize(
    "to",
    [
        "siti@sumedangkab.go.id\r\nBcc: lain@example.org",
        "siti@sumedangkab.go.id\nBcc: lain@example.org",
        "siti@sumedangkab.go.id\r\n",
        "siti@sumedangkab.go.id, lain@example.org",
        "Siti <siti@sumedangkab.go.id>",
        '"a b"@sumedangkab.go.id',
        "siti@sumedangkab.go.id\x00",
        "siti@sumedangkab.go.id%0d%0aBcc:x@example.org",
        "siti@[127.0.0.1]",
        "siti@localhost",
        "si\u0442i@sumedangkab.go.id",
        "siti@sumedangk\u0430b.go.id",
        "@sumedangkab.go.id",
        ".siti@sumedangkab.go.id",
        f"{'s' * 240}@sumedangkab.go.id",
        "",
    ],
)
def test_an_address_that_is_more_than_one_never_reaches_the_server(
    serve: Serve, mailbox: Mailbox, to: str
) -> None:
    settings = sending(f"smtp://127.0.0.1:{serve()}")
    with pytest.raises(Invalid, match="not an e-mail address"):
        mail.send(settings, Letter(to, LETTER.subject, LETTER.body))
    assert mailbox.letters == []


def test_a_subject_cannot_add_a_header_and_a_body_cannot_end_the_letter(
    serve: Serve, mailbox: Mailbox
) -> None:
    hostile = "Bukti\r\nBcc: lain@example.org\r\n\r\nisi\u2028lain"
    letter = Letter(LETTER.to, Text(hostile, hostile), Text("satu\n.\nMAIL FROM:<x@y.id>\ndua", "three"))
    mail.send(sending(f"smtp://127.0.0.1:{serve()}"), letter)
    (arrived,) = mailbox.letters
    assert arrived["Bcc"] is None
    assert arrived["Subject"].strip().startswith("Bukti Bcc: lain@example.org isi lain")
    assert "\n.\nMAIL FROM:<x@y.id>\ndua" in arrived.get_content().replace("\r\n", "\n")


def test_a_server_that_is_away_or_says_no_is_said_without_the_letters_words(
    serve: Serve, mailbox: Mailbox
) -> None:
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        away = gone.getsockname()[1]
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        mail.send(sending(f"smtp://127.0.0.1:{away}"), LETTER)
    mailbox.refusal = "554 I will not take: Buka tautan ini."
    with pytest.raises(NotSent) as refused:
        mail.send(sending(f"smtp://127.0.0.1:{serve()}"), LETTER)
    assert "tautan ini" not in str(refused.value) + repr(refused.value.__cause__)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("address", ["http://127.0.0.1:25", "127.0.0.1:25", "smtp://", "smtp://host:99999"])
def test_an_address_of_no_mail_server_is_an_error_not_a_crash(address: str) -> None:
    with pytest.raises(NotSent):
        mail.send(sending(address), LETTER)


def test_a_sender_who_is_none_is_the_operators_fault(serve: Serve, mailbox: Mailbox) -> None:
    settings = sending(f"smtp://127.0.0.1:{serve()}", mail_from="katalog")
    with pytest.raises(NotSent, match="LIVINGLAB_MAIL_FROM"):
        mail.send(settings, LETTER)
    assert mailbox.letters == []


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotSent):
        mail.send(sending(f"smtp://127.0.0.1:{silent.getsockname()[1]}"), LETTER)
    assert mailbox.letters == []
