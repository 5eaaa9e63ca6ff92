"""Webhooks: tell those who asked, at addresses that are checked, until they took it."""
