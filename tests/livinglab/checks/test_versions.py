"""Versions: a repository without any is told that the catalog dates what it takes."""

import pytest

from livinglab import checks
from livinglab.repository import git


@pytest.fixture
def codes(tmp_path):
    """The codes found in a repository of one file, which has some tags."""

    def look(tags):
        git.init(tmp_path / "donor.git")
        stream = b"commit refs/heads/main\ncommitter A <a@example.go.id> 0 +0000\ndata 0\n"
        stream += b"M 100644 inline a\ndata 1\na\n"
        git.run(["fast-import", "--quiet", "--force"], git_dir=tmp_path / "donor.git", input=stream)
        commit, tree = (
            git.run(["rev-parse", name], git_dir=tmp_path / "donor.git").decode().strip()
            for name in ("main", "main^{tree}")
        )
        found = checks.examine(tmp_path / "donor.git", commit, tree, None, tags=tags)
        return [(finding.code, finding.level) for finding in found.findings]

    return look


@pytest.mark.parametrize("tags", [[], ["produksi"], ["feature-2", "x" * 1000]])
def test_no_version_among_the_tags_is_told(codes, tags):
    assert ("dated-snapshot", "info") in codes(tags)


@pytest.mark.parametrize("tags", [["v1.0.0"], ["produksi", "2024.10.1"], None])
def test_a_version_or_not_knowing_is_not(codes, tags):
    assert "dated-snapshot" not in dict(codes(tags))
