"""What keeping the signed index costs as the catalog grows: the first edition, one change, none."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlmodel import select
from support import filling

from registry import journal, regions, schema
from registry.catalog import index
from registry.catalog.store import open_store
from registry.database import Database, open_database
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import Application

SIZES = [1_000, 10_000, 100_000]
CHANGES = 20


def main() -> None:
    """Print a line for each size."""
    print(
        "| applications | first edition | one change, median | worst | nothing moved | index.json | shard |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            print(_line(size, Settings(folder=Path(folder))), flush=True)


def _line(size: int, settings: Settings) -> str:
    database = open_database(settings)
    schema.migrate(database)
    with database.write() as session:
        regions.load(session)
    filling.fill(database, until=size)
    store, keys = open_store(settings), open_keys(settings)
    first = _seconds(lambda: index.renew(database, settings, store, keys))
    index.renew(database, settings, store, keys)  # the first one put the key on record
    changes = []
    for number in range(1, CHANGES + 1):
        _change(database, filling.slug(number * 37))
        changes.append(_seconds(lambda: index.renew(database, settings, store, keys, thorough=False)))
    idle = _seconds(lambda: index.renew(database, settings, store, keys, thorough=False))
    files = sorted((settings.folder / "archives" / "index").iterdir(), key=lambda path: path.stat().st_size)
    whole = (settings.folder / "archives" / "index" / "index.json").stat().st_size
    shard = statistics.median(path.stat().st_size for path in files)
    database.close()
    typical, worst = statistics.median(changes), max(changes)
    cells = [f"{size:,}", f"{first:.2f} s", f"{typical * 1000:.0f} ms", f"{worst * 1000:.0f} ms"]
    return "| " + " | ".join([*cells, f"{idle * 1000:.1f} ms", f"{whole:,} B", f"{shard:,.0f} B"]) + " |"


def _change(database: Database, slug: str) -> None:
    with database.write() as session:
        application = session.exec(select(Application).where(Application.slug == slug)).one()
        subject = f"application:{slug}"
        application.changed_serial = journal.append(
            session, actor="benchmark", action="release.published", subject=subject, detail={}
        )


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
