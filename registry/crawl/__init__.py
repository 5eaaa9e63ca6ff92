"""Visits of donors' repositories: the only place that reaches out, and the only one that runs git."""
