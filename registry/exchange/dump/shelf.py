"""Where dumps lie: a folder for each, beside the archives, and one small file that says which there are."""

from pathlib import Path

from pydantic import BaseModel

from livinglab.contract.dump import Dump, DumpIndex
from livinglab.language import Text
from registry.catalog.store import BucketStore, FolderStore, Store
from registry.errors import NotFound
from registry.exchange.dump.tables import TABLES
from registry.folders import folders
from registry.settings import Settings

INDEX = "index/index.json"
README, PACKAGE = "readme.md", "datapackage.json"
LATEST = "latest"
# Every file that a dump can have: what was begun and not finished is removed by these names.
FILES = (
    README,
    PACKAGE,
    *(f"{table.name}.{ending}" for table in TABLES for ending in ("jsonl", "csv", "schema.json")),
)


class Shelved(BaseModel):
    """A dump, and the folder that it lies in."""

    folder: str
    dump: Dump


class Shelf(BaseModel):
    """Which dumps there are, newest first, and which folders may hold files that belong to none."""

    shelved: list[Shelved] = []
    strays: list[str] = []


def root(settings: Settings) -> Path:
    """Return where dumps lie, or are made where they lie in a bucket."""
    return folders(settings).dumps


def open_dumps(settings: Settings) -> Store:
    """Return the store of dumps: a folder of its own, or a part of the archives' bucket."""
    if settings.archive_url:
        return BucketStore(f"{settings.archive_url.rstrip('/')}/dumps", endpoint=settings.s3_endpoint)
    return FolderStore(root(settings))


def read(store: Store) -> Shelf:
    """Return what is there; nothing before the first dump."""
    try:
        return Shelf.model_validate_json(b"".join(store.read(INDEX)))
    except NotFound:
        return Shelf()


def index(store: Store) -> DumpIndex:
    """Return what everybody reads of it."""
    return DumpIndex(dumps=[one.dump for one in read(store).shelved])


def find(store: Store, day: str) -> Shelved:
    """Return the dump of a day (2026-11-22), or the `latest`. Raises NotFound."""
    for one in read(store).shelved:
        if day in (LATEST, f"{one.dump.date}"):
            return one
    raise NotFound(
        Text(
            id="Tidak ada salinan data untuk hari itu. Yang ada tercantum di /dumps/.",
            en="There is no dump of that day. /dumps/ lists those that there are.",
        )
    )


def put(store: Store, made: Shelved, files: Path, *, keep: int) -> bool:
    """Shelve a dump whose files lie in a folder, in place of one of the same day; keep the newest `keep`.

    Readers see the old list or the new one, and every file that a list names is there and whole. What a call
    that was cut off left behind, the next one removes. Returns whether it is a new one.
    """
    shelf = read(store)
    is_new = made.folder not in {one.folder for one in shelf.shelved}
    if is_new:
        _save(store, Shelf(shelved=shelf.shelved, strays=[*shelf.strays, made.folder]))
        for file in made.dump.files:
            store.put_file(f"{made.folder}/{file.name}", files / file.name)
    others = [one for one in shelf.shelved if one.dump.date != made.dump.date]
    kept = sorted([made, *others], key=lambda one: one.dump.date, reverse=True)[:keep]
    known = {made.folder, *shelf.strays, *(one.folder for one in shelf.shelved)}
    strays = sorted(known - {one.folder for one in kept})
    _save(store, Shelf(shelved=kept, strays=strays))
    for folder in strays:
        for name in FILES:
            store.remove(f"{folder}/{name}")
    _save(store, Shelf(shelved=kept))
    return is_new


def _save(store: Store, shelf: Shelf) -> None:
    store.put_bytes(INDEX, shelf.model_dump_json().encode())
