"""One release beside the one before it: what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import ReleaseStatus
from registry.catalog import applications
from registry.keys import Keys
from registry.tables import Application, Release
from registry.website.application.standing import MOST_CHECKS, release


@dataclass(frozen=True)
class Changed:
    """What is different from `before`. Findings only for those who may have the source."""

    before: contract.Release
    bytes: int
    files: int | None
    license: bool
    components: int | None
    appeared: Sequence[contract.Check]
    gone: Sequence[contract.Check]


def changed(
    session: Session, application: Application, row: Release, shown: contract.Release, *, keys: Keys | None
) -> Changed | None:
    """Return what changed against the newest published release before this one; None for a first one."""
    earlier = _before(session, application, row)
    if earlier is None:
        return None
    before = release(earlier, keys=keys)
    now, then = (_by_place(session, one) if keys else {} for one in (row, earlier))
    return Changed(
        before=before,
        bytes=shown.bytes - before.bytes,
        files=_difference(shown.files, before.files),
        license=shown.license.spdx != before.license.spdx,
        components=_difference(_components(shown), _components(before)),
        appeared=[now[key] for key in now if key not in then],
        gone=[then[key] for key in then if key not in now],
    )


def _before(session: Session, application: Application, row: Release) -> Release | None:
    query = select(Release).where(
        Release.application_id == application.id,
        Release.position < row.position,
        Release.status == ReleaseStatus.PUBLISHED,
    )
    return session.exec(query.order_by(col(Release.position).desc()).limit(1)).first()


def _by_place(session: Session, row: Release) -> dict[Any, contract.Check]:
    found = applications.checks(session, row, after=0, limit=MOST_CHECKS)
    return {(check.code, check.path): check for _, check in found}


def _components(shown: contract.Release) -> int | None:
    return shown.sbom.components if shown.sbom else None


def _difference(now: int | None, then: int | None) -> int | None:
    return None if now is None or then is None else now - then
