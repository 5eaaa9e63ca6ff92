"""What an examination found, in the words of the contract: the same from a laptop and from a visit."""

from livinglab import contract
from livinglab.checks.check import Finding
from livinglab.checks.licensing import LicenseFound
from livinglab.language import Text
from livinglab.repository.names import printable


def check(finding: Finding) -> contract.Check:
    """Put one finding into the words of the contract."""
    return contract.Check(
        code=finding.code,
        level=contract.Level(finding.level),
        message=sentence(finding.message),
        path=finding.path,
        line=finding.line,
        mend=sentence(finding.mend) if finding.mend else None,
    )


def license_of(found: LicenseFound) -> contract.License:
    """Put what is known of the licence into the words of the contract."""
    return contract.License(
        spdx=found.spdx,
        file=found.file,
        blob=found.blob,
        usable=found.usable,
        reason=sentence(found.reason) if found.reason else None,
        declared=found.declared,
        provenance=found.provenance,
        evidence=[contract.LicenseEvidence(**one._asdict()) for one in found.evidence],
    )


def sentence(text: Text) -> contract.Sentence:
    """Keep out what steers a terminal: `jq -r` would give it back."""
    return contract.Sentence(id=printable(text.id, multiline=True), en=printable(text.en, multiline=True))
