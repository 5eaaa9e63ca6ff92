"""What an examination brings to light."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from livinglab.language import Text
from livinglab.manifest import Manifest
from livinglab.repository.trees import Survey

Level = Literal["block", "warn", "info"]


class Finding(NamedTuple):
    """One thing to mend (`block`), to think about (`warn`) or to know (`info`)."""

    code: str
    level: Level
    message: Text
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class LicenseFound:
    """The licence, as far as files bear it out. `reason` says why it is not usable, and the way out."""

    spdx: str | None
    file: str | None
    blob: str | None
    usable: bool
    reason: Text | None = None


@dataclass(frozen=True)
class Examination:
    """The outcome for one release. `described_by`: whose publiccode.yml it was, None if there was none.

    `survey` is None where the tree was refused; then the only finding says why.
    """

    manifest: Manifest | None
    described_by: Literal["authors", "catalog"] | None
    license: LicenseFound
    findings: list[Finding]
    risks: list[Text]
    survey: Survey | None = None

    @property
    def blocked(self) -> bool:
        """Whether any finding keeps this release from being published."""
        return any(finding.level == "block" for finding in self.findings)
