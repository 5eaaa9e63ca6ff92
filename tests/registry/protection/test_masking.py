"""The log without secrets: every kind that passes through the service, in every dress."""

import json
import logging
import secrets
import sys

import pytest

from livinglab.contract.tokens import of_number
from registry import logbook, masking
from registry.masking import MASK, hide, masked
from registry.settings import Settings

RANDOM = "aZ3" + secrets.token_urlsafe(32)
TOKEN = of_number(secrets.randbits(256))
JWT = "eyJ" + "hbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0." + RANDOM
SEED = "JBSWY3DPEHPK3PXP" * 2
RECOVERY = "abcd-ef23-ghij-kl45"
LEAKS = {
    TOKEN: "the token {} is not known",
    TOKEN + " ": "{'authorization': 'Bearer {}'}",
    JWT: "id_token={} was refused",
    "s3cret": "Authorization: Basic {}\nnext line stays",
    "sess": "headers [(b'cookie', b'livinglab-session={}'), (b'host', b'x')]",
    "k1tab": "Set-Cookie: __Host-livinglab={}; Path=/",
    "pw-of-git": "fatal: unable to access 'https://ani:{}@git.example.go.id/a.git/'",
    "p/w@x": "could not connect to postgresql://ani:{}@db.example:5432/registry",
    "onlyuser": "https://{}@git.example.go.id/a.git",
    RANDOM: "GET /sign-in/link/{} HTTP/1.1",
    "short-link": "GET /sign-in/link/{}?lang=en",
    "q123": "/sign-in/provider/callback?code={}&state=x",
    "hunter2": "connection to server failed: password={} host=db",
    "hunter3": '{"smtp_password": "{}", "port": 25}',
    "hunter4": "client_secret='{}'",
    "hunter5": "AWS_SECRET_ACCESS_KEY={}",
    SEED: "a seed {} that stands alone",
    SEED[:20]: "otpauth://totp/livinglab:ani?secret={}&issuer=x",
    RECOVERY: "the code {} was used",
    "BCDF-GHJK": "user code {} is unknown",
    "whsec_" + "c2Vj": "signed with {}",
    "nK" + RANDOM[3:]: "nothing but {}",
}


@pytest.mark.parametrize(("secret", "said"), LEAKS.items(), ids=map(str, range(len(LEAKS))))
def test_a_secret_is_masked_in_whatever_it_is_said(secret: str, said: str) -> None:
    assert secret.strip() not in masked(said.replace("{}", secret.strip()))


@pytest.mark.parametrize(
    "said",
    [
        "Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",
        "e-sakip 1.0.0 was published at commit 8843d7f92416211de9ebb963ff4ce28125932878",
        "archives/ab/" + "0123456789abcdef" * 4 + ".bundle is gone",
        "https://git.sumedangkab.go.id:8443/diskominfo/e-sakip.git could not be read",
        '  File "/srv/livinglab/registry/catalog/submissions.py", line 41, in submit',
        "LIVINGLAB_SECRET_FILE must name a file of 32 bytes",
        "token 7 was revoked; a token is needed",
        "d9b2d63d-a233-4123-847a-7e1b1d3c2f11",
        "perjanjian-kinerja-perangkat-daerah-kabupaten",
    ],
)
def test_what_is_no_secret_stays(said: str) -> None:
    assert masked(said) == said


def test_a_known_secret_is_masked_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "_known", set())
    hide(["kata sandi/basis", "short"])
    assert masked("xkata sandi/basisx kata%20sandi%2Fbasis short") == f"x{MASK}x {MASK} short"


def test_settings_keep_their_passwords_to_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "_known", set())
    given = {
        "database_url": "postgresql://ani:Rahasia-7@db/x",
        "smtp_url": "smtp://ani:Rahasia-8@mail",
        "oidc_client_secret": "Rahasia-9",
    }
    logbook.keep_secret(Settings.model_validate(given))
    assert masked("Rahasia-7 Rahasia-8 Rahasia-9") == f"{MASK} {MASK} {MASK}"


def _line(terminal: bool, message: str, *arguments: object, error: bool = False) -> str:
    trace = sys.exc_info() if error else None
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, message, arguments, trace)
    return logbook.formatter(terminal=terminal).format(record)


@pytest.mark.parametrize("terminal", [True, False])
def test_records_of_every_library_are_masked_with_their_tracebacks(terminal: bool) -> None:
    password = RANDOM
    try:
        raise RuntimeError(f"https://ani:{password}@git.example refused {TOKEN}")
    except RuntimeError:
        line = _line(terminal, "a visit of %s failed", f"https://ani:{password}@git.example", error=True)
    assert password not in line
    assert TOKEN not in line
    assert "RuntimeError" in line
    assert "git.example" in line
    assert "test_masking.py" in line


def test_away_from_a_terminal_a_record_is_a_line_of_json() -> None:
    said = json.loads(_line(False, "at %s", '/x\n{"event": "forged"}\x1b[2J'))
    assert said["event"] == 'at /x\\x0a{"event": "forged"}\\x1b[2J'
    assert (said["level"], said["logger"]) == ("error", "uvicorn.error")
    assert said["timestamp"].endswith("Z")


def test_at_a_terminal_nobody_draws_on_it() -> None:
    line = _line(True, "at %s", "/x\n\x1b[2Jforged")
    assert "\x1b" not in line
    assert "\n" not in line
