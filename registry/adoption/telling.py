"""Telling: what happened to an adoption goes into the journal and the outbox, in its own transaction."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, SQLModel

from registry import journal, outbox
from registry.tables import Adoption, Application

CHANGED = "adoption.changed"


def tell(
    session: Session,
    adoption: Adoption,
    application: Application,
    action: str,
    *,
    row: SQLModel,
    detail: Mapping[str, Any],
    actor: str,
) -> int:
    """Tell of `row`, which was added to an adoption and carries the next serial; return that serial.

    `detail` is read by everybody where the application's source is public: no texts, no documents.
    """
    session.flush()
    told = {"adoption": adoption.id, "region": adoption.region_code, **detail}
    serial = journal.append(
        session,
        actor=actor,
        action=action,
        subject=f"application:{application.slug}",
        detail=told,
        after=journal.state_of(row),
    )
    adoption.changed_serial = serial
    session.add(adoption)
    outbox.put(
        session,
        CHANGED,
        serial=serial,
        application_slug=application.slug,
        region_code=adoption.region_code,
        detail={"action": action, **told},
    )
    return serial
