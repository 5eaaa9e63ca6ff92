"""Whether a machine can ask the application if it is well."""

import re

from livinglab.checks.components import FOREIGN
from livinglab.checks.subject import Subject

LARGEST = 256 << 10  # bytes of a file that defines routes
MOST_FILES = 400

_FOLDERS = {"route", "routes", "router", "routers"}
_SOURCE = re.compile(r"\.(php|[cm]?[jt]s|go|py|rb)$", re.IGNORECASE)
_ROUTES = re.compile(
    r"(^|/)(bootstrap/app\.php|config/routes\.(php|rb)|[^/]*(Dockerfile|Containerfile)[^/]*"
    r"|(urls|main|app|server|https?|index|routing|health\w*|injector|api|\w*route|\w*routers?|\w*routes|\w*handlers?)"
    r"\.(py|go|[cm]?[jt]s))$",
    re.IGNORECASE,
)
_NAMES = rb"(?:health|healthz|health[_-]?checks?|livez|readyz|ping|status|kesehatan)"
_ASKS = rb"(?:\b(?:get|any|all|route|path|url|re_path|handle|handlefunc|match|use)\(\s*r?|\$route\[)"
_ROUTE = re.compile(
    _ASKS + rb"[\"'`](?:GET )?\^?/?((?:[\w-]{1,20}/){0,3}" + _NAMES + rb")/?\$?[\"'`]"
    rb"|\bhealth:\s*[\"']/?([\w/-]{1,60})[\"']",
    re.IGNORECASE,
)
_CONTAINER = re.compile(rb"^HEALTHCHECK\s(?!\s*NONE)", re.MULTILINE | re.IGNORECASE)


def find(subject: Subject) -> tuple[str, int, str] | None:
    """Return the file and line that answer for the application's health, and the address; None if none does.

    The address is empty where the container looks after itself.
    """
    files = [one for one in subject.files if _has_routes(one.path) and not FOREIGN.search(one.path)]
    container = None
    for entry, found in subject.each("health", _scan, files[:MOST_FILES], most=LARGEST):
        if found and found[1]:
            return entry.path, *found
        container = container or (found and (entry.path, *found))
    return container


def _has_routes(path: str) -> bool:
    in_folder = not _FOLDERS.isdisjoint(path.lower().split("/")[:-1])
    return bool(_ROUTES.search(path) or (in_folder and _SOURCE.search(path)))


def _scan(path: str, content: bytes) -> tuple[int, str] | None:
    is_container = "dockerfile" in path.lower() or "containerfile" in path.lower()
    match = (_CONTAINER if is_container else _ROUTE).search(content)
    if match is None:
        return None
    address = "" if is_container else "/" + (match[1] or match[2]).decode("ascii")
    return content.count(b"\n", 0, match.start()) + 1, address
