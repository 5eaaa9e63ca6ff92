"""What the operator sets: the process environment first, then the file .env."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

SHORTEST_SECRET = 32
SHORTEST_PASSWORD = 12


class SettingsError(Exception):
    """Settings that cannot be used; the message names every key that is wrong."""


@dataclass(frozen=True)
class Settings:
    """One region's installation. An empty operator password closes data entry."""

    region_name: str
    region_code: str
    logo_text: str
    secret_key: str
    operator_password: str
    database: Path
    app_url: str
    host: str
    port: int
    index_target: Decimal | None
    example_data: bool

    @property
    def target_fraction(self) -> Fraction | None:
        return None if self.index_target is None else Fraction(self.index_target)

    @property
    def secure_cookies(self) -> bool:
        return self.app_url.startswith("https://")


def read_environment_file(path: Path) -> dict[str, str]:
    """KEY=VALUE lines, `#` comments, optional quotes. Nothing is expanded or executed."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#") and "=" in line)
    return {key.removeprefix("export ").strip(): _unquoted(value.strip()) for key, _, value in pairs}


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r'\\(["\\$])', r"\1", value[1:-1])
    return re.sub(r"\s+#.*$", "", value)


def read(environment: Mapping[str, str], file: Path = Path(".env")) -> Settings:
    """Raise SettingsError with all problems at once: an operator mends .env in one go."""
    values = {**read_environment_file(file), **environment}
    problems = [problem for problem in (rule(values) for rule in _RULES) if problem]
    if problems:
        raise SettingsError("\n".join(problems))
    region_name = values["REGION_NAME"].strip()
    return Settings(
        region_name=region_name,
        region_code=values["REGION_CODE"].strip(),
        logo_text=values.get("LOGO_TEXT", "").strip() or _initials(region_name),
        secret_key=values["SECRET_KEY"],
        operator_password=values.get("OPERATOR_PASSWORD", ""),
        database=Path(values.get("DATABASE") or "data/spbeindex.sqlite3"),
        app_url=values.get("APP_URL", ""),
        host=values.get("HOST") or "127.0.0.1",
        port=int(values.get("PORT") or 8000),
        index_target=_target(values),
        example_data=_yes(values),
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isalnum())[:3].upper() or "?"


def _yes(values: Mapping[str, str]) -> bool:
    return values.get("EXAMPLE_DATA", "no").strip().lower() in {"yes", "ya", "true", "1"}


def _name_problem(values: Mapping[str, str]) -> str | None:
    given = values.get("REGION_NAME", "").strip()
    return None if 0 < len(given) <= 100 else "REGION_NAME: isi nama daerah, misalnya Kabupaten Contoh"


def _code_problem(values: Mapping[str, str]) -> str | None:
    given = values.get("REGION_CODE", "").strip()
    if re.fullmatch(r"\d\d(\.\d\d)?", given):
        return None
    return "REGION_CODE: isi kode wilayah Kemendagri, misalnya 99.01"


def _secret_problem(values: Mapping[str, str]) -> str | None:
    if len(values.get("SECRET_KEY", "")) >= SHORTEST_SECRET:
        return None
    return f"SECRET_KEY: isi paling sedikit {SHORTEST_SECRET} karakter acak"


def _password_problem(values: Mapping[str, str]) -> str | None:
    given = values.get("OPERATOR_PASSWORD", "")
    if not given or len(given) >= SHORTEST_PASSWORD:
        return None
    return f"OPERATOR_PASSWORD: paling sedikit {SHORTEST_PASSWORD} karakter, atau kosong"


def _port_problem(values: Mapping[str, str]) -> str | None:
    given = values.get("PORT") or "8000"
    if given.isascii() and given.isdigit() and 0 < int(given) < 65536:
        return None
    return "PORT: isi angka 1 sampai 65535"


def _target(values: Mapping[str, str]) -> Decimal | None:
    given = values.get("INDEX_TARGET", "").strip().replace(",", ".")
    return Decimal(given) if given else None


def _target_problem(values: Mapping[str, str]) -> str | None:
    try:
        target = _target(values)
        good = target is None or 1 <= target <= 5
    except InvalidOperation:
        good = False
    return None if good else "INDEX_TARGET: isi angka 1 sampai 5, misalnya 2,60, atau kosongkan"


_RULES = (_name_problem, _code_problem, _secret_problem, _password_problem, _port_problem, _target_problem)
