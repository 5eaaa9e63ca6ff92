"""Cohorts: named sets of regions, loaded whole from their files; what they count follows in the same step."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from livinglab.language import Text
from registry import journal
from registry.adoption import cohort_files, rebuilding
from registry.adoption.cohort_files import CohortFile, Member, Problem
from registry.errors import NotFound
from registry.tables import Cohort, CohortMember, JournalRow, Region

PACKAGED = ("idsl",)  # files beside this module, see SOURCE.md
OURS = "registry"  # who loads those
COUNTED = ("regency", "city")  # kinds of regions that statistics know of


class Known(NamedTuple):
    """A cohort, and how many of its regions are known."""

    cohort: Cohort
    members: int


def load(session: Session, file: CohortFile, *, actor: str) -> bool:
    """Make a cohort what its files say, and sum up anew what it counts; return whether anything changed.

    Raises Invalid that names each line whose code is no regency or city; then nothing is changed.
    """
    journal.hold(session)
    cohort_files.refuse(file.file, list(_unfit(session, file.members)))
    slug = file.head.slug
    before, codes = _digest(session, slug), set(_codes(session, slug))
    _put(session, file)
    after = _digest(session, slug)
    if after == before:
        return False
    now = {member.code for member in file.members}
    journal.append(
        session,
        actor=actor,
        action="cohort.loaded",
        subject=f"cohort:{slug}",
        detail={"members": len(now), "added": sorted(now - codes), "removed": sorted(codes - now)},
        before=before,
        after=after,
    )
    rebuilding.rebuild_cohort(session, slug)
    return True


def load_packaged(session: Session) -> int:
    """Load the cohorts that come with the registry, once its regions are there; return how many changed.

    Safe to repeat. What an operator loaded or removed under such a name stays as they left it.
    """
    if session.exec(select(Region.code).limit(1)).first() is None:
        return 0
    folder = files("registry.adoption")
    changed = 0
    for name in PACKAGED:
        if _last_actor(session, name) in (None, OURS):
            changed += load(session, cohort_files.read(folder / f"{name}.toml", folder), actor=OURS)
    return changed


def remove(session: Session, slug: str, *, actor: str) -> None:
    """Take a cohort and what it counts away. Raises NotFound."""
    journal.hold(session)
    cohort = session.get(Cohort, slug, populate_existing=True)
    if cohort is None:
        raise NotFound(
            Text(
                id=f"Tidak ada kelompok {slug}. Yang ada: `python -m registry cohort list`.",
                en=f"There is no cohort {slug}. `python -m registry cohort list` lists them.",
            )
        )
    before = _digest(session, slug)
    session.execute(delete(CohortMember).where(col(CohortMember.cohort_slug) == slug))
    session.delete(cohort)
    session.flush()
    journal.append(
        session, actor=actor, action="cohort.removed", subject=f"cohort:{slug}", detail={}, before=before
    )
    rebuilding.rebuild_cohort(session, slug)


def known(session: Session, *, limit: int) -> Sequence[Known]:
    """Return the cohorts in the order of their slugs."""
    members = func.count(col(CohortMember.region_code))
    query = (
        select(Cohort, members)
        .outerjoin(CohortMember, col(CohortMember.cohort_slug) == Cohort.slug)
        .group_by(col(Cohort.slug))
        .order_by(col(Cohort.slug))
    )
    return [Known(cohort, count) for cohort, count in session.exec(query.limit(limit)).all()]


def _unfit(session: Session, members: Sequence[Member]) -> Iterator[Problem]:
    """Yield what is wrong with the codes: statistics count cohorts by regencies and cities."""
    codes = [member.code for member in members]
    regions = {row.code: row for row in session.exec(select(Region).where(col(Region.code).in_(codes)))}
    for member in members:
        region = regions.get(member.code)
        if region is None or region.kind not in COUNTED:
            yield Problem(
                member.line,
                Text(
                    id=f"{member.code!r} bukan kode kabupaten atau kota; carilah di /api/v1/regions?q=nama",
                    en=f"{member.code!r} is no code of a regency or city; find it at /api/v1/regions?q=name",
                ),
            )
        elif member.name and member.name.casefold() != region.name.casefold():
            yield Problem(
                member.line,
                Text(
                    id=f"{member.code} adalah {region.name}, bukan {member.name!r}; perbaiki salah satunya",
                    en=f"{member.code} is {region.name}, not {member.name!r}; correct one of them",
                ),
            )


def _put(session: Session, file: CohortFile) -> None:
    head = file.head
    cohort = Cohort(
        slug=head.slug,
        name=head.name,
        signed_on=head.signed_on,
        size=head.size,
        note_id=head.note.id,
        note_en=head.note.en,
        source=head.source,
    )
    session.merge(cohort)
    session.flush()
    session.execute(delete(CohortMember).where(col(CohortMember.cohort_slug) == head.slug))
    session.expire_all()
    for member in file.members:
        session.add(
            CohortMember(
                cohort_slug=head.slug,
                region_code=member.code,
                signed_on=member.signed_on,
                evidence=member.evidence,
                source=member.source,
                confidence=member.confidence,
            )
        )
    session.flush()


def _codes(session: Session, slug: str) -> Sequence[str]:
    query = select(CohortMember.region_code).where(CohortMember.cohort_slug == slug)
    return session.exec(query.order_by(col(CohortMember.region_code))).all()


def _digest(session: Session, slug: str) -> str | None:
    """Return the SHA-256 over a cohort and its members, None where there is none."""
    cohort = session.get(Cohort, slug)
    if cohort is None:
        return None
    query = select(CohortMember).where(CohortMember.cohort_slug == slug)
    members = session.exec(query.order_by(col(CohortMember.region_code))).all()
    states = [journal.state_of(row) for row in (cohort, *members)]
    return hashlib.sha256(json.dumps(states).encode()).hexdigest()


def _last_actor(session: Session, slug: str) -> str | None:
    """Return who changed a cohort last, None where nobody ever did."""
    query = select(JournalRow.actor).where(JournalRow.subject == f"cohort:{slug}")
    return session.exec(query.order_by(col(JournalRow.serial).desc()).limit(1)).first()
