"""An application as other catalogs and tools read it: JSON-LD, CodeMeta, publiccode.yml."""

import json
from typing import Any

from fastapi import APIRouter, Response
from sqlmodel import Session

from livinglab import contract
from livinglab.language import Text
from registry import journal
from registry.api import answers
from registry.api.entitlement import SourceRight
from registry.api.negotiation import Medium
from registry.catalog.found import MANIFEST_FACTS
from registry.dependencies import CurrentLanguage, CurrentSettings, FoundApplication, Reading
from registry.errors import NotFound
from registry.exchange import linked_data, publiccode
from registry.exchange.codemeta import codemeta
from registry.settings import Settings
from registry.tables import Application

router = APIRouter(prefix="/api/v1", tags=["applications"])
YAML = "application/yaml"  # RFC 9512
# What the address of an application answers with, beside JSON.
AS_LINKED_DATA: dict[int | str, dict[str, Any]] = {
    200: {"content": {Medium.LINKED.value: {"schema": {"type": "object"}}}}
}

AS_YAML: dict[int | str, dict[str, Any]] = {200: {"content": {YAML: {"schema": {"type": "object"}}}}}


class CodeMeta(Response):
    """CodeMeta is JSON-LD."""

    media_type = Medium.LINKED.value


class PublicCode(Response):
    """A publiccode.yml."""

    media_type = YAML


@router.get(
    "/applications/{slug}/codemeta.json",
    response_class=CodeMeta,
    responses={**AS_LINKED_DATA, **answers.problems(404)},
)
def get_codemeta(
    session: Reading, application: FoundApplication, settings: CurrentSettings, language: CurrentLanguage
) -> Response:
    """Describe an application as CodeMeta 3.0, its sentence in the reader's language."""
    shown, release = _shown(session, application)
    said = codemeta(shown, release, origin=settings.origin, language=language)
    return _answer(session, said)


@router.get(
    "/applications/{slug}/publiccode.yml",
    response_class=PublicCode,
    responses={**AS_YAML, **answers.problems(401, 403, 404)},
)
def get_publiccode(session: Reading, application: FoundApplication, source: SourceRight) -> Response:
    """Read its publiccode.yml, as its newest release has it, or made of what the catalog knows."""
    source.require()
    release = linked_data.told_release(session, application)
    if release is None or not release.manifest:
        raise NotFound(
            Text(
                id=f"{application.slug} belum punya rilis dengan publiccode.yml yang terbaca.",
                en=f"{application.slug} has no release with a publiccode.yml that can be read yet.",
            )
        )
    shown = contract.Application.model_validate_json(application.full_body or application.body)
    text = publiccode.text(
        MANIFEST_FACTS.validate_json(release.manifest),
        url=shown.url or "",
        publisher=shown.publisher.name,
        license=shown.license,
    )
    headers = {answers.SERIAL: str(journal.serial(session))}
    if source.restricted:
        headers["Cache-Control"] = answers.PRIVATE
    return PublicCode(text, headers=headers)


def as_linked_data(session: Session, application: Application, settings: Settings) -> Response:
    """Answer with an application in the terms of schema.org, as everybody may read it."""
    shown, release = _shown(session, application)
    return _answer(session, linked_data.schema_org(shown, release, origin=settings.origin))


def _shown(
    session: Session, application: Application
) -> tuple[contract.Application, contract.Release | None]:
    row = linked_data.told_release(session, application)
    release = contract.Release.model_validate_json(row.body) if row else None
    return contract.Application.model_validate_json(application.body), release


def _answer(session: Session, said: linked_data.Thing) -> Response:
    body = json.dumps(said, ensure_ascii=False).encode(errors="replace")
    return CodeMeta(body, headers={answers.SERIAL: str(journal.serial(session))})
