"""What is known of a release's licence, and from where."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from livinglab.language import Text

Provenance = Literal["declared", "boilerplate", "conflicting", "none", "by-agreement"]
Source = Literal["manifest", "file", "package", "header"]


class LicenseEvidence(NamedTuple):
    """One place that speaks of the licence.

    `source`: publiccode.yml, a licence's text, a package's own metadata (composer.json …), or a header in
    code. `spdx` is an SPDX expression, None where the text is none that we know. `matched` is the id of the
    SPDX text that it resembles, `confidence` from 0 to 1 how closely. `framework` names whose skeleton it
    came with.
    """

    source: Source
    path: str
    line: int | None
    spdx: str | None
    matched: str | None = None
    confidence: float = 1.0
    framework: str | None = None


@dataclass(frozen=True)
class LicenseFound:
    """The licence, as far as files bear it out.

    `declared` is what publiccode.yml says; `spdx` what the catalog may repeat. `usable`: whether anybody may
    fetch under it; `reason` says why not, and the way out.
    """

    spdx: str | None
    file: str | None
    blob: str | None
    usable: bool
    reason: Text | None = None
    declared: str | None = None
    provenance: Provenance = "none"
    evidence: tuple[LicenseEvidence, ...] = ()
