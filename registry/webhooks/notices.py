"""What is told to whom: the thin notice, and who may have it at this moment."""

import json

from sqlmodel import Session, select

from livinglab.contract import Visibility
from livinglab.contract.webhooks import EventName, Notice
from registry.catalog import applications, ownership
from registry.settings import Settings
from registry.tables import Adoption, Application, OutboxRow, Webhook

# Of a row's detail: whatever else it holds stays here.
TOLD = ("action", "adoption", "stage", "state", "version")
EVERYBODY = None


def is_shown(session: Session, row: OutboxRow) -> bool:
    """Say whether what a row speaks of may be named now: nothing in review or in quarantine is."""
    application = _application(session, row)
    return application is None or applications.is_shown(session, application)


def audience(session: Session, row: OutboxRow) -> frozenset[int | None] | None:
    """Return the organisations that may be told now; EVERYBODY for what everybody may read.

    Which application is adopted is for adopter and donor alone where its source is not public. That there
    is a new release of it is in the public list.
    """
    application = _application(session, row)
    if row.event != EventName.ADOPTION_CHANGED or application is None:
        return EVERYBODY
    if application.visibility == Visibility.PUBLIC:
        return EVERYBODY
    adoption = session.get(Adoption, json.loads(row.detail).get("adoption", 0))
    adopter = adoption.organisation_id if adoption else None
    return frozenset({adopter, ownership.of(session, application).organisation_id}) - {None}


def wants(webhook: Webhook, row: OutboxRow) -> bool:
    """Say whether a webhook asked for this: its event, its application, its region and those within."""
    if row.event not in webhook.events.split():
        return False
    if webhook.application_slug not in (None, row.application_slug):
        return False
    region = webhook.region_code
    return region is None or f"{row.region_code or ''}.".startswith(f"{region}.")


def write(row: OutboxRow, delivery_id: str, settings: Settings) -> bytes:
    """Write what is sent: the same bytes at each try."""
    detail = {name: value for name, value in json.loads(row.detail).items() if name in TOLD}
    notice = Notice(
        id=delivery_id,
        event=EventName(row.event),
        at=row.created_at,
        serial=row.serial,
        application=row.application_slug,
        region=row.region_code,
        detail=detail,
        links=_links(row, detail, f"{settings.origin}/api/v1"),
    )
    return notice.model_dump_json().encode()


def _links(row: OutboxRow, detail: dict[str, object], api: str) -> dict[str, str]:
    links = {}
    if row.application_slug is not None:
        links["application"] = f"{api}/applications/{row.application_slug}"
    if row.application_slug is not None and row.event == EventName.RELEASE_PUBLISHED:
        links["release"] = f"{links['application']}/releases/{detail['version']}"
    if "adoption" in detail:
        links["adoption"] = f"{api}/adoptions/{detail['adoption']}"
    return links


def _application(session: Session, row: OutboxRow) -> Application | None:
    if row.application_slug is None:
        return None
    return session.exec(select(Application).where(Application.slug == row.application_slug)).first()
