"""What stands between a repository and its reuse: one list of checks, put to one release, with reasons."""

from livinglab.checks.check import Check, Evidence, Finding
from livinglab.checks.examination import CHECKS, Examination, described_subject, examine, examining
from livinglab.checks.licensing import LicenseEvidence, LicenseFound
from livinglab.checks.subject import Memory, Subject

__all__ = [
    "CHECKS",
    "Check",
    "Evidence",
    "Examination",
    "Finding",
    "LicenseEvidence",
    "LicenseFound",
    "Memory",
    "Subject",
    "described_subject",
    "examine",
    "examining",
]
