"""A visit from the donor's repository to the catalog, and what later visits make of a donor that changes."""

import hashlib
import json
import subprocess
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from livinglab.repository import git
from registry.catalog import entries
from registry.crawl import frontier, visits
from registry.crawl.visits import LeaseLost
from registry.tables import Release, Source, Submission, Visit


def test_a_donor_with_two_tags_is_published(visitor, donor):
    first = donor.release("v1.0.0")
    second = donor.release("v1.1.0", **{"menu.py": "print('baru')\n"})
    source = visitor.submit(donor.url)
    report = visitor.visit(source)
    assert (report.outcome, report.text) == ("published", None)
    assert "block" not in {finding.level for finding in report.findings}
    assert report.bytes > 0
    assert report.git_seconds > 0
    assert visitor.leftovers() == []
    found = visitor.known(source)
    assert list(found) == ["1.0.0", "1.1.0"]
    assert [release.commit for release in found.values()] == [first, second]
    assert [release.tag for release in found.values()] == ["v1.0.0", "v1.1.0"]
    with visitor.database.read() as session:
        (visit,) = session.exec(select(Visit)).all()
        (submission,) = session.exec(select(Submission)).all()
        (release, _) = session.exec(select(Release).order_by(Release.position)).all()
    assert (visit.outcome, visit.worker, submission.status) == ("published", "test-worker", "published")
    assert release.released_at == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def test_archives_are_what_their_names_say_and_bring_the_very_tree(visitor, donor, tmp_path):
    donor.release("v1.0.0")
    donor.release("v1.1.0", **{"menu.py": "print('baru')\n"})
    source = visitor.submit(donor.url)
    visitor.visit(source)
    first, second = visitor.archives("1.0.0"), visitor.archives("1.1.0")
    assert set(first) == {"snapshot"}
    assert set(second) == {"snapshot", "delta", "history"}
    assert second["delta"].from_version == "1.0.0"
    receiver = tmp_path / "receiver.git"
    git.init(receiver)
    for archive in (first["snapshot"], second["delta"], second["history"]):
        bundle = visitor.content(archive)
        assert hashlib.sha256(bundle).hexdigest() == archive.sha256
        assert len(bundle) == archive.bytes
        (tmp_path / "bundle").write_bytes(bundle)
        command = ["git", f"--git-dir={receiver}", "fetch", "-q", tmp_path / "bundle", "refs/*:refs/*"]
        subprocess.run(command, check=True, capture_output=True)
    for version, release in visitor.known(source).items():
        tree = git.run(["rev-parse", f"refs/livinglab/snapshot/{version}^{{tree}}"], git_dir=receiver)
        assert tree.decode().strip() == release.tree
    history = git.run(["rev-list", "--count", "refs/livinglab/donor/1.1.0"], git_dir=receiver)
    assert history.strip() == b"2"


def test_the_static_entry_tells_the_same_as_the_catalog(visitor, donor):
    donor.release("v1.0.0")
    visitor.visit(visitor.submit(donor.url))
    told = visitor.entry()
    assert [release.version for release in told.releases] == ["1.0.0"]
    (archive, *_) = told.releases[0].archives
    assert (visitor.settings.folder / archive.path).is_file()
    with visitor.database.read() as session:
        assert json.loads(entries.entry(session, "e-sakip")) == json.loads(told.model_dump_json())


def test_a_second_visit_of_an_unchanged_donor_changes_nothing(visitor, donor):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    before = sorted(visitor.settings.folder.glob("archives/**/*.bundle"))
    report = visitor.visit(source)
    assert (report.outcome, report.bytes) == ("unchanged", 0)
    assert sorted(visitor.settings.folder.glob("archives/**/*.bundle")) == before


def test_a_new_tag_brings_one_release_with_a_delta_from_its_neighbour(visitor, donor):
    donor.release("v1.0.0", **{"big.bin": "x" * 400_000})
    source = visitor.submit(donor.url)
    visitor.visit(source)
    donor.release("v1.1.0", **{"big.bin": "x" * 400_000, "new.py": "print(1)\n"})
    report = visitor.visit(source)
    assert report.outcome == "published"
    assert report.bytes < 100_000, "the revisit fetched again what the mirror has"
    found = visitor.archives("1.1.0")
    assert found["delta"].from_version == "1.0.0"
    assert found["delta"].bytes < found["snapshot"].bytes
    git.run(["fsck", "--strict"], git_dir=visitor.settings.folder / "mirrors" / f"{source}.git")


def test_a_release_between_two_published_ones_takes_its_place(visitor, donor):
    donor.release("v1.0.0")
    donor.release("v1.2.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    donor.release("v1.1.0")
    assert visitor.visit(source).outcome == "published"
    assert list(visitor.known(source)) == ["1.0.0", "1.1.0", "1.2.0"]
    assert visitor.archives("1.1.0")["delta"].from_version == "1.0.0"
    assert "history" not in visitor.archives("1.1.0")


def test_versions_are_ordered_as_people_mean_them(visitor, donor):
    tags = ["v2.0.0-rc.1", "2024.10.1", "v1.10.0", "v1.9.0", "v2.0.0", "bukan-versi", "v1.2"]
    for tag in tags:
        donor.release(tag)
    source = visitor.submit(donor.url)
    visitor.visit(source)
    assert list(visitor.known(source)) == ["1.2", "1.9.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "2024.10.1"]


def test_only_the_newest_releases_are_archived(visitor, donor):
    for number in range(6):
        donor.release(f"v1.{number}.0")
    visitor.bounds = {"releases": 2}
    source = visitor.submit(donor.url)
    visitor.visit(source)
    assert list(visitor.known(source)) == ["1.4.0", "1.5.0"]


def test_a_donor_without_tags_gets_one_dated_snapshot_a_day(visitor, donor, texts, monkeypatch):
    donor.release(tag=None)
    source = visitor.submit(donor.url)
    assert visitor.visit(source).outcome == "published"
    (version,) = visitor.known(source)
    today = datetime.now(UTC)
    assert version == f"0.0.0-{today.year}.{today.month}.{today.day}"
    assert visitor.known(source)[version].tag is None
    donor.commit({**texts, "new.py": "print(1)\n"})
    assert visitor.visit(source).outcome == "unchanged"
    real = frontier.moment
    monkeypatch.setattr(frontier, "moment", lambda session: real(session).replace(year=today.year + 1, day=1))
    with visitor.database.write() as session:
        frontier.lease(session, "w", seconds=60, source_id=source)
    assert visits.visit(visitor.database, visitor.settings, source, worker="w").outcome == "published"
    assert len(visitor.known(source)) == 2


def test_a_tag_is_newer_than_every_dated_snapshot(visitor, donor):
    donor.release(tag=None)
    source = visitor.submit(donor.url)
    visitor.visit(source)
    donor.git("tag", "v0.1.0", "main")
    assert visitor.visit(source).outcome == "published"
    assert list(visitor.known(source))[-1] == "0.1.0"


def test_archives_of_a_restricted_application_lie_apart(visitor, donor):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url, visibility="government")
    assert visitor.visit(source).outcome == "published"
    archive = visitor.archives("1.0.0")["snapshot"]
    assert visitor.content(archive, prefix="restricted/")
    bundles = visitor.settings.folder.glob("archives/**/*.bundle")
    assert all(
        path.relative_to(visitor.settings.folder / "archives").parts[0] == "restricted" for path in bundles
    )


def test_nothing_is_recorded_by_a_worker_that_lost_its_lease(visitor, donor, monkeypatch):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    with visitor.database.write() as session:
        frontier.lease(session, "slow", seconds=600, source_id=source)
    real = visits.bring

    def bring_slowly(*arguments, **options):
        with visitor.database.write() as session:
            frontier.abandon(session, source, "slow")
            frontier.lease(session, "quick", seconds=600, source_id=source)
        return real(*arguments, **options)

    monkeypatch.setattr(visits, "bring", bring_slowly)
    with pytest.raises(LeaseLost):
        visits.visit(visitor.database, visitor.settings, source, worker="slow")
    assert visitor.known(source) == {}
    monkeypatch.undo()
    assert visits.visit(visitor.database, visitor.settings, source, worker="quick").outcome == "published"


def test_a_full_disk_is_our_own_fault_and_not_the_donors(visitor, donor):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    visitor.bounds = {"free_bytes": 1 << 60}
    report = visitor.visit(source)
    assert report.outcome == "failed"
    assert "disk" in report.text.en
    with visitor.database.read() as session:
        assert session.exec(select(Source)).one().reachable is None
        assert session.exec(select(Submission)).one().status == "visiting"


def test_a_crash_before_the_static_entry_is_mended_by_the_next_visit(visitor, donor, monkeypatch):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    monkeypatch.setattr(visits, "refresh_entries", lambda *_: None)
    visitor.visit(source)
    assert not list(visitor.settings.folder.glob("archives/applications/*"))
    monkeypatch.undo()
    assert visitor.visit(source).outcome == "unchanged"
    assert [release.version for release in visitor.entry().releases] == ["1.0.0"]


def test_a_bucket_serves_as_well_as_a_folder(visitor, donor, bucket):
    donor.release("v1.0.0")
    visitor.settings = visitor.settings.model_copy(update=bucket)
    source = visitor.submit(donor.url)
    assert visitor.visit(source).outcome == "published"
    snapshot = visitor.archives("1.0.0")["snapshot"]
    assert hashlib.sha256(visitor.content(snapshot)).hexdigest() == snapshot.sha256
    assert visitor.entry().application.slug == "e-sakip"
    assert not list(visitor.settings.folder.glob("archives/**/*.bundle"))
