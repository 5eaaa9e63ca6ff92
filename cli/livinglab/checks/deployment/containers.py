"""Which files describe containers of the application."""

import re

from livinglab.checks.components import FOREIGN
from livinglab.checks.subject import Subject

_IMAGE = re.compile(
    r"([^/]+/){0,2}(\w*(Dockerfile|Containerfile)([._-][\w.-]+)?|[\w.-]+\.dockerfile)", re.IGNORECASE
)
_COMPOSE = re.compile(r"([^/]+/){0,2}(docker-)?compose([._-][\w.-]+)?\.ya?ml", re.IGNORECASE)


def find(subject: Subject) -> list[str]:
    """Return the files that build images or run containers together, those at the top first."""
    found = [path for path in subject.by_path if _IMAGE.fullmatch(path) or _COMPOSE.fullmatch(path)]
    return sorted(
        (path for path in found if not FOREIGN.search(path)), key=lambda path: (path.count("/"), path)
    )
