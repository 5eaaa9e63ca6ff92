"""The outbox: what is to be told, written in the transaction of the change that it tells of."""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from registry import clock
from registry.tables import OutboxRow


def put(
    session: Session,
    event: str,
    *,
    serial: int,
    application_slug: str | None = None,
    region_code: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note a happening that the journal has as `serial`. What is committed is told, at least once."""
    row = OutboxRow(
        event=event,
        application_slug=application_slug,
        region_code=region_code,
        detail=json.dumps(detail or {}, sort_keys=True, ensure_ascii=False),
        serial=serial,
        created_at=clock.now(),
    )
    session.add(row)
