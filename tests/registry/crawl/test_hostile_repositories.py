"""Repositories that attack, one script each: visited over real smart HTTP, and what became of them."""

import re
import time
from pathlib import Path

import pytest

from livinglab.repository import git
from livinglab.repository.trees import listing
from registry.catalog import publication

FOLDER = Path(__file__).parent / "corpus" / "repositories"
NAMES = sorted(path.stem for path in FOLDER.glob("*.sh") if path.stem != "lib")
OWNED = Path("/tmp/owned")  # noqa: S108 - what the hostile scripts would touch


def wanted(name):
    """Read the verdict in a script's head."""
    text = (FOLDER / f"{name}.sh").read_text(encoding="utf-8")
    found = dict(re.findall(r"^# (verdict|finding|version|bounds): (.+)$", text, re.MULTILINE))
    bound, _, value = found.get("bounds", "").partition(" = ")
    return found, {bound: int(value)} if bound else {}


def test_there_are_at_least_25_hostile_repositories():
    assert len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_a_repository_ends_as_its_script_says(name, sqlite_visitor, scripted_donor):
    verdict, bounds = wanted(name)
    donor = scripted_donor(name)
    source = sqlite_visitor.submit(donor.url)
    sqlite_visitor.bounds = bounds
    began = time.monotonic()
    report = sqlite_visitor.visit(source)
    assert time.monotonic() - began < 10
    assert report.outcome == verdict["verdict"], (report.text, report.findings)
    assert sqlite_visitor.leftovers() == []
    assert not OWNED.exists()
    assert (report.text is not None) == (report.outcome == "failed")
    if "finding" in verdict:
        assert verdict["finding"] in {finding.code for finding in report.findings if finding.level == "block"}
    if report.outcome == "failed":
        assert not (sqlite_visitor.settings.folder / "mirrors" / f"{source}.git").exists()
        assert "/" + "tmp" not in report.text.en
    if report.outcome == "published":
        check_published(sqlite_visitor, source, verdict)


def check_published(visitor, source, verdict):
    """Hold what was published to its promise: the very tree, in a bundle that is there."""
    with visitor.database.read() as session:
        (release,) = publication.known(session, source)
    assert release.version.startswith(verdict.get("version", "1.0.0"))
    mirror = visitor.settings.folder / "mirrors" / f"{source}.git"
    assert (
        release.tree
        == git.run(["rev-parse", f"{release.snapshot_commit}^{{tree}}"], git_dir=mirror).decode().strip()
    )
    assert listing(mirror, release.tree)
    refs = git.run(["for-each-ref", "--format=%(refname)"], git_dir=mirror).decode().split()
    assert all(re.fullmatch(r"refs/(tags/v1\.0\.0|livinglab/[a-z]+(/[0-9.-]+)?)", ref) for ref in refs), refs
