"""The table of publiccode.yml 0.7: every key with its type and its rule, in the reference parser's order.

The standard's text and the parser differ in nine places; the parser is followed, as said beside each. A
comment `standard:` gives what the text says instead (docs/standard/schema.core.rst).
"""

from livinglab.manifest import rules
from livinglab.manifest.shapes import ByLanguage, Each, Field, Link, OneOrEach, Section, Truth, Words
from livinglab.manifest.terms import CATEGORIES, MAINTENANCE, SCOPES, SOFTWARE_TYPES, STATUSES, VERSIONS

_TEXT = Field(Words())
_TEXTS = Field(Each(Words()))
_BOOLEAN = Field(Truth())
_HTTP = Field(Link(rules.http_url))
_NAME = Field(Words(), required=True)

# standard: name is mandatory and uri optional in fundedBy; the parser has it the other way round.
_ORGANISATION = Section({"name": _TEXT, "uri": Field(Words(rules.organisation), required=True)})

_CONTRACTOR = Section(
    {
        "name": _NAME,
        "email": Field(Words(rules.email)),
        "website": _HTTP,
        "until": Field(Words(rules.date), required=True),
    }
)
_CONTACT = Section({"name": _NAME, "email": Field(Words(rules.email)), "affiliation": _TEXT, "phone": _TEXT})
_DEPENDENCY = Section(
    {"name": _NAME, "versionMin": _TEXT, "versionMax": _TEXT, "optional": _BOOLEAN, "version": _TEXT}
)
_DESCRIPTION = Section(
    {
        "localisedName": _TEXT,
        "genericName": Field(Words(rules.length(longest=35))),
        "shortDescription": Field(Words(rules.length(longest=150)), required=True),
        # standard: longDescription and features in at least one language; the parser wants them in each.
        "longDescription": Field(Words(rules.length(shortest=150, longest=10_000)), required=True),
        "documentation": _HTTP,
        "apiDocumentation": _HTTP,
        "features": Field(Each(Words()), presence=rules.at_least_one),
        "screenshots": _TEXTS,  # their names are looked at in `pictures`
        "videos": Field(Each(Link(rules.http_url))),  # their hosts in `pictures` as well
        "awards": _TEXTS,
    }
)
_ITALY = Section(
    {
        # standard: countryExtensionVersion is mandatory; to the parser it is not.
        "countryExtensionVersion": Field(Words(rules.one_of(("0.2", "1.0")), as_number=True)),
        "conforme": Field(
            Section(
                {
                    "lineeGuidaDesign": _BOOLEAN,
                    "modelloInteroperabilita": _BOOLEAN,
                    "misureMinimeSicurezza": _BOOLEAN,
                    "gdpr": _BOOLEAN,
                }
            )
        ),
        "riuso": Field(
            Section({"codiceIPA": Field(Words(rules.unless_empty(rules.administration), as_number=True))})
        ),
        "piattaforme": Field(
            Section({"spid": _BOOLEAN, "pagopa": _BOOLEAN, "cie": _BOOLEAN, "anpr": _BOOLEAN, "io": _BOOLEAN})
        ),
    }
)
_AUDIENCE = Section(
    {
        "scope": Field(Each(Words(rules.one_of(SCOPES)))),
        "countries": Field(Each(Words(rules.country))),
        "unsupportedCountries": Field(Each(Words(rules.country))),
    }
)
_LEGAL = Section(
    {
        "license": Field(Words(rules.license), required=True),
        "mainCopyrightOwner": _TEXT,
        "repoOwner": _TEXT,
        "authorsFile": _TEXT,
    }
)
_MAINTENANCE = Section(
    {
        "type": Field(Words(rules.one_of(MAINTENANCE)), required=True),
        "contractors": Field(Each(_CONTRACTOR), presence=rules.contractors),
        "contacts": Field(Each(_CONTACT), presence=rules.contacts),
    }
)
_LOCALISATION = Section(
    {
        "localisationReady": Field(Truth(), required=True),
        "availableLanguages": Field(Each(Words(rules.language), at_least=1), required=True),
    }
)
_DEPENDS_ON = Section(
    {
        "open": Field(Each(_DEPENDENCY)),
        "proprietary": Field(Each(_DEPENDENCY)),
        "hardware": Field(Each(_DEPENDENCY)),
    }
)

DOCUMENT = Section(
    {
        # standard: 0.6 is a version as well (CHANGELOG); the parser does not know it.
        "publiccodeYmlVersion": Field(Words(rules.one_of(VERSIONS)), required=True),
        "name": _NAME,
        "applicationSuite": _TEXT,
        # Other schemes are URLs to the parser, but never ones that it can reach: decided without trying.
        "url": Field(Link(rules.http_url), required=True),
        "landingURL": _HTTP,
        "isBasedOn": Field(OneOrEach(Link(rules.url))),
        "softwareVersion": _TEXT,
        "releaseDate": Field(Words(rules.date)),
        "logo": _TEXT,
        "monochromeLogo": _TEXT,
        "organisation": Field(_ORGANISATION),
        "inputTypes": Field(Each(Words(rules.media_type))),
        "outputTypes": Field(Each(Words(rules.media_type))),
        # standard: one string is allowed as well; the parser takes a list only, of any words.
        "platforms": Field(Each(Words()), presence=rules.at_least_one),
        "categories": Field(Each(Words(rules.one_of(CATEGORIES, *rules.NO_CATEGORY)))),
        "usedBy": _TEXTS,
        "fundedBy": Field(Each(_ORGANISATION)),
        "roadmap": _HTTP,
        "developmentStatus": Field(Words(rules.one_of(STATUSES)), required=True),
        "softwareType": Field(Words(rules.one_of(SOFTWARE_TYPES)), required=True),
        "supports": Field(Each(Section({"id": Field(Words(rules.support), required=True)}))),
        "intendedAudience": Field(_AUDIENCE),
        "description": Field(ByLanguage(_DESCRIPTION, rules.tags), presence=rules.at_least_one),
        "legal": Field(_LEGAL, always=True),
        "maintenance": Field(_MAINTENANCE, always=True),
        "localisation": Field(_LOCALISATION, always=True),
        "dependsOn": Field(_DEPENDS_ON),
        # standard: country sections are deprecated as a whole; the parser warns of some of their keys only.
        "IT": Field(_ITALY),
        "it": Field(_ITALY),
    }
)
