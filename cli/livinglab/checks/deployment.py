"""How an application can be put to work: what of it a new operator finds ready."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
