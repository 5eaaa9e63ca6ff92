"""Every tree of the corpus in hostile/ meets the verdict that its file states, in time, leaving nothing."""

import time

import pytest

from livinglab.repository import snapshots, trees
from livinglab.repository.errors import GitError, TreeRefused, VerificationFailed

KINDS = ("escaping_symlinks", "submodules", "lfs_pointers", "windows_names", "case_collisions")


def test_a_hostile_tree_is_refused_or_named_by_the_survey(store, hostile):
    tree, case = hostile
    start = time.monotonic()
    if case["survey"] == "refused":
        with pytest.raises(TreeRefused):
            trees.survey(store.git_dir, tree)
    else:
        survey = trees.survey(store.git_dir, tree)
        assert {kind: list(getattr(survey, kind)) for kind in KINDS} == {
            kind: case.get(kind, []) for kind in KINDS
        }
    assert time.monotonic() - start < 1


def test_a_hostile_bundle_is_refused_whole_or_only_stored(store, hostile, make_store, tmp_path):
    tree, case = hostile
    commit = snapshots.make_commit(store.git_dir, tree)
    if case["receive"] == "unpackable":
        with pytest.raises(GitError):
            snapshots.write_bundle(store.git_dir, "1.0.0", commit, tmp_path / "hostile.bundle")
        assert not list(tmp_path.glob("hostile*"))
        return
    file = snapshots.write_bundle(store.git_dir, "1.0.0", commit, tmp_path / "hostile.bundle")
    region = make_store("region")
    before = region.everything()

    def receive():
        with file.path.open("rb") as stream:
            return snapshots.receive(
                stream,
                region.git_dir,
                sha256=file.sha256,
                max_bytes=file.bytes,
                expected_commit=commit,
                expected_tree=tree,
            )

    if case["receive"] == "refused":
        with pytest.raises(VerificationFailed):
            receive()
        assert region.everything() == before
    else:
        assert receive().commit == commit
        assert region.refs() == {"refs/livinglab/snapshot/1.0.0": commit}


def test_the_corpus_has_not_shrunk(pytestconfig):
    corpus = pytestconfig.rootpath / "tests" / "livinglab" / "repository" / "hostile"
    assert len(list(corpus.glob("*.toml"))) >= 45
