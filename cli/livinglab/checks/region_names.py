"""Names of regions that stayed in the code, so that one region's name would greet another's citizens."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
