"""The pages: one application, and one release of it."""

import re
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import adoption_words, material_words
from livinglab.contract.adoptions import VERSION
from livinglab.language import Language
from registry import clock, indicators
from registry.adoption.filters import AdoptionFilters
from registry.catalog import applications, kinship, materials, presentations
from registry.catalog.presentations import Presentation
from registry.dependencies import CurrentSearch, NewestSerial, PageLanguage, Reading
from registry.errors import NotFound
from registry.tables import Application, Release
from registry.website.application import adopters, related, releases, standing, words
from registry.website.application.finding import FoundForVisitor, Shown, missing
from registry.website.catalog import terms
from registry.website.delivery import PRIVATE
from registry.website.rendering import render
from registry.website.visitors import Visitor

router = APIRouter(include_in_schema=False)
WORDS: dict[str, Any] = {
    "visibilities": words.VISIBILITIES,
    "release_states": words.RELEASES,
    "development": words.DEVELOPMENT,
    "deployments": words.DEPLOYMENT,
    "dependencies": words.DEPENDENCIES,
    "archive_kinds": words.ARCHIVES,
    "material_forms": material_words.FORMS,
    "offers": material_words.OFFERS,
    "categories": terms.CATEGORIES,
    "fields": terms.FIELDS,
    "certainties": words.CERTAINTIES,
    "instruments": {one.id: one.regulation for one in indicators.known()},
    "adoption_states": adoption_words.STATES,
    "verdicts": adoption_words.VERDICTS,
    "stop_reasons": adoption_words.REASONS,
    "document_kinds": adoption_words.DOCUMENTS,
}


@router.get("/applications/{slug}")
def application_page(
    request: Request,
    session: Reading,
    found: FoundForVisitor,
    visitor: Visitor,
    index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
    slug: str,
) -> Response:
    """Show one application: whole to those entitled to its source."""
    if found is None:
        return missing(request, index, language, slug, serial=serial)
    today = clock.date_in_jakarta()
    adopted = adopters.adopters(session, slug, caller=visitor, today=today)
    return _page(
        request,
        "application.html",
        language,
        found,
        standing=standing.standing(session, found.row, found.body, keys=found.keys),
        presentation=presentations.of_application(session, found.row) if found.keys else None,
        indicators=indicators.supported(found.body),
        materials=materials.of_application(session, found.row, today=today),
        may_record=materials.may_record(session, found.row, caller=visitor),
        bases=kinship.bases(session, found.body),
        derived=kinship.derived(session, found.body),
        similar=related.similar(index, found.row.slug, serial=serial),
        adopters=adopted,
        experiences=adopters.experiences(session, slug, caller=visitor, today=today)
        if adopted.items
        else adopters.Experiences(),
    )


@router.get("/applications/{slug}/releases/{version}")
def release_page(
    request: Request,
    session: Reading,
    found: FoundForVisitor,
    visitor: Visitor,
    index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
    slug: str,
    version: str,
) -> Response:
    """Show one release; `latest` leads to the newest one that is offered."""
    if found is None:
        return missing(request, index, language, slug, serial=serial)
    row = _release(session, found.row, version)
    if row is None:
        return _page(request, "release_missing.html", language, found, status=404, version=version)
    if row.version != version:
        return RedirectResponse(f"/applications/{found.row.slug}/releases/{row.version}")
    shown = standing.release(row, keys=found.keys)
    asked = AdoptionFilters(application=found.row.slug, version=row.version)
    today = clock.date_in_jakarta()
    adoptions = adopters.first(session, asked, adopters.RUNNING, caller=visitor, today=today)
    return _page(
        request,
        "release.html",
        language,
        found,
        release=shown,
        findings=standing.findings(session, row) if found.keys else None,
        changed=releases.changed(session, found.row, row, shown, keys=found.keys),
        adoptions=adoptions,
        proofs=adopters.proofs(session, adoptions),
    )


def _release(session: Session, application: Application, version: str) -> Release | None:
    if not re.fullmatch(VERSION, version):
        return None
    try:
        return applications.release(session, application, version)
    except NotFound:
        return None


def _page(request: Request, template: str, language: Language, found: Shown, **values: Any) -> Response:
    described, tongue = _described(found.body, language)
    page = render(
        request,
        template,
        language,
        secret=found.is_private,
        application=found.body,
        donor=found.row.publisher_id,
        described=described,
        described_html=_prose(values.get("presentation"), tongue or language),
        tongue=tongue,
        **WORDS,
        **values,
    )
    if found.is_private:
        page.headers["Cache-Control"] = PRIVATE
    return page


def _prose(presentation: Presentation | None, language: str) -> str | None:
    """Return the long description as the worker made it ready."""
    return presentation.descriptions.get(language) if presentation else None


def _described(
    shown: contract.Application, language: Language
) -> tuple[contract.Description | None, str | None]:
    """Return the reader's description, else any, and its language where that is another than the reader's."""
    for name, said in shown.descriptions.items():
        if name.partition("-")[0] == language:
            return said, None
    return next(((said, name) for name, said in shown.descriptions.items()), (None, None))
