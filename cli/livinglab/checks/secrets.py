"""Passwords, tokens and keys in the files of a tree."""

from livinglab.checks.check import Check

CHECKS: tuple[Check, ...] = ()
