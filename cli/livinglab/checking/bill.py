"""`livinglab check --sbom FILE`: the bill of materials of what was looked at."""

from pathlib import Path

from livinglab.checking.working_tree import Looked
from livinglab.checks import Examination, sbom

UNVERSIONED = "0"


def write(path: Path, seen: Examination, looked: Looked) -> None:
    """Write the CycloneDX document; one from before is replaced."""
    manifest = seen.manifest
    document = sbom.write(
        seen.components,
        name=manifest.name if manifest else "application",
        version=_version(seen, looked),
        supplier=manifest.organisation_name if manifest else None,
        license=seen.license.spdx,
        url=manifest.url if manifest else None,
    )
    path.write_bytes(document)


def _version(seen: Examination, looked: Looked) -> str:
    """Name the version: its tag, unless something differs from it, else what the manifest says."""
    if looked.tag and not looked.changed:
        return looked.tag.removeprefix("v")
    said = seen.manifest.software_version if seen.manifest else None
    return said or (looked.head or UNVERSIONED)[:12]
