"""Donating by a form, and following what becomes of it."""
