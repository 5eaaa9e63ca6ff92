"""What the catalog itself says of an application that nobody visits: as it is given, kept and read again."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, Field, UrlConstraints
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import Visibility
from livinglab.contract.catalog import Provenance
from livinglab.contract.words import RegionCode, Slug, Wire
from registry.catalog.found import ManifestFacts
from registry.tables import Application, Described

Short = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(min_length=1, max_length=100)]
Https = Annotated[AnyHttpUrl, UrlConstraints(max_length=2048, allowed_schemes=["https"])]


class Contact(Wire):
    """Whom to ask; one of mail and telephone at least helps."""

    name: Short
    email: Word | None = None
    phone: Word | None = None
    affiliation: Short | None = None


class Entry(Wire):
    """One application, described. `license_note` says in a sentence what was found about its licence."""

    slug: Slug
    name: Short
    publisher: Short
    region: RegionCode | None = None
    visibility: Visibility = Visibility.PUBLIC
    url: Https | None = None
    seen_on: date
    description: dict[Literal["id", "en"], Short] = Field(min_length=1)
    license: Word | None = Field(default=None, description="an SPDX expression")
    license_provenance: Provenance
    license_note: dict[Literal["id", "en"], Short] = Field(default={})
    categories: list[Word] = Field(default=[], max_length=20)
    fields: list[Word] = Field(default=[], max_length=20)
    technologies: list[Word] = Field(default=[], max_length=20)
    software_type: Word | None = None
    development_status: Word | None = None
    contacts: list[Contact] = Field(default=[], max_length=10)
    based_on: list[Https] = Field(default=[], max_length=10)
    supports: list[Word] = Field(default=[], max_length=47)


def find(session: Session, application: Application) -> Entry | None:
    """Return what the catalog says of an application, None where it says nothing."""
    row = session.get(Described, application.id)
    return Entry.model_validate_json(row.entry) if row else None


def facts(entry: Entry) -> ManifestFacts:
    """Return an entry in the shape in which a publiccode.yml is kept."""
    return ManifestFacts(
        name=entry.name,
        license=entry.license,
        categories=entry.categories,
        development_status=entry.development_status,
        software_type=entry.software_type,
        descriptions={
            language: contract.Description(short=said) for language, said in entry.description.items()
        },
        described_by="catalog",
        contacts=[contract.Contact(**one.model_dump()) for one in entry.contacts],
    )


def summary(entry: Entry) -> dict[str, Any]:
    """Return what an entry says itself of an application's summary, where a release would."""
    return {
        "license": entry.license,
        "license_provenance": entry.license_provenance,
        "fields": entry.fields,
        "technologies": entry.technologies,
    }


def body(entry: Entry) -> dict[str, Any]:
    """Return the same of its body."""
    return {
        "url": str(entry.url) if entry.url else None,
        "based_on": [str(address) for address in entry.based_on],
        "supports": entry.supports,
        "seen_on": entry.seen_on,
    }


def release_license(entry: Entry) -> contract.License:
    """Return what is known of its licence, in the shape that releases have it."""
    note = entry.license_note
    reason = contract.Sentence(id=said, en=note.get("en", said)) if (said := note.get("id")) else None
    return contract.License(
        spdx=entry.license,
        file=None,
        usable=entry.license_provenance == "declared" and entry.license is not None,
        reason=reason,
        provenance=entry.license_provenance,
    )
