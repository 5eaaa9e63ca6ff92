"""Whether people who come to the repository find what they need: README, security contact, changelog."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
