"""What a region says about itself, and the names that follow from it."""

import re
import tomllib
import unicodedata
import zlib
from dataclasses import dataclass, fields

from livinglab.language import Text
from livinglab.scaffold.errors import ScaffoldError

LONGEST_ANSWER = 300
LARGEST_FILE = 65_536
FIRST_PORT, PORTS = 20_000, 10_000
SHAPES = {
    "region_code": r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?",
    "slug": r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
    "version": r"[A-Za-z0-9][A-Za-z0-9._+/-]{0,127}",
    "domain": r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+",
}
OF_THE_REGION = ("region_code", "region_name", "domain", "contact")


class AnswerRefused(ScaffoldError):
    """An answer has a shape that no file of the overlay could carry."""

    def __init__(self, name: str, why: Text) -> None:
        super().__init__(
            Text(f"Jawaban {name} ditolak: {why.id}.", f"The answer {name} is refused: {why.en}.")
        )
        self.name = name


@dataclass(frozen=True)
class Answers:
    """Everything that templates may know. Free text is quoted where it is used, codes are checked here."""

    region_code: str
    region_name: str
    slug: str
    app_name: str
    version: str
    donor_name: str
    donor_url: str
    license: str
    domain: str | None = None
    contact: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                check(field.name, value)

    @property
    def project(self) -> str:
        """Name of the compose project, folder and system user: `3216-e-sakip` (region code first)."""
        return f"{self.code_digits}-{self.slug}"

    @property
    def unit(self) -> str:
        """Name of systemd units and of the Linux user's group of files, which must start with a letter."""
        return f"livinglab-{self.project}"

    @property
    def linux_user(self) -> str:
        """At most 31 characters, as Linux allows; the checksum keeps two long names apart."""
        name = f"r{self.project}"
        return name if len(name) <= 31 else f"{name[:22].rstrip('-')}-{zlib.crc32(name.encode()):08x}"

    @property
    def database_name(self) -> str:
        """Name of database and of its user, at most 32 characters as MySQL allows."""
        return self.linux_user.replace("-", "_")

    @property
    def code_digits(self) -> str:
        """The region's code without its dots."""
        return self.region_code.replace(".", "")

    @property
    def host_port(self) -> int:
        """The port on the server's loopback: the same for the same application and region, rarely shared."""
        return FIRST_PORT + zlib.crc32(self.project.encode()) % PORTS

    @classmethod
    def read(cls, answers_toml: bytes, **release: str) -> "Answers":
        """The region's answers from its file, with what the release says (slug, app_name, version, ...)."""
        found = parse(answers_toml)
        region = {name: found[name] for name in OF_THE_REGION if found.get(name)}
        return cls(**{**region, **release})


def check(name: str, value: object) -> None:
    """Refuse what is no text, too long, or not of the shape that the name asks for."""
    if not isinstance(value, str) or not value.strip():
        raise AnswerRefused(name, Text("harus berupa teks dan tidak kosong", "it must be text and not empty"))
    if len(value) > LONGEST_ANSWER:
        raise AnswerRefused(
            name, Text(f"lebih dari {LONGEST_ANSWER} karakter", f"over {LONGEST_ANSWER} characters")
        )
    if any(unicodedata.category(character) == "Cs" or character == "\0" for character in value):
        raise AnswerRefused(name, Text("berisi karakter yang rusak", "it holds broken characters"))
    if name in SHAPES and not re.fullmatch(SHAPES[name], value):
        raise AnswerRefused(name, Text("bentuknya tidak sesuai", "it does not have the right shape"))


def parse(answers_toml: bytes) -> dict[str, str]:
    """The flat table of texts in `answers.toml`; anything else is left aside."""
    if len(answers_toml) > LARGEST_FILE:
        raise AnswerRefused("answers.toml", Text("berkas terlalu besar", "the file is too large"))
    try:
        table = tomllib.loads(answers_toml.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        why = Text(f"bukan TOML yang sah ({problem})", f"not valid TOML ({problem})")
        raise AnswerRefused("answers.toml", why) from problem
    return {key: value for key, value in table.items() if isinstance(value, str)}
