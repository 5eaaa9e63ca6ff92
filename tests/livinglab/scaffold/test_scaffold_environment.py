"""The `.env`: real parsing of the example, secrets of our own, and nothing ever re-rolled."""

import base64
import os
import stat
from pathlib import Path

import pytest

from livinglab.language import Text
from livinglab.scaffold import ScaffoldError, Stack, dotenv, environment
from livinglab.scaffold.variables import Variable

PHP = Stack(id="php", base="php", name="PHP", reason=Text("", ""))
LARAVEL = Stack(id="laravel", base="laravel", name="Laravel", reason=Text("", ""))

EXAMPLE = b"""\
\xef\xbb\xbf# Umum
APP_NAME="e-SAKIP \\"Sumedang\\""
export APP_ENV=local   # dikembangkan di sini
EMPTY=
SPACED = nilai dengan spasi
SINGLE='pakai # dan $dolar'
HASH=warna#1
LINES="satu
dua"
QUOTE_LEFT_OPEN="oops
#OFF_SETTING=1
# ini kalimat = bukan setelan
database.default.hostname = localhost
DB_PASSWORD=rahasia-sumedang
DB_PASSWORD=rahasia-kedua
not an assignment
=novalue
1BAD=x
"""


def planned(example: bytes, stack: Stack = PHP) -> dict[str, Variable]:
    return {variable.key: variable for variable in environment.plan(example, None, stack)}


def test_the_example_is_read_as_frameworks_read_it() -> None:
    assert dotenv.active(EXAMPLE) == {
        "APP_NAME": 'e-SAKIP "Sumedang"',
        "APP_ENV": "local",
        "EMPTY": "",
        "SPACED": "nilai dengan spasi",
        "SINGLE": "pakai # dan $dolar",
        "HASH": "warna#1",
        "LINES": "satu\ndua",
        "QUOTE_LEFT_OPEN": '"oops',
        "database.default.hostname": "localhost",
        "DB_PASSWORD": "rahasia-kedua",
    }


def test_a_switched_off_setting_is_known_and_prose_is_not() -> None:
    off = [entry.key for entry in dotenv.read(EXAMPLE) if entry.off]
    assert off == ["OFF_SETTING"]


@pytest.mark.parametrize(
    "key",
    [
        "DB_PASSWORD",
        "JWT_SECRET",
        "APP_KEY",
        "SESSION_TOKEN",
        "dbPassword",
        "database.default.password",
        "PASS",
    ],
)
def test_a_secret_of_the_donor_is_never_taken_over(key: str, tmp_path: Path) -> None:
    variables = environment.plan(f"{key}=rahasia-sumedang\n".encode(), None, PHP)
    written = environment.write_new(tmp_path / ".env", variables)
    assert written.generated == (key,)
    assert "rahasia-sumedang" not in (tmp_path / ".env").read_text()
    assert len(dotenv.active((tmp_path / ".env").read_bytes())[key]) >= 32


@pytest.mark.parametrize(
    "key", ["AWS_SECRET_ACCESS_KEY", "MAIL_PASSWORD", "GOOGLE_CLIENT_SECRET", "BSRE_PASSWORD"]
)
def test_what_a_provider_gives_out_is_left_empty_and_not_invented(key: str) -> None:
    variable = planned(f"{key}=punya-donor\n".encode())[key]
    assert (variable.kind, variable.value, variable.generator) == ("secret", "", None)


@pytest.mark.parametrize(
    "line", ["REDIS_PASSWORD=null", "TOKEN_TTL=60", "PASSWORD_LENGTH=8", "SITE_NAME=x", "KEYBOARD=id"]
)
def test_a_name_about_a_secret_is_no_secret(line: str) -> None:
    key, _, value = line.partition("=")
    variable = planned(f"{line}\n".encode())[key]
    assert (variable.value, variable.generator) == (value, None)


def test_laravel_gets_a_key_that_laravel_accepts(tmp_path: Path) -> None:
    environment.write_new(tmp_path / ".env", environment.plan(b"APP_KEY=\n", None, LARAVEL))
    value = dotenv.active((tmp_path / ".env").read_bytes())["APP_KEY"]
    assert value.startswith("base64:")
    assert len(base64.b64decode(value.removeprefix("base64:"))) == 32


def test_codeigniter_gets_its_own_kind_of_key(tmp_path: Path) -> None:
    environment.write_new(tmp_path / ".env", environment.plan(b"encryption.key = \n", None, PHP))
    value = dotenv.active((tmp_path / ".env").read_bytes())["encryption.key"]
    assert len(bytes.fromhex(value.removeprefix("hex2bin:"))) == 32


def test_an_interpolated_value_stays_interpolated(tmp_path: Path) -> None:
    environment.write_new(
        tmp_path / ".env", environment.plan(b'MAIL_FROM_NAME="${APP_NAME}"\n', None, LARAVEL)
    )
    assert 'MAIL_FROM_NAME="${APP_NAME}"' in (tmp_path / ".env").read_text()


def test_the_donors_own_address_is_to_be_looked_at(tmp_path: Path) -> None:
    variables = environment.plan(b"MAIL_FROM_ADDRESS=a@sumedangkab.go.id\nX=1\n", None, LARAVEL)
    assert environment.write_new(tmp_path / ".env", variables).to_fill == ("MAIL_FROM_ADDRESS",)


def test_one_secret_under_several_names_is_one_secret(tmp_path: Path) -> None:
    variables = [
        Variable("DATABASE_URL", "url", "postgresql://u:{}@127.0.0.1/d", same_as="DB_PASSWORD"),
        Variable("DB_PASSWORD", "secret", generator="token"),
    ]
    environment.write_new(tmp_path / ".env", variables)
    found = dotenv.active((tmp_path / ".env").read_bytes())
    assert found["DATABASE_URL"] == f"postgresql://u:{found['DB_PASSWORD']}@127.0.0.1/d"


def test_the_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        environment.write_new(tmp_path / ".env", [Variable("A", "text", "1")])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=milik daerah\n")
    with pytest.raises(FileExistsError):
        environment.write_new(tmp_path / ".env", [Variable("A", "text", "1")])
    assert (tmp_path / ".env").read_text() == "A=milik daerah\n"


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (tmp_path / ".env").symlink_to(victim)
    with pytest.raises(OSError, match="exists"):
        environment.write_new(tmp_path / ".env", [Variable("A", "text", "1")])
    assert not victim.exists()
    victim.write_text("B=1\n")
    with pytest.raises(OSError):  # noqa: PT011 - ELOOP, whose words differ by system
        environment.append_new(tmp_path / ".env", [Variable("A", "text", "1")])
    assert victim.read_text() == "B=1\n"


def test_ten_updates_append_once_and_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    first = environment.plan(b"DB_PASSWORD=x\nOLD_KEY=1\n", None, PHP)
    environment.write_new(path, first)
    path.write_bytes(path.read_bytes() + b"MILIK_DAERAH='a b'")  # no line end, as editors leave it
    before = path.read_bytes()
    second = environment.plan(b"DB_PASSWORD=y\nNEW_KEY=2\nJWT_SECRET=\n", None, PHP)
    appended = environment.append_new(path, second)
    assert appended.added == ("NEW_KEY", "JWT_SECRET")
    assert appended.unknown == ("OLD_KEY", "MILIK_DAERAH")
    assert path.read_bytes().startswith(before + b"\n")
    after = path.read_bytes()
    for _ in range(10):
        assert environment.append_new(path, second).added == ()
    assert path.read_bytes() == after
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_name_for_an_old_secret_gets_the_old_secret(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("DB_PASSWORD=lama-sekali\n")
    environment.append_new(
        path,
        [
            Variable("DB_PASSWORD", "secret", generator="token"),
            Variable("DB_PASS", "secret", "{}", same_as="DB_PASSWORD"),
        ],
    )
    assert dotenv.active(path.read_bytes()) == {"DB_PASSWORD": "lama-sekali", "DB_PASS": "lama-sekali"}


@pytest.mark.parametrize(
    "value", ["a b", "it's", 'say "hi"', "a#b", "a # b", "$x", "\\", "a\nPRIVILEGED=1", "", "=", "é"]
)
def test_a_written_value_is_read_back_as_one_value(value: str, tmp_path: Path) -> None:
    environment.write_new(tmp_path / ".env", [Variable("A", "text", value), Variable("B", "text", "2")])
    assert dotenv.active((tmp_path / ".env").read_bytes()) == {"A": value.replace("\n", " "), "B": "2"}


@pytest.mark.parametrize("paths", [[".env"], ["a", ".ENV"]])
def test_a_donor_that_tracks_its_env_is_refused(paths: list[str]) -> None:
    with pytest.raises(environment.TrackedEnvironment):
        environment.refuse_tracked(paths)


def test_an_example_or_a_nested_file_is_no_reason_to_refuse() -> None:
    environment.refuse_tracked([".env.example", "docs/.env"])


@pytest.mark.parametrize(
    "schema",
    [b"[[variable]]\nkey=1", b"\xff", b"x =", b"variable = 1", b'[[variable]]\nkey="A"\nkind="shell"'],
)
def test_a_broken_schema_is_an_error_with_a_way_out(schema: bytes) -> None:
    with pytest.raises(ScaffoldError, match="update"):
        environment.plan(b"", schema, PHP)
