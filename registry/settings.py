"""What an operator can set: `LIVINGLAB_…` in the environment, nothing else."""

import os
from pathlib import Path
from typing import Annotated, Self

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "LIVINGLAB_"
# Variables with our prefix that belong to the client or to the tests.
FOREIGN = {"REGISTRY", "TOKEN", "TRACEBACK"}


class SettingsError(Exception):
    """A setting is misspelt or has an impossible value; the message names it."""


class Settings(BaseSettings):
    """All settings, frozen. Made once, at the start, and handed to `create_app` or a job."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    folder: Path = Field(default=Path("data"), description="database, archives, search index and work files")
    database_url: str = Field(default="", description="PostgreSQL; empty means SQLite in the folder")
    public_url: AnyHttpUrl = Field(
        default=AnyHttpUrl("http://127.0.0.1:8000"), description="address in links and static entries"
    )
    archive_url: str = Field(default="", description="s3://bucket/prefix; empty means a folder")
    s3_endpoint: str = Field(default="", description="address of an S3-compatible service")
    private_donors: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="host:port,… that may be visited although not public or not https"
    )
    visit_seconds: int = Field(default=900, ge=1, le=86_400, description="wall clock of one visit")
    visit_bytes: int = Field(default=2 * 2**30, ge=2**20, description="most that one donor may take on disk")
    visit_interval: int = Field(default=6 * 3600, ge=1, description="seconds between two visits of a source")
    lease_seconds: int = Field(
        default=120, ge=1, description="how long a worker holds a source without a word"
    )
    free_bytes: int = Field(default=2**30, ge=0, description="disk that must stay free")
    secret_file: Path | None = Field(
        default=None, description="32 bytes or more that seal and sign links; empty means made in the folder"
    )
    signing_key_file: Path | None = Field(
        default=None,
        description="Ed25519 key in PEM that signs index and journal; empty means made in the folder",
    )
    index_days: int = Field(default=7, ge=1, le=90, description="days until a signed index expires unrenewed")
    oidc_issuer: str = Field(default="", description="identity provider for people, such as a Keycloak realm")
    oidc_client_id: str = Field(default="", description="this registry's id at the identity provider")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="its secret there")
    oidc_region_claim: str = Field(
        default="", description="claim with the region code that the provider vouches for; empty: none"
    )
    oidc_acr: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="values of `acr` with which the provider says that a second factor was shown"
    )
    forge_issuers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("https://gitlab.com", "https://token.actions.githubusercontent.com"),
        description="forges whose pipelines may prove who they are, by the issuer of their tokens",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""), description="smtp://[user:password@]host:port or smtps://…; empty: no mail"
    )
    mail_from: str = Field(default="", description="sender of mail")
    proxies: str = Field(
        default="127.0.0.1", description="addresses of reverse proxies that may name the client, with commas"
    )
    token_sheet: Path | None = Field(
        default=None, description="CSS file with design tokens (--ina-…) that is laid over the website's own"
    )
    examples: bool = Field(
        default=False, description="what is recorded here is made up; every page of the website says so"
    )
    max_releases: int = Field(default=25, ge=1, le=10_000, description="newest releases archived per source")

    @field_validator("private_donors", "forge_issuers", "oidc_acr", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("private_donors")
    @classmethod
    def _host_and_port(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for donor in value:
            host, _, port = donor.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65_536:
                raise ValueError(f"{donor!r} is not host:port")
        return value

    @field_validator("archive_url")
    @classmethod
    def _bucket(cls, value: str) -> str:
        if value and not value.startswith("s3://"):
            raise ValueError("must be empty or s3://bucket/prefix")
        return value

    @field_validator("token_sheet")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"{value} is not a file")
        return value

    @property
    def origin(self) -> str:
        """The public address as signed statements and links name it, without a slash at its end."""
        return str(self.public_url).rstrip("/")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        if not self.database_url:
            return f"sqlite:///{self.folder.absolute() / 'livinglab.sqlite3'}"
        scheme, _, rest = self.database_url.partition("://")
        driver = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}.get(scheme, scheme)
        return f"{driver}://{rest}"

    @classmethod
    def read(cls) -> Self:
        """Read the environment. Raises SettingsError for a misspelt or impossible setting."""
        known = {name.upper() for name in cls.model_fields} | FOREIGN
        for variable in sorted(os.environ):
            name = variable.removeprefix(PREFIX)
            foreign = name.startswith(("TEST_", "BENCH_", "PUBLICCODE_"))
            if variable.startswith(PREFIX) and name not in known and not foreign:
                raise SettingsError(f"{variable} is not a setting; `python -m registry doctor` lists them")
        try:
            return cls()
        except ValidationError as error:
            problem = error.errors()[0]
            name = PREFIX + str(problem["loc"][0]).upper()
            raise SettingsError(f"{name}: {problem['msg']}") from error
