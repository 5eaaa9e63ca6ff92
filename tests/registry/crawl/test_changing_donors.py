"""Donors that change: move and delete tags, rewrite history, vanish, and mend what was sent back."""

import hashlib
import shutil
import subprocess

import pytest
from sqlmodel import select

from registry.errors import NotFound
from registry.tables import Incident, Source


@pytest.mark.parametrize("change", ["moved", "deleted"])
def test_a_tag_that_moves_or_goes_changes_no_published_release(visitor, donor, change):
    donor.release("v1.0.0")
    donor.release("v1.1.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    before = visitor.known(source)
    files = {path: path.read_bytes() for path in visitor.settings.folder.glob("archives/*/*.bundle")}
    if change == "moved":
        moved = donor.commit({"evil.py": "print('lain')\n"}, tag="v1.0.0")
    else:
        donor.git("tag", "--delete", "v1.0.0")
    for _ in range(2):
        assert visitor.visit(source).outcome in {"published", "unchanged"}
    assert visitor.known(source) == before
    assert {path: path.read_bytes() for path in files} == files
    with visitor.database.read() as session:
        (incident,) = session.exec(select(Incident)).all()
    expected = ("tag-moved", moved) if change == "moved" else ("tag-deleted", "")
    assert (incident.kind, incident.found, incident.version) == (*expected, "1.0.0")
    assert [told.kind for told in visitor.entry().application.incidents] == [incident.kind]


def test_a_donor_that_rewrites_its_whole_history_changes_no_published_release(visitor, donor):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    before = visitor.known(source)["1.0.0"]
    shutil.rmtree(donor.git_dir)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", donor.git_dir], check=True)
    donor.release("v1.0.0", **{"evil.py": "print('lain')\n"})
    donor.release("v2.0.0", **{"new.py": "print('baru')\n"})
    assert visitor.visit(source).outcome == "published"
    assert visitor.known(source)["1.0.0"] == before
    assert visitor.archives("2.0.0")["delta"].from_version == "1.0.0"


def test_a_donor_that_is_gone_takes_nothing_with_it(visitor, donor):
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    shutil.rmtree(donor.git_dir)
    report = visitor.visit(source)
    assert (report.outcome, report.text.en) == ("failed", f"There is no repository at {donor.url}.")
    with visitor.database.read() as session:
        assert session.exec(select(Source)).one().reachable is False
    assert hashlib.sha256(visitor.content(visitor.archives("1.0.0")["snapshot"])).hexdigest()
    assert visitor.entry().application.donor_reachable is False
    assert [release.status for release in visitor.known(source).values()] == ["published"]


def test_a_release_is_sent_back_with_reasons_and_published_when_they_are_mended(visitor, donor):
    donor.commit({"app.py": "print(1)\n"}, tag="v1.0.0")
    source = visitor.submit(donor.url)
    report = visitor.visit(source)
    assert report.outcome == "sent_back"
    assert {finding.code for finding in report.findings} >= {"license-file-missing", "manifest-missing"}
    assert visitor.known(source)["1.0.0"].status == "sent_back"
    assert not list(visitor.settings.folder.glob("archives/**/*"))
    donor.release("v1.0.0")
    assert visitor.visit(source).outcome == "published"
    assert visitor.known(source)["1.0.0"].status == "published"


def test_a_curators_manifest_describes_a_donor_without_one(visitor, donor, texts):
    donor.commit({"LICENSE": texts["LICENSE"], "app.py": "print(1)\n"}, tag="v1.0.0")
    source = visitor.submit(donor.url, manifest=texts["publiccode.yml"])
    assert visitor.visit(source).outcome == "published"
    assert visitor.entry().application.described_by == "catalog"


def test_a_manifest_with_an_error_is_sent_back_with_its_line(visitor, donor, texts):
    donor.release("v1.0.0", **{"publiccode.yml": texts["publiccode.yml"].replace("stable", "selesai")})
    report = visitor.visit(visitor.submit(donor.url))
    (finding,) = [finding for finding in report.findings if finding.level == "block"]
    assert (finding.code, finding.path, finding.line) == ("manifest-invalid", "publiccode.yml", 8)


def test_a_donor_without_a_licence_is_shown_and_fetchable_once_it_moves_on(visitor, donor, texts):
    donor.commit({"publiccode.yml": texts["publiccode.yml"], "app.py": "print(1)\n"}, tag="v1.0.0")
    source = visitor.submit(donor.url)
    assert visitor.visit(source).outcome == "sent_back"
    told = visitor.entry()
    assert [(one.version, one.status) for one in told.releases] == [("1.0.0", "withheld")]
    assert (told.application.latest_version, told.releases[0].license.provenance) == (None, "none")
    assert not list(visitor.settings.folder.glob("archives/**/*.bundle"))
    donor.release("v1.1.0")
    assert visitor.visit(source).outcome == "published"
    told = visitor.entry()
    assert told.application.latest_version == "1.1.0"
    assert [one.status for one in told.releases] == ["published", "withheld"]


@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_what_was_withheld_is_no_longer_shown_once_more_is_in_its_way(visitor, donor, texts, request, place):
    if place == "bucket":
        settings = visitor.settings.model_copy(update=request.getfixturevalue("bucket"))
        visitor.settings = settings
    files = {"publiccode.yml": texts["publiccode.yml"], "app.py": "print(1)\n"}
    donor.commit(files, tag="v1.0.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    assert visitor.entry().application.slug == "e-sakip"
    password = "".join(["vQ7", "rT2x", "Lm9", "Zc4"])  # looks like one that is in use
    donor.commit({**files, ".env": f"DB_PASSWORD={password}\n"}, tag="v1.0.0")
    assert visitor.visit(source).outcome == "sent_back"
    with pytest.raises(NotFound):
        visitor.entry()


def test_every_finding_says_how_to_mend_it(visitor, donor):
    donor.commit({"app.py": "print(1)\n"}, tag="v1.0.0")
    report = visitor.visit(visitor.submit(donor.url))
    missing = next(finding for finding in report.findings if finding.code == "manifest-missing")
    assert "livinglab draft" in missing.mend.en
