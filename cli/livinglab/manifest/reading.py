"""From the bytes of a publiccode.yml to a manifest, or to what is wrong with it."""

from typing import Any

from livinglab.manifest import nodes
from livinglab.manifest.keys import DOCUMENT
from livinglab.manifest.model import Description, Manifest, Problem, Reading
from livinglab.manifest.rules import missing

MOST_PROBLEMS = 100


def read(text: bytes) -> Reading:
    """Read a publiccode.yml of at most 64 KiB. Never raises: whatever is wrong is among the problems."""
    try:
        node = nodes.load(text)
    except nodes.Unreadable as error:
        return Reading(None, (Problem("error", "", error.message, *error.place),))
    if node is None:
        return Reading(None, (missing("publiccodeYmlVersion", nodes.Place(1, 1)),))
    found = sorted(DOCUMENT(node, ""), key=lambda problem: (problem.line, problem.column, problem.key))
    problems = tuple(found[:MOST_PROBLEMS])
    if any(problem.level == "error" for problem in found):
        return Reading(None, problems)
    return Reading(_manifest(nodes.plain(node)), problems)


def _manifest(raw: dict[str, Any]) -> Manifest:
    organisation = raw.get("organisation", {})
    return Manifest(
        name=raw["name"],
        url=raw["url"],
        landing_url=raw.get("landingURL"),
        software_version=raw.get("softwareVersion"),
        release_date=raw.get("releaseDate"),
        logo=raw.get("logo"),
        platforms=tuple(raw["platforms"]),
        categories=tuple(raw.get("categories") or ()),
        development_status=raw["developmentStatus"],
        software_type=raw["softwareType"],
        description={language: _description(said) for language, said in raw["description"].items()},
        license=raw["legal"]["license"],
        maintenance_type=raw["maintenance"]["type"],
        languages=tuple(raw["localisation"]["availableLanguages"]),
        organisation_uri=organisation.get("uri"),
        organisation_name=organisation.get("name"),
        raw=raw,
    )


def _description(said: dict[str, Any]) -> Description:
    return Description(
        short=said["shortDescription"],
        long=said.get("longDescription"),
        features=tuple(said.get("features") or ()),
    )
