"""Materials of an application: manuals, training material, sessions on their day, services that are offered.

Whoever may publish for the donor records them, or a curator; services too, so that the catalog says whom the
donor knows to be able and is no billboard (`docs/decisions/materials.md`).
"""

from registry.catalog.materials.reading import of_application
from registry.catalog.materials.recording import may_record

__all__ = ["may_record", "of_application"]
