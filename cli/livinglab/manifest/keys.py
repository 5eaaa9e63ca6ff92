"""The table of publiccode.yml 0.7: every key with its rule, as the reference parser judges it."""

from collections.abc import Iterator

from livinglab.manifest.licenses import is_license
from livinglab.manifest.model import Problem
from livinglab.manifest.nodes import Items, Keys, Scalar
from livinglab.manifest.rules import (
    Field,
    anything,
    below,
    boolean,
    by_language,
    each,
    either,
    is_date,
    is_identifier,
    is_language,
    is_url,
    matching,
    missing,
    one_of,
    problem,
    section,
    text,
    usually,
)
from livinglab.manifest.terms import CATEGORIES, PLATFORMS, SCOPES, SOFTWARE_TYPES, STATUSES, VERSIONS

_url = matching(is_url, "Harus URL http(s) yang lengkap", "Must be a complete http(s) URL")
_identifier = matching(is_identifier, "Harus URI atau URN", "Must be a URI or a URN")
_date = matching(is_date, "Harus tanggal YYYY-MM-DD", "Must be a date, YYYY-MM-DD")
_language = matching(is_language, "Bukan kode bahasa BCP 47", "Not a BCP 47 language tag")
_license = matching(is_license, "Bukan ekspresi lisensi SPDX", "Not an SPDX license expression")
_country = matching(
    lambda value: (
        len(value) == 2 and value.isascii() and value.isalpha() and value in {value.upper(), value.lower()}
    ),
    "Harus kode negara dua huruf (ISO 3166-1)",
    "Must be a two-letter country code (ISO 3166-1)",
)
_image = matching(
    lambda value: value.lower().endswith((".svg", ".svgz", ".png")) and not value.startswith(("/", "file:")),
    "Harus jalur atau URL ke SVG, SVGZ, atau PNG",
    "Must be a path or URL of an SVG, SVGZ or PNG",
)
_screenshot = matching(
    lambda value: value.lower().endswith((".jpg", ".png")) and not value.startswith(("/", "file:")),
    "Harus jalur atau URL ke JPG atau PNG",
    "Must be a path or URL of a JPG or PNG",
)


def _who_maintains(node: Keys, key: str) -> Iterator[Problem]:
    """Contacts go with internal and community maintenance, contractors with a contract, and only so."""
    kind = node.values.get("type")
    if not isinstance(kind, Scalar):
        return
    wanted = {"internal": "contacts", "community": "contacts", "contract": "contractors"}.get(kind.text)
    given = node.values.get(wanted) if wanted else None
    if wanted and not (isinstance(given, Items) and given.items):
        yield missing(below(key, wanted), node.place)
    if kind.text != "contract" and "contractors" in node.values:
        yield problem(
            below(key, "contractors"),
            node.places["contractors"],
            "Hanya untuk type: contract",
            "Only for type: contract",
        )


_organisation = Field(section({"uri": Field(_identifier, required=True), "name": Field(text())}))
_contact = section(
    {
        "name": Field(text(), required=True),
        "email": Field(text()),
        "phone": Field(text()),
        "affiliation": Field(text()),
    }
)
_contractor = section(
    {
        "name": Field(text(), required=True),
        "until": Field(_date, required=True),
        "email": Field(text()),
        "website": Field(_url),
    }
)
_dependency = section(
    {
        "name": Field(text(), required=True),
        "versionMin": Field(text()),
        "versionMax": Field(text()),
        "version": Field(text()),
        "optional": Field(boolean),
    }
)
_description = section(
    {
        "localisedName": Field(text()),
        "genericName": Field(text(longest=35), deprecated=True),
        "shortDescription": Field(text(longest=150), required=True),
        "longDescription": Field(text(shortest=150, longest=10_000), required=True),
        "documentation": Field(_url),
        "apiDocumentation": Field(_url),
        "features": Field(each(text(), at_least=1), required=True),
        "screenshots": Field(each(_screenshot)),
        "videos": Field(each(_url)),
        "awards": Field(each(text())),
    }
)

DOCUMENT = section(
    {
        "publiccodeYmlVersion": Field(one_of(*VERSIONS), required=True),
        "name": Field(text(), required=True),
        "applicationSuite": Field(text()),
        "url": Field(_url, required=True),
        "landingURL": Field(_url),
        "isBasedOn": Field(either(_url, each(_url))),
        "softwareVersion": Field(text()),
        "releaseDate": Field(_date),
        "logo": Field(_image),
        "monochromeLogo": Field(_image, deprecated=True),
        "organisation": _organisation,
        "fundedBy": Field(each(_organisation.rule)),
        "inputTypes": Field(each(text()), deprecated=True),
        "outputTypes": Field(each(text()), deprecated=True),
        "platforms": Field(each(usually(*PLATFORMS), at_least=1), required=True),
        "categories": Field(each(one_of(*CATEGORIES))),
        "usedBy": Field(each(text())),
        "roadmap": Field(_url),
        "developmentStatus": Field(one_of(*STATUSES), required=True),
        "softwareType": Field(one_of(*SOFTWARE_TYPES), required=True),
        "supports": Field(each(section({"id": Field(text(), required=True)}))),
        "intendedAudience": Field(
            section(
                {
                    "scope": Field(each(one_of(*SCOPES))),
                    "countries": Field(each(_country)),
                    "unsupportedCountries": Field(each(_country)),
                }
            )
        ),
        "description": Field(by_language(_description), required=True),
        "legal": Field(
            section(
                {
                    "license": Field(_license, required=True),
                    "mainCopyrightOwner": Field(text()),
                    "repoOwner": Field(text(), deprecated=True),
                    "authorsFile": Field(text(), deprecated=True),
                }
            ),
            required=True,
        ),
        "maintenance": Field(
            section(
                {
                    "type": Field(one_of("internal", "contract", "community", "none"), required=True),
                    "contractors": Field(each(_contractor)),
                    "contacts": Field(each(_contact)),
                },
                _who_maintains,
            ),
            required=True,
        ),
        "localisation": Field(
            section(
                {
                    "localisationReady": Field(boolean, required=True),
                    "availableLanguages": Field(each(_language, at_least=1), required=True),
                }
            ),
            required=True,
        ),
        "dependsOn": Field(
            section(
                {
                    "open": Field(each(_dependency)),
                    "proprietary": Field(each(_dependency)),
                    "hardware": Field(each(_dependency)),
                }
            )
        ),
        "IT": Field(anything, deprecated=True),
        "it": Field(anything, deprecated=True),
    }
)
