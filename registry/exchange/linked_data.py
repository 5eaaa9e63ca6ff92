"""An application for machines that know schema.org: SoftwareSourceCode, or what runs where that is shut."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import ReleaseStatus
from registry.catalog import summaries
from registry.tables import Application, Release

CONTEXT = "https://schema.org"
Thing = dict[str, Any]
_LICENSE = re.compile(r"(?!LicenseRef-)[A-Za-z0-9][A-Za-z0-9.+-]*")


def schema_org(shown: contract.Application, release: contract.Release | None, *, origin: str) -> Thing:
    """Return an application as JSON-LD in the terms of schema.org.

    Where the source is public it is SoftwareSourceCode with a `targetProduct`, else SoftwareApplication.
    """
    product = {"@type": "SoftwareApplication", **_product(shown, release, origin=origin)}
    common = {
        "@context": CONTEXT,
        "@id": page(shown, origin),
        "identifier": shown.slug,
        "url": page(shown, origin),
        "description": [
            {"@language": language, "@value": said.short} for language, said in shown.descriptions.items()
        ],
        "publisher": organisation(shown.publisher, kind="@type"),
        "maintainer": [person(one, kind="@type") for one in shown.contacts],
        "license": license_of(shown.license, kind="@type"),
        "keywords": shown.categories,
        "creativeWorkStatus": shown.development_status,
        "datePublished": _day(release),
        "conditionsOfAccess": shown.how_to_ask.en if shown.how_to_ask else None,
    }
    if shown.url is None:
        return present({**product, **common})
    return present(
        {
            "@type": "SoftwareSourceCode",
            **common,
            "name": shown.name,
            "version": shown.latest_version,
            "codeRepository": shown.url,
            "targetProduct": present(product),
        }
    )


def told_release(session: Session, application: Application) -> Release | None:
    """Return the release that the catalog speaks of, chosen as `catalog.summaries` does; None for none."""
    published = col(Release.status) == ReleaseStatus.PUBLISHED
    offered = published & col(Release.yanked_at).is_(None)
    query = select(Release).where(
        Release.application_id == application.id, col(Release.status).in_(summaries.SHOWN)
    )
    order = (offered.desc(), published.desc(), col(Release.position).desc())
    return session.exec(query.order_by(*order).limit(1)).first()


def page(shown: contract.Application, origin: str) -> str:
    """Return the address of an application's page, which is also its name for linked data."""
    return f"{origin}/applications/{shown.slug}"


def download(release: contract.Release | None, *, origin: str) -> str | None:
    """Return where the release's snapshot lies, None where nobody may simply take it."""
    archives = release.archives if release else []
    return next((f"{origin}/{one.path}" for one in archives if one.kind == "snapshot"), None)


def organisation(publisher: contract.Publisher, *, kind: str) -> Thing:
    """Return who donates; `kind` is the key that names types."""
    region = publisher.region
    if region is None:
        return {kind: "Organization", "name": publisher.name}
    area = {kind: "AdministrativeArea", "name": region.name, "identifier": region.code}
    return {kind: "GovernmentOrganization", "name": publisher.name, "areaServed": area}


def person(contact: contract.Contact, *, kind: str) -> Thing:
    """Return somebody who looks after it."""
    works_for = {kind: "Organization", "name": contact.affiliation} if contact.affiliation else None
    said = {
        kind: "Person",
        "name": contact.name,
        "email": contact.email,
        "telephone": contact.phone,
        "affiliation": works_for,
    }
    return present(said)


def license_of(expression: str | None, *, kind: str) -> str | Sequence[str] | Thing | None:
    """Return a licence as addresses at SPDX: one, or each of those to choose from; else by its expression."""
    if expression is None:
        return None
    choices = expression.split(" OR ")
    if not all(_LICENSE.fullmatch(one) for one in choices):
        return {kind: "CreativeWork", "name": expression}
    addresses = [f"https://spdx.org/licenses/{one}" for one in choices]
    return addresses[0] if len(addresses) == 1 else addresses


def present(said: Mapping[str, Any]) -> Thing:
    """Leave out what is not known."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def _product(shown: contract.Application, release: contract.Release | None, *, origin: str) -> Thing:
    features = [feature for said in shown.descriptions.values() for feature in said.features]
    return {
        "name": shown.name,
        "applicationCategory": shown.categories,
        "applicationSubCategory": shown.software_type,
        "featureList": features,
        "softwareVersion": shown.latest_version,
        "downloadUrl": download(release, origin=origin),
        "sameAs": shown.landing_url,
    }


def _day(release: contract.Release | None) -> str | None:
    return f"{release.released_at:%Y-%m-%d}" if release else None
