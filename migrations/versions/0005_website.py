"""The website: what it shows beside the catalog.

For people: applications show pictures, README and documents, and those that cannot be visited are listed by
description; manuals, training and services are recorded beside them.
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_pictures()
    _make_materials()
    _make_descriptions()


def _make_pictures() -> None:
    """Pictures and READMEs of releases."""


def _make_materials() -> None:
    """Manuals, training and services."""


def _make_descriptions() -> None:
    """Applications that the catalog describes without a visit."""
