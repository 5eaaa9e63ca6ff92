"""The janitor removes what killed workers leave, and never what a living one needs."""

import os
import time

import pytest

from livinglab.repository import git
from registry.crawl import janitor
from registry.crawl.quarantine import open_quarantine
from registry.folders import folders


def old(path):
    """Make a file look as if its writer were long gone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    os.utime(path, (time.time() - 100_000, time.time() - 100_000))
    return path


def fresh(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    return path


def test_an_abandoned_quarantine_is_removed_and_a_living_one_is_not(sqlite_visitor):
    place = folders(sqlite_visitor.settings)
    abandoned = place.quarantine / "7-abandoned" / "repository.git" / "objects"
    abandoned.mkdir(parents=True)
    with open_quarantine(place, 8) as living:
        janitor.sweep_quarantine(sqlite_visitor.settings)
        assert living.work.is_dir()
    assert sqlite_visitor.leftovers() == []


def test_half_written_files_are_removed_once_nobody_can_be_writing_them(sqlite_visitor):
    place = folders(sqlite_visitor.settings)
    mirror = place.mirrors / "7.git"
    git.init(mirror)
    gone = [
        old(mirror / "objects" / "pack" / "tmp_pack_abc"),
        old(mirror / "packed-refs.lock"),
        old(mirror / "refs" / "tags" / "v1.lock"),
        old(place.archives / "ab" / ".x.bundle.0123.partial"),
    ]
    kept = [
        fresh(mirror / "objects" / "pack" / "tmp_pack_def"),
        fresh(place.archives / "ab" / ".y.bundle.0123.partial"),
        old(place.archives / "ab" / "z.bundle"),
        old(mirror / "objects" / "pack" / "pack-1.keep"),
    ]
    janitor.sweep_mirrors(sqlite_visitor.settings)
    janitor.sweep_archives(sqlite_visitor.settings)
    assert not [path for path in gone if path.exists()]
    assert all(path.exists() for path in kept)


def test_a_lost_static_entry_is_written_again(visitor, donor):
    donor.release()
    visitor.visit(visitor.submit(donor.url))
    entry = visitor.settings.folder / "archives" / "applications" / "e-sakip.json"
    before = entry.read_bytes()
    entry.unlink()
    janitor.sweep(visitor.database, visitor.settings)
    assert entry.read_bytes() == before


def test_a_mirror_of_many_packs_is_put_together_and_loses_nothing(sqlite_visitor, donor, monkeypatch):
    monkeypatch.setattr(janitor, "MOST_PACKS", 2)
    source = None
    for number in range(4):
        donor.release(f"v1.{number}.0")
        source = source or sqlite_visitor.submit(donor.url)
        sqlite_visitor.visit(source)
    mirror = folders(sqlite_visitor.settings).mirrors / f"{source}.git"
    before = git.run(["for-each-ref"], git_dir=mirror)
    assert len(list(mirror.glob("objects/pack/*.pack"))) == 4
    janitor.sweep_mirrors(sqlite_visitor.settings)
    assert len(list(mirror.glob("objects/pack/*.pack"))) == 1
    assert git.run(["for-each-ref"], git_dir=mirror) == before
    git.run(["fsck", "--strict"], git_dir=mirror)
    donor.release("v1.9.0")
    assert sqlite_visitor.visit(source).outcome == "published"


@pytest.mark.parametrize("kind", ["absent", "a file"])
def test_a_folder_without_anything_is_left_alone(sqlite_visitor, kind):
    place = folders(sqlite_visitor.settings)
    if kind == "a file":
        fresh(place.mirrors / "notes.txt")
    janitor.sweep(sqlite_visitor.database, sqlite_visitor.settings)
    assert (place.mirrors / "notes.txt").exists() == (kind == "a file")
