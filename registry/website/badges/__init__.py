"""Badges: small pictures of one fact of an application."""
