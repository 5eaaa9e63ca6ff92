"""A bill of materials: what an application builds on, in CycloneDX, for whoever watches for weaknesses.

Apart from the checks because it loads the CycloneDX library: who asks for no bill does not wait for it.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
from cyclonedx.model import component as model
from cyclonedx.model.bom import Bom
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.license import DisjunctiveLicense, License
from cyclonedx.schema.schema import SchemaVersion1Dot6
from packageurl import PackageURL

from livinglab.checks.components import Component, Components

MEDIA_TYPE = "application/vnd.cyclonedx+json; version=1.6"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/schema/bom-1.6.schema.json")
_GROUPED = ("composer", "npm")  # their first part is a publisher, a folder elsewhere
_HEAD = {
    "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
}
_ROOT = "application"


def write(
    components: Components,
    *,
    name: str,
    version: str,
    released: datetime | None = None,
    supplier: str | None = None,
    license: str | None = None,
    url: str | None = None,
) -> bytes:
    """Return a CycloneDX 1.6 document in JSON (https://cyclonedx.org/docs/1.6/json/).

    The same components give the same bytes: its serial number follows from its content, its time is that of
    the release. It says nothing of who depends on whom, which lock files tell only in part. `license` is an
    SPDX expression, `url` where the code is.
    """
    bom = Bom()
    bom.metadata.component = model.Component(
        name=name,
        version=version,
        type=model.ComponentType.APPLICATION,
        bom_ref=_ROOT,
        supplier=OrganizationalEntity(name=supplier) if supplier else None,
        licenses=[_license(license)] if license else (),
        external_references=[_repository(url)] if url else (),
    )
    document = _HEAD | _plain(bom)
    if components.found:
        document["components"] = [_plain(one) for one in _libraries(components.found)]
    return _bytes(_signed(document, released))


def _plain(part: Bom | model.Component) -> dict[str, Any]:
    """Let the library write one part.

    Not the whole at once by its `JsonV1Dot6`: that takes quadratic time, and would say of every package that
    it needs no other. Even as one `Bom`, packages would be compared by all that they have.
    """
    found: dict[str, Any] = json.loads(
        part.as_json(view_=SchemaVersion1Dot6)  # type: ignore[union-attr]  # their decorator adds the method
    )
    return found


def _repository(url: str) -> ExternalReference:
    return ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(url))


def _signed(document: dict[str, Any], released: datetime | None) -> dict[str, Any]:
    """Put the release's time and a number made of the content where the library put now and chance."""
    del document["serialNumber"], document["metadata"]["timestamp"]
    if released:
        document["metadata"]["timestamp"] = released.astimezone(UTC).isoformat(timespec="seconds")
    return document | {"serialNumber": uuid.uuid5(_NAMESPACE, _bytes(document).decode("utf-8")).urn}


def _bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def _libraries(found: Iterable[Component]) -> list[model.Component]:
    """One for each package and version, however many lock files have it."""
    by_purl: dict[str, list[Component]] = {}
    for one in sorted(found, key=lambda one: one.path):
        by_purl.setdefault(one.purl, []).append(one)
    return [_library(purl, same) for purl, same in sorted(by_purl.items())]


def _library(purl: str, same: list[Component]) -> model.Component:
    first = same[0]
    group, _, name = first.name.rpartition("/") if first.ecosystem in _GROUPED else ("", "", first.name)
    license = next((one.license for one in same if one.license), None)
    return model.Component(
        name=name,
        group=group or None,
        version=first.version,
        purl=PackageURL.from_string(purl),
        bom_ref=purl,
        scope=model.ComponentScope.OPTIONAL if all(one.dev for one in same) else None,
        licenses=[_license(license)] if license else (),
        properties=[Property(name="livinglab:lock-file", value=one.path) for one in same],
    )


@lru_cache(maxsize=1024)
def _license(said: str) -> License:
    """An SPDX id, an expression, or, where SPDX knows neither, the words themselves."""
    try:
        return LicenseFactory().make_from_string(said)
    except RecursionError:
        return DisjunctiveLicense(name=said)
