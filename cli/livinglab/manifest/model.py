"""What a publiccode.yml says, once it is valid, and what is wrong with one that is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from livinglab.language import Text

Level = Literal["error", "warning"]


class Problem(NamedTuple):
    """One thing wrong. `key` is a path such as `description.id.features[0]`, "" for the file as a whole.

    Line and column count from 1; both are 0 where no place says more than the file.
    """

    level: Level
    key: str
    message: Text
    line: int
    column: int


@dataclass(frozen=True)
class Description:
    """What the application is, in one language."""

    short: str
    long: str | None = None
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """A valid publiccode.yml. `raw` is the whole of it by the standard's keys, without what is null.

    There, values are text as it is written, booleans, lists and mappings; `isBasedOn` is a list even where
    one address is given.
    """

    name: str
    url: str
    landing_url: str | None
    software_version: str | None
    release_date: str | None
    logo: str | None
    platforms: tuple[str, ...]
    categories: tuple[str, ...]
    development_status: str
    software_type: str
    description: Mapping[str, Description]
    license: str
    maintenance_type: str
    languages: tuple[str, ...]
    organisation_uri: str | None
    organisation_name: str | None
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """The outcome of reading. `manifest` is None where any problem is an error."""

    manifest: Manifest | None
    problems: tuple[Problem, ...]
