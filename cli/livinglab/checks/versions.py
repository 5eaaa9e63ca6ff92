"""Whether the repository has versions that an adopter can name."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
