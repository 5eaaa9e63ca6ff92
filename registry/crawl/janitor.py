"""Tidies up after workers that were killed: abandoned quarantines, half-written files, missing entries."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from livinglab.repository import git
from registry.catalog import index
from registry.catalog.store import PARTIAL, open_store
from registry.crawl import frontier
from registry.crawl.visits import refresh_entries
from registry.database import Database
from registry.folders import folders
from registry.settings import Settings
from registry.tables import Application, Source, Visit

MARGIN = 60.0  # seconds beyond the longest visit after which a half-written file has no writer any more
MOST_PACKS = 50  # in one mirror, before they are put together
REPAIRED = timedelta(hours=1)  # how far back a crash between catalog and static entry is looked for
MOST_REPAIRS = 1000


def sweep(database: Database, settings: Settings) -> None:
    """Tidy up everything once. Safe to run at any time, by any number of workers."""
    sweep_quarantine(settings)
    sweep_mirrors(settings)
    sweep_archives(settings)
    repair_entries(database, settings)
    index.sweep(database, open_store(settings))


def sweep_quarantine(settings: Settings) -> None:
    """Remove every quarantine whose visit is gone: a living one holds its source's lock."""
    place = folders(settings)
    for folder in _entries(place.quarantine):
        with _idle(place.mirrors, folder.name.partition("-")[0]) as idle:
            if idle:
                shutil.rmtree(folder, ignore_errors=True)


def sweep_mirrors(settings: Settings) -> None:
    """Remove what a killed git left in a mirror, and put many small packs together."""
    place = folders(settings)
    for mirror in place.mirrors.glob("*.git"):
        with _idle(place.mirrors, mirror.stem) as idle:
            if not idle:
                continue
            for pattern in ("*.lock", "objects/**/tmp_*", "refs/**/*.lock"):
                _remove_old(mirror.glob(pattern), settings)
            if sum(1 for _ in mirror.glob("objects/pack/*.pack")) > MOST_PACKS:
                git.run(["repack", "-a", "-d", "--quiet"], git_dir=mirror, profile=git.SERVICE)


def sweep_archives(settings: Settings) -> None:
    """Remove archives that were never finished."""
    _remove_old(folders(settings).archives.rglob(f".*{PARTIAL}"), settings)


def repair_entries(database: Database, settings: Settings) -> None:
    """Write again the static entries of what was visited lately: a crash may have come before."""
    with database.read() as session:
        since = frontier.moment(session) - REPAIRED
        query = (
            select(Application.slug)
            .join(Source, col(Source.application_id) == Application.id)
            .join(Visit, col(Visit.source_id) == Source.id)
            .where(Visit.ended_at > since)
            .distinct()
            .limit(MOST_REPAIRS)
        )
        slugs = session.exec(query).all()
    refresh_entries(database, open_store(settings), slugs)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def _remove_old(paths: Iterator[Path], settings: Settings) -> None:
    before = time.time() - settings.visit_seconds - MARGIN
    for path in paths:
        try:
            if path.lstat().st_mtime < before:
                path.unlink()
        except FileNotFoundError:
            continue  # its owner was quicker


@contextmanager
def _idle(mirrors: Path, source: str) -> Iterator[bool]:
    """Say whether nobody visits a source on this machine, and keep it so meanwhile."""
    mirrors.mkdir(parents=True, exist_ok=True)
    with (mirrors / f"{source}.held").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
