"""How alive an application is: reckoned when it is asked for, because silence makes it less every day.

docs/decisions/health.md says why it is reckoned so.
"""

from registry.catalog.health.inputs import Facts
from registry.catalog.health.known import facts
from registry.catalog.health.score import health

__all__ = ["Facts", "facts", "health"]
