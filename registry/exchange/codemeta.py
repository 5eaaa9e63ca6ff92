"""An application as CodeMeta 3.0: the form that archives of software and research tools read."""

from livinglab import contract
from livinglab.language import Language
from registry.exchange.linked_data import (
    Thing,
    download,
    license_of,
    organisation,
    page,
    person,
    present,
)

CONTEXT = "https://w3id.org/codemeta/3.0"
# CodeMeta takes the words of repostatus.org; publiccode.yml has its own.
STATUSES = {
    "concept": "concept",
    "development": "wip",
    "beta": "wip",
    "stable": "active",
    "obsolete": "unsupported",
}


def codemeta(
    shown: contract.Application, release: contract.Release | None, *, origin: str, language: Language
) -> Thing:
    """Return codemeta.json of an application; its description in one language, for it has place for one."""
    described = shown.descriptions.get(language) or next(iter(shown.descriptions.values()), None)
    status = STATUSES.get(shown.development_status or "")
    return present(
        {
            "@context": CONTEXT,
            "type": "SoftwareSourceCode" if shown.url else "SoftwareApplication",
            "id": page(shown, origin),
            "identifier": shown.slug,
            "name": shown.name,
            "description": described.short if described else None,
            "url": shown.landing_url or page(shown, origin),
            "codeRepository": shown.url,
            "version": shown.latest_version,
            "softwareVersion": shown.latest_version,
            "datePublished": f"{release.released_at:%Y-%m-%d}" if release else None,
            "downloadUrl": download(release, origin=origin),
            "license": license_of(shown.license, kind="type"),
            "developmentStatus": f"https://www.repostatus.org/#{status}" if status else None,
            "applicationCategory": shown.categories,
            "keywords": shown.categories,
            "publisher": organisation(shown.publisher, kind="type"),
            "maintainer": [person(one, kind="type") for one in shown.contacts],
        }
    )
