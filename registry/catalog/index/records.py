"""What the index says of each application: its releases and the digests of their archives, in shards."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from livinglab.contract.signed import canonical
from registry.catalog import applications
from registry.tables import Application, Archive, JournalRow, Release

SUBJECT = "application:"


def shard_of(slug: str) -> str:
    """Return the name of the shard that an application is in: two hexadecimal digits."""
    return hashlib.sha256(slug.encode()).hexdigest()[:2]


def changed(session: Session, after: int) -> dict[str, set[str]]:
    """Return the applications that the journal names after a serial, by their shards."""
    subjects = select(JournalRow.subject).where(
        col(JournalRow.serial) > after, col(JournalRow.subject).startswith(SUBJECT)
    )
    slugs = {subject.removeprefix(SUBJECT) for subject in session.exec(subjects.distinct())}
    slugs |= set(session.exec(select(Application.slug).where(col(Application.changed_serial) > after)))
    found: dict[str, set[str]] = defaultdict(set)
    for slug in slugs:
        found[shard_of(slug)].add(slug)
    return found


def shards(session: Session, wanted: Mapping[str, set[str]] | None) -> Iterator[tuple[str, bytes]]:
    """Yield shards with their content: of the wanted applications by shard, of all where that is None.

    A shard without any application does not exist.
    """
    query = select(Application.id, Application.slug).where(applications.shown())
    if wanted is not None:
        query = query.where(col(Application.slug).in_(set().union(*wanted.values())))
    by_shard: dict[str, dict[int, str]] = defaultdict(dict)
    for number, slug in session.exec(query):
        by_shard[shard_of(slug)][number or 0] = slug
    for shard in sorted(by_shard):
        yield shard, canonical(_applications(session, by_shard[shard]))


def _applications(session: Session, slugs: Mapping[int, str]) -> dict[str, Any]:
    archives = _archives(session, list(slugs))
    columns = (
        Release.id,
        Release.application_id,
        Release.version,
        Release.status,
        Release.commit,
        Release.tree,
        Release.snapshot_commit,
        Release.yanked_at,
    )
    found: dict[str, Any] = {slug: {"releases": {}} for slug in slugs.values()}
    query = select(*columns).where(col(Release.application_id).in_(slugs))  # type: ignore[call-overload]  # SQLModel types up to four columns
    for number, application, version, status, commit, tree, snapshot, yanked_at in session.exec(query):
        found[slugs[application]]["releases"][version] = {
            "status": status,
            "commit": commit,
            "tree": tree,
            "snapshot_commit": snapshot,
            "yanked": yanked_at is not None,
            "archives": archives.get(number, []),
        }
    return found


def _archives(session: Session, applications: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    columns = (Archive.release_id, Archive.kind, Archive.sha256, Archive.bytes, Archive.from_version)
    query = select(*columns).join(Release, col(Release.id) == Archive.release_id)  # type: ignore[call-overload]  # as above
    query = query.where(col(Release.application_id).in_(applications)).order_by(col(Archive.id))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for release, kind, sha256, size, from_version in session.exec(query):
        found[release].append({"kind": kind, "sha256": sha256, "bytes": size, "from_version": from_version})
    return found
