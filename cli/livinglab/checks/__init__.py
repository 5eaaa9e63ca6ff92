"""What stands between a repository and its reuse: one look at one release, with reasons."""

from livinglab.checks.examination import examine
from livinglab.checks.findings import Examination, Finding, LicenseFound

__all__ = ["Examination", "Finding", "LicenseFound", "examine"]
