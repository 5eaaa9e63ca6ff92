"""Whether there is a licence that anybody may rely on, and what the files say of it."""

from livinglab.checks.licensing.findings import CHECKS, WITHHOLDING
from livinglab.checks.licensing.found import LicenseEvidence, LicenseFound, Provenance
from livinglab.checks.licensing.provenance import judge

__all__ = ["CHECKS", "WITHHOLDING", "LicenseEvidence", "LicenseFound", "Provenance", "judge"]
