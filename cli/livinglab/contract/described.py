"""What a publiccode.yml says of an application beside its name, as it travels."""

from datetime import date
from typing import Literal

from pydantic import Field

from livinglab.contract.words import Answer


class Description(Answer):
    """What the manifest says in one language."""

    short: str
    long: str | None = None
    features: list[str] = []


class Contact(Answer):
    """Somebody who looks after an application, as publiccode.yml names them."""

    name: str
    email: str | None = None
    phone: str | None = None
    affiliation: str | None = None


class Documents(Answer):
    """Where an application's documents are, as publiccode.yml names them for one language."""

    documentation: str | None = None
    api_documentation: str | None = None
    videos: list[str] = []


class Picture(Answer):
    """A picture of an application, made small by the registry from the mirrored commit."""

    path: str = Field(description="relative to the registry", examples=["applications/e-sakip/pictures/ab…"])
    source: str = Field(description="its path in the donor's tree")
    width: int
    height: int
    bytes: int


class Contractor(Answer):
    """A company or agency under contract to look after an application (`maintenance.contractors`)."""

    name: str
    until: date
    email: str | None = None
    website: str | None = None


class Dependency(Answer):
    """What an application needs beside itself (`dependsOn`)."""

    kind: Literal["open", "proprietary", "hardware"]
    name: str
    version: str | None = Field(
        default=None, description="as publiccode.yml bounds it", examples=["8.1 – 8.4"]
    )
    optional: bool = False
