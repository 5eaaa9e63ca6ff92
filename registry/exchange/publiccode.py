"""A publiccode.yml for everything that is listed: the release's own, or one of what the catalog knows."""

from collections.abc import Mapping
from typing import Any

from livinglab import contract, manifest
from livinglab.language import Text
from livinglab.manifest.terms import CATEGORIES
from registry.catalog.found import ManifestFacts

LONGEST = 99_999  # characters; the Open Catalog API takes no more
VERSION = "0"  # the newest
SHORTEST_LONG, LONGEST_LONG, LONGEST_SHORT = 150, 10_000, 150  # of a description, in the standard
UNKNOWN_LICENSE = "LicenseRef-unknown"
MADE = Text(
    id="Keterangan ini disusun oleh katalog livinglab dari apa yang diketahuinya tentang aplikasi ini. Bila "
    "ada, publiccode.yml milik pembuatnya tersimpan di repositori dan menjelaskan lebih banyak.",
    en="This description was put together by the livinglab catalog from what it holds of the application. "
    "The authors' own publiccode.yml, if there is one, lies in the repository and says more.",
)


def text(facts: ManifestFacts, *, url: str, publisher: str, license: str | None) -> str:
    """Return a valid publiccode.yml of an application at `url`."""
    if facts.text and len(facts.text) <= LONGEST:
        return facts.text
    return manifest.written(_made(facts, url, publisher, facts.license or license or UNKNOWN_LICENSE))


def _made(facts: ManifestFacts, url: str, publisher: str, license: str) -> Mapping[str, Any]:
    """Return what the standard demands. What the catalog does not know is said as carefully as it allows."""
    described = {language: _described(language, said) for language, said in facts.descriptions.items()}
    said: dict[str, Any] = {
        "publiccodeYmlVersion": VERSION,
        "name": facts.name,
        "url": url,
        "landingURL": facts.landing_url,
        "platforms": ["web"],
        "categories": [one for one in facts.categories if one in CATEGORIES] or None,
        "developmentStatus": facts.development_status or "stable",
        "softwareType": facts.software_type or "standalone/other",
        "description": described or {"en": _described("en", contract.Description(short=facts.name))},
        "legal": {"license": license},
        "maintenance": {
            "type": "none" if facts.maintenance_type in (None, "contract") else facts.maintenance_type,
            "contacts": [_contact(one) for one in facts.contacts] or [{"name": publisher}],
        },
        "localisation": {"localisationReady": False, "availableLanguages": list(described) or ["id"]},
    }
    return {name: value for name, value in said.items() if value is not None}


def _described(language: str, said: contract.Description) -> Mapping[str, Any]:
    long = said.long or ""
    if len(long) < SHORTEST_LONG:
        long = f"{long}\n\n{MADE.to('id' if language == 'id' else 'en')}".strip()
    return {
        "shortDescription": said.short[:LONGEST_SHORT],
        "longDescription": long[:LONGEST_LONG],
        "features": said.features or [said.short[:100]],
    }


def _contact(one: contract.Contact) -> Mapping[str, str]:
    return {name: value for name, value in one.model_dump().items() if value is not None}
