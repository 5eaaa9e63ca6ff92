"""Numbers of people (NIK) in the files of a tree: counted, never shown."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
