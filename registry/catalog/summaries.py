"""The ready-made JSON of an application: written when it changes, so that reading it costs nothing."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from livinglab import contract
from livinglab.contract import ReleaseStatus, Sentence, Visibility
from livinglab.contract.catalog import Origin, Standing, Yanked
from registry.catalog import bodies, described, kinship, presentations, sources
from registry.catalog.found import MANIFEST_FACTS, ManifestFacts
from registry.catalog.presentations import Presentation
from registry.tables import (
    Application,
    ApplicationCategory,
    Check,
    Import,
    ImportedItem,
    Incident,
    Publisher,
    Region,
    Release,
)

SHOWN_RELEASES = 25
SHOWN = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD)


def refresh(session: Session, application: Application) -> None:
    """Write `summary`, both bodies and the columns that lists filter by.

    They speak of the newest published release; of the newest withheld one where none is published. Yanked
    releases are spoken of last, and `latest_version` never names one. Only what stands open is listed. Where
    there is neither, what the catalog itself says of the application speaks for it.
    """
    releases = session.exec(
        select(Release).where(Release.application_id == application.id).order_by(col(Release.position).desc())
    ).all()
    spoken_of = told(releases)
    newest = spoken_of if spoken_of and spoken_of.status == ReleaseStatus.PUBLISHED else None
    shown = spoken_of or next(iter(releases), None)
    entry = described.find(session, application) if spoken_of is None else None
    facts = MANIFEST_FACTS.validate_json(shown.manifest) if shown and shown.manifest else None
    facts = described.facts(entry) if entry else facts
    seen = presentations.of_application(session, application)
    summary = _summary(session, application, newest, facts)
    summary = summary.model_copy(update=_sights(spoken_of, facts, seen))
    body = _body(session, application, summary, facts, releases)
    body = body.model_copy(update=_details(application, facts, seen))
    if entry:
        summary = summary.model_copy(update=described.summary(entry))
        body = body.model_copy(update={**described.summary(entry), **described.body(entry)})
    application.listed = bool(spoken_of or entry) and application.standing == "open"
    application.name, application.license = summary.name, summary.license
    application.latest_version = summary.latest_version
    bodies.write_summary(application, summary)
    bodies.write_application(application, body)
    kinship.write(session, application, body)
    session.add(application)
    _categorise(session, application, summary.categories if application.listed else [])


def told(releases: Sequence[Release]) -> Release | None:
    """Return the release that an application speaks of, None where it has none that is shown."""
    shown = [one for one in releases if one.status in SHOWN]
    return max(
        shown,
        key=lambda one: (_is_offered(one), one.status == ReleaseStatus.PUBLISHED, one.position),
        default=None,
    )


def check(row: Check) -> contract.Check:
    """Return a check as it travels."""
    return contract.Check(
        code=row.code,
        level=contract.Level(row.level),
        message=Sentence(id=row.message_id, en=row.message_en),
        path=row.path,
        line=row.line,
        mend=Sentence(id=row.mend_id, en=row.mend_en) if row.mend_id and row.mend_en else None,
        override=_override(row),
    )


def _override(row: Check) -> contract.Override | None:
    if row.override_reason is None or row.override_actor is None or row.override_at is None:
        return None
    return contract.Override(reason=row.override_reason, actor=row.override_actor, at=row.override_at)


def _is_offered(release: Release) -> bool:
    return release.status == ReleaseStatus.PUBLISHED and release.yanked_at is None


def _summary(
    session: Session, application: Application, newest: Release | None, facts: ManifestFacts | None
) -> contract.ApplicationSummary:
    offered = newest if newest and _is_offered(newest) and application.standing != "retired" else None
    return contract.ApplicationSummary(
        slug=application.slug,
        name=facts.name if facts else application.slug,
        publisher=_publisher(session, application),
        description={language: said.short for language, said in facts.descriptions.items()} if facts else {},
        categories=facts.categories if facts else [],
        license=newest.license if newest else None,
        visibility=Visibility(application.visibility),
        development_status=facts.development_status if facts else None,
        software_type=facts.software_type if facts else None,
        latest_version=offered.version if offered else None,
        released_at=offered.released_at if offered else None,
        described_by=facts.described_by if facts else None,
    )


def _body(
    session: Session,
    application: Application,
    summary: contract.ApplicationSummary,
    facts: ManifestFacts | None,
    releases: Sequence[Release],
) -> contract.Application:
    source = sources.find(session, application)
    return contract.Application(
        **dict(summary),
        url=source.url if source else None,
        landing_url=facts.landing_url if facts else None,
        descriptions=facts.descriptions if facts else {},
        donor_reachable=source.reachable if source else None,
        releases=[_brief(release) for release in releases[:SHOWN_RELEASES]],
        incidents=_incidents(session, application),
        contacts=facts.contacts if facts else [],
        standing=_standing(application),
        origin=_origin(session, application),
    )


def _sights(told: Release | None, facts: ManifestFacts | None, seen: Presentation) -> dict[str, object]:
    """Return what lists show beside the rest: whom it serves, what it is made of, how it is brought up."""
    return {
        "license_provenance": bodies.whole_release(told).license.provenance if told else None,
        "fields": facts.fields if facts else [],
        "technologies": seen.technologies,
        "deployment": seen.deployment,
    }


def _details(application: Application, facts: ManifestFacts | None, seen: Presentation) -> dict[str, object]:
    """Return what publiccode.yml says beside the rest, and the pictures that it names."""
    return {
        "documents": facts.documents if facts else {},
        "contractors": facts.contractors if facts else [],
        "dependencies": facts.dependencies if facts else [],
        "platforms": facts.platforms if facts else [],
        "based_on": facts.based_on if facts else [],
        "supports": facts.supports if facts else [],
        "logo": presentations.travelling(application.slug, seen.logo) if seen.logo else None,
        "screenshots": [presentations.travelling(application.slug, one) for one in seen.screenshots],
    }


def _origin(session: Session, application: Application) -> Origin | None:
    query = select(Import.address, ImportedItem.external_id, ImportedItem.seen_at).where(
        Import.id == ImportedItem.import_id,
        ImportedItem.application_id == application.id,
        ImportedItem.outcome == "submitted",
    )
    found = session.exec(query.order_by(col(Import.id)).limit(1)).first()
    return Origin(catalog=found[0], id=found[1], at=found[2]) if found else None


def _publisher(session: Session, application: Application) -> contract.Publisher:
    publisher = session.get_one(Publisher, application.publisher_id)
    region = session.get(Region, publisher.region_code) if publisher.region_code else None
    brief = contract.RegionBrief(code=region.code, name=region.name) if region else None
    return contract.Publisher(name=publisher.name, region=brief)


def _brief(release: Release) -> contract.ReleaseBrief:
    return contract.ReleaseBrief(
        version=release.version,
        tag=release.tag,
        status=ReleaseStatus(release.status),
        released_at=release.released_at,
        bytes=release.bytes,
        yanked=yanked(release),
    )


def yanked(release: Release) -> Yanked | None:
    """Return why and since when a release is yanked."""
    if release.yanked_at is None:
        return None
    return Yanked(at=release.yanked_at, reason=release.yank_reason or "")


def _standing(application: Application) -> Standing | None:
    if application.standing == "open" or application.standing_at is None:
        return None
    values = {
        "state": application.standing,
        "at": application.standing_at,
        "reason": application.standing_reason,
    }
    return Standing.model_validate(values)


def _incidents(session: Session, application: Application) -> list[contract.Incident]:
    rows = session.exec(
        select(Incident)
        .where(Incident.application_id == application.id)
        .order_by(col(Incident.id).desc())
        .limit(25)
    ).all()
    return [
        contract.Incident.model_validate(
            {"kind": row.kind, "version": row.version, "seen_at": row.seen_at, "message": _sentence(row)}
        )
        for row in rows
    ]


def _sentence(row: Incident) -> Sentence:
    if row.kind == "tag-deleted":
        return Sentence(
            id=f"Donor menghapus tag rilis {row.version}. Rilis yang sudah terbit tetap seperti semula.",
            en=f"The donor deleted the tag of release {row.version}. What was published stays as it was.",
        )
    return Sentence(
        id=f"Donor memindahkan tag rilis {row.version} ke commit {row.found[:12]}. Rilis yang sudah terbit "
        "tetap seperti semula.",
        en=f"The donor moved the tag of release {row.version} to commit {row.found[:12]}. What was published "
        "stays as it was.",
    )


def _categorise(session: Session, application: Application, categories: Sequence[str]) -> None:
    session.exec(delete(ApplicationCategory).where(col(ApplicationCategory.application_id) == application.id))
    for category in sorted(set(categories)):
        session.add(
            ApplicationCategory(category=category, slug=application.slug, application_id=application.id or 0)
        )
