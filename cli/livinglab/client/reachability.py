"""Whether a registry answers, and how far this machine's clock is from its own."""

import time
from email.utils import parsedate_to_datetime

import httpx

from livinglab.client.folder import FolderCatalog
from livinglab.client.opening import open_catalog
from livinglab.client.web import WebCatalog
from livinglab.errors import Unreachable
from livinglab.language import Language, Text

PROBE = "/api/v1/applications?limit=1"


def look(address: str, language: Language) -> float | None:
    """Return how many seconds this machine is ahead of the registry (None: a folder); raises Unreachable."""
    catalog = open_catalog(address, language=language)
    if isinstance(catalog, FolderCatalog):
        return None
    assert isinstance(catalog, WebCatalog)  # noqa: S101 - the only other kind that is asked over the network
    try:
        response = catalog.http.get(catalog.address + PROBE)
    except (httpx.HTTPError, OSError) as error:
        raise Unreachable(
            Text(
                id=f"Registri {address} tidak terjangkau ({error}).",
                en=f"The registry {address} cannot be reached ({error}).",
            )
        ) from error
    return _skew(response.headers.get("Date"))


def _skew(date: str | None) -> float | None:
    try:
        return time.time() - parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None
