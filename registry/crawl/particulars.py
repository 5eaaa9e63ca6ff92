"""What a publiccode.yml says beside the essentials: documents, contractors, needs, origins."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, TypedDict
from urllib.parse import urlsplit

from livinglab.contract.described import Contractor, Dependency, Documents
from livinglab.manifest import Manifest

MOST = 20  # of anything that is listed
MOST_VIDEOS = 5
MOST_SUPPORTED = 50
LONGEST_URL = 2_000
LONGEST = 200  # characters of a name
KINDS: tuple[Literal["open", "proprietary", "hardware"], ...] = ("open", "proprietary", "hardware")


class Particulars(TypedDict):
    """Fields of ManifestFacts."""

    documents: dict[str, Documents]
    contractors: list[Contractor]
    dependencies: list[Dependency]
    platforms: list[str]
    based_on: list[str]
    supports: list[str]
    fields: list[str]


def of(described: Manifest) -> Particulars:
    """Return them from a valid manifest. Links that lead elsewhere than to the web are left out."""
    raw = described.raw
    return Particulars(
        documents=dict(_documents(_mapping(raw.get("description")))),
        contractors=list(_contractors(_mapping(raw.get("maintenance"))))[:MOST],
        dependencies=list(_dependencies(_mapping(raw.get("dependsOn")))),
        platforms=[name[:LONGEST] for name in described.platforms[:MOST]],
        based_on=[url for said in _list(raw.get("isBasedOn")) if (url := _web(said))][:MOST],
        supports=[_text(one.get("id")) for one in _mappings(raw.get("supports"))][:MOST_SUPPORTED],
        fields=[_text(one) for one in _list(_mapping(raw.get("intendedAudience")).get("scope"))],
    )


def _documents(descriptions: Mapping[str, Any]) -> Iterator[tuple[str, Documents]]:
    for language, said in descriptions.items():
        found = Documents(
            documentation=_web(said.get("documentation")),
            api_documentation=_web(said.get("apiDocumentation")),
            videos=[url for one in _list(said.get("videos"))[:MOST_VIDEOS] if (url := _web(one))],
        )
        if found != Documents():
            yield language, found


def _contractors(maintenance: Mapping[str, Any]) -> Iterator[Contractor]:
    for said in _mappings(maintenance.get("contractors")):
        yield Contractor(
            name=_text(said.get("name")),
            until=date.fromisoformat(said["until"]),
            email=said.get("email"),
            website=_web(said.get("website")),
        )


def _dependencies(needed: Mapping[str, Any]) -> Iterator[Dependency]:
    for kind in KINDS:
        for said in _mappings(needed.get(kind))[:MOST]:
            yield Dependency(
                kind=kind,
                name=_text(said.get("name")),
                version=_version(said),
                optional=said.get("optional") is True,
            )


def _version(said: Mapping[str, Any]) -> str | None:
    """Say what publiccode.yml's version, versionMin and versionMax allow."""
    exact, least, most = (_text(said.get(key)) for key in ("version", "versionMin", "versionMax"))
    if exact:
        return exact
    if least and most:
        return f"{least} – {most}"
    return f"≥ {least}" if least else (f"≤ {most}" if most else None)


def _web(said: object) -> str | None:
    if not isinstance(said, str) or len(said) > LONGEST_URL:
        return None
    try:
        parts = urlsplit(said)
    except ValueError:
        return None
    return said if parts.scheme in ("http", "https") and parts.hostname else None


def _text(said: object) -> str:
    return said[:LONGEST] if isinstance(said, str) else ""


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _mappings(said: object) -> list[Mapping[str, Any]]:
    return [one for one in _list(said) if isinstance(one, Mapping)]


def _mapping(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}
