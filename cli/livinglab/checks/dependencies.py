"""Whether the packages that the application builds on are pinned by lock files."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
