"""Snapshots: one commit id and the same bytes wherever they are made, small deltas, history whole."""

import hashlib
import subprocess

import pytest

from livinglab.repository import git, snapshots
from livinglab.repository.errors import RepositoryError

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def receive(file, commit, tree, region):
    with file.path.open("rb") as stream:
        return snapshots.receive(
            stream,
            region.git_dir,
            sha256=file.sha256,
            max_bytes=file.bytes,
            expected_commit=commit,
            expected_tree=tree,
        )


def test_the_commit_of_a_known_tree_never_changes(store):
    """These ids stand in the locks of regions and in published catalogs: a change here is a break."""
    assert store.tree() == EMPTY_TREE
    assert snapshots.make_commit(store.git_dir, EMPTY_TREE) == "cfa94b97efa57da66235aa9997de02808206787f"
    tree = store.files(README__md="# e-SAKIP\n")
    assert tree == "e46f6d2728c9b2f2794ff7b45ec22a213ffd371c"
    assert snapshots.make_commit(store.git_dir, tree) == "098091ee4fb39ddb17be1dcbdcc3bfa43fa5bb7e"


def test_the_commit_depends_on_the_tree_alone(store, make_store, monkeypatch, tmp_path):
    elsewhere = make_store("elsewhere")
    (tmp_path / ".gitconfig").write_text("[i18n]\n\tcommitEncoding = latin1\n[user]\n\tname = Someone\n")
    first = snapshots.make_commit(store.git_dir, store.files(a="a"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    assert snapshots.make_commit(elsewhere.git_dir, elsewhere.files(a="a")) == first
    assert snapshots.make_commit(elsewhere.git_dir, elsewhere.files(a="a"), git.SERVICE) == first


def test_a_bundle_has_the_same_bytes_however_its_objects_are_stored(store, sakip, make_store, tmp_path):
    commit = snapshots.make_commit(store.git_dir, sakip[0])
    first = snapshots.write_bundle(store.git_dir, "1.0.0", commit, tmp_path / "first.bundle")
    assert first.sha256 == hashlib.sha256(first.path.read_bytes()).hexdigest()
    assert first.bytes == first.path.stat().st_size
    again = snapshots.write_bundle(store.git_dir, "1.0.0", commit, tmp_path / "again.bundle")
    region = make_store("region")
    receive(first, commit, sakip[0], region)
    packed = snapshots.write_bundle(region.git_dir, "1.0.0", commit, tmp_path / "packed.bundle", git.SERVICE)
    git.run(["config", "core.compression", "0"], git_dir=region.git_dir)
    git.run(["repack", "-adFq", "--depth=1", "--window=200"], git_dir=region.git_dir)
    repacked = snapshots.write_bundle(region.git_dir, "1.0.0", commit, tmp_path / "repacked.bundle")
    assert {again.sha256, packed.sha256, repacked.sha256} == {first.sha256}


def test_a_delta_brings_a_region_from_one_release_to_the_next(store, sakip, make_store, tmp_path):
    old, new = (snapshots.make_commit(store.git_dir, tree) for tree in sakip)
    full = snapshots.write_bundle(store.git_dir, "1.0.0", old, tmp_path / "old.bundle")
    whole = snapshots.write_bundle(store.git_dir, "1.1.0", new, tmp_path / "new.bundle")
    delta = snapshots.write_delta(store.git_dir, "1.1.0", new, "1.0.0", old, tmp_path / "delta.bundle")
    again = snapshots.write_delta(store.git_dir, "1.1.0", new, "1.0.0", old, tmp_path / "again.bundle")
    region = make_store("region")
    receive(full, old, sakip[0], region)
    receive(delta, new, sakip[1], region)
    assert delta.sha256 == again.sha256
    assert delta.bytes < whole.bytes / 3
    assert region.refs() == {"refs/livinglab/snapshot/1.0.0": old, "refs/livinglab/snapshot/1.1.0": new}
    assert git.run(["fsck", "--full", "--strict"], git_dir=region.git_dir) == b""


def test_a_delta_is_also_right_where_the_objects_came_from_elsewhere(store, sakip, make_store, tmp_path):
    old, new = (snapshots.make_commit(store.git_dir, tree) for tree in sakip)
    region = make_store("region")
    full = snapshots.write_bundle(store.git_dir, "1.0.0", old, tmp_path / "old.bundle")
    receive(full, old, sakip[0], region)
    git.run(["repack", "-adfq", "--depth=1"], git_dir=region.git_dir)
    delta = snapshots.write_delta(store.git_dir, "1.1.0", new, "1.0.0", old, tmp_path / "delta.bundle")
    receive(delta, new, sakip[1], region)
    assert git.run(["ls-tree", "-r", new], git_dir=region.git_dir) == git.run(
        ["ls-tree", "-r", new], git_dir=store.git_dir
    )


def test_git_itself_accepts_our_bundles(store, sakip, tmp_path):
    old, new = (snapshots.make_commit(store.git_dir, tree) for tree in sakip)
    snapshots.write_bundle(store.git_dir, "1.0.0", old, tmp_path / "old.bundle")
    delta = snapshots.write_delta(store.git_dir, "1.1.0", new, "1.0.0", old, tmp_path / "delta.bundle")
    verified = subprocess.run(
        ["git", "--git-dir", store.git_dir, "bundle", "verify", delta.path], capture_output=True, check=True
    )
    assert old.encode() in verified.stdout
    subprocess.run(["git", "init", "-q", tmp_path / "plain"], check=True)
    fetch = ["git", "-C", tmp_path / "plain", "fetch", "-q"]
    subprocess.run(
        [*fetch, tmp_path / "old.bundle", "refs/livinglab/snapshot/1.0.0:refs/heads/old"], check=True
    )
    subprocess.run([*fetch, delta.path, "refs/livinglab/snapshot/1.1.0:refs/heads/new"], check=True)


def test_history_brings_every_commit_of_the_donor(store, sakip, make_store, tmp_path):
    first = store.commit(sakip[0], message="first")
    second = store.commit(sakip[1], first, message="second")
    history = snapshots.write_history(store.git_dir, "v1.1.0", second, tmp_path / "history.bundle")
    region = make_store("region")
    received = receive(history, second, sakip[1], region)
    assert received.ref == "refs/livinglab/donor/v1.1.0"
    assert git.run(["rev-list", received.ref], git_dir=region.git_dir).decode().split() == [second, first]


def test_old_slips_are_pardoned_in_history_but_not_in_a_snapshot(store, make_store, tmp_path):
    padded = store.tree(("040000", "a", store.files(x="x")))
    first = store.commit(padded, message="written by an old tool")
    second = store.commit(store.files(x="x"), first)
    region = make_store("region")
    history = snapshots.write_history(store.git_dir, "v1.0.0", second, tmp_path / "history.bundle")
    assert receive(history, second, store.files(x="x"), region).commit == second


@pytest.mark.parametrize("version", ["", "-x", "../x", "a b", "1.0\n", "x" * 200])
def test_a_hostile_version_never_becomes_a_ref(store, sakip, tmp_path, version):
    commit = snapshots.make_commit(store.git_dir, sakip[0])
    with pytest.raises(RepositoryError):
        snapshots.write_bundle(store.git_dir, version, commit, tmp_path / "x.bundle")
    assert not (tmp_path / "x.bundle").exists()


def test_a_bundle_that_cannot_be_finished_leaves_nothing(store, tmp_path):
    absent = store.commit("1" * 40)
    with pytest.raises(RepositoryError):
        snapshots.write_bundle(store.git_dir, "1.0.0", absent, tmp_path / "x.bundle")
    assert not list(tmp_path.glob("x.bundle*"))
