"""Receiving a bundle: whatever goes wrong, and whenever, the repository is as it was."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc

import pytest

from livinglab.repository import bundles, git, snapshots
from livinglab.repository.errors import GitTimeout, PrerequisiteMissing, VerificationFailed


def test_a_bundle_arrives_whole(bundle, make_store):
    path, promised = bundle
    region = make_store("region")
    with path.open("rb") as stream:
        received = snapshots.receive(stream, region.git_dir, **promised)
    assert (received.ref, received.bytes) == ("refs/livinglab/snapshot/1.0.0", path.stat().st_size)
    assert region.refs() == {received.ref: promised["expected_commit"]}
    assert git.run(["fsck", "--full", "--strict"], git_dir=region.git_dir) == b""
    assert not list(region.git_dir.glob("livinglab-incoming-*"))


def test_receiving_twice_is_no_error(bundle, make_store):
    path, promised = bundle
    region = make_store("region")
    for _ in range(2):
        snapshots.receive([path.read_bytes()], region.git_dir, **promised)
    assert len(list(region.git_dir.glob("objects/pack/*.pack"))) == 1


def test_it_takes_chunks_of_any_size(bundle, make_store):
    path, promised = bundle
    content = path.read_bytes()
    for size in (1, 7, 4096):
        region = make_store(f"region{size}")
        chunks = (content[start : start + size] for start in range(0, len(content), size))
        assert snapshots.receive(chunks, region.git_dir, **promised).bytes == len(content)


def refuse(region, stream, promised, error=VerificationFailed):
    before = region.everything()
    with pytest.raises(error) as caught:
        snapshots.receive(stream, region.git_dir, **promised)
    assert region.everything() == before
    assert caught.value.text.id != caught.value.text.en
    return caught.value


@pytest.mark.parametrize("share", [0, 0.001, 0.01, 0.03, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999])
def test_a_truncated_download_changes_nothing(bundle, make_store, share):
    path, promised = bundle
    content = path.read_bytes()
    refuse(make_store("region"), io.BytesIO(content[: int(len(content) * share)]), promised)


def test_the_very_last_byte_matters(bundle, make_store):
    path, promised = bundle
    refuse(make_store("region"), io.BytesIO(path.read_bytes()[:-1]), promised)


@pytest.mark.parametrize("place", [0, 17, 60, 140, 200, 1000, -21, -1])
def test_one_changed_bit_changes_nothing(bundle, make_store, place):
    path, promised = bundle
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    refuse(make_store("region"), io.BytesIO(content), promised)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sha256", "0" * 64),
        ("expected_commit", "1" * 40),
        ("expected_tree", "1" * 40),
        ("max_bytes", 100),
        ("max_bytes", 1),
    ],
)
def test_a_broken_promise_changes_nothing(bundle, make_store, key, value):
    path, promised = bundle
    refuse(make_store("region"), io.BytesIO(path.read_bytes()), promised | {key: value})


def test_endless_data_is_cut_off_at_the_promise(bundle, make_store):
    path, promised = bundle
    given = 0

    def endless():
        nonlocal given
        yield path.read_bytes()[:2000]
        while True:
            given += 1000
            yield b"\0" * 1000

    refuse(make_store("region"), endless(), promised)
    assert given <= promised["max_bytes"] + 1000


def test_data_after_the_end_is_refused(bundle, make_store):
    path, promised = bundle
    content = path.read_bytes() + b"more" * 100_000
    refuse(make_store("region"), io.BytesIO(content), promised | digested(content))


def digested(content):
    return {"max_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def rewritten(path, header):
    return header + path.read_bytes().partition(b"\n\n")[2]


def test_a_foreign_bundle_is_refused_before_it_is_downloaded(bundle, make_store):
    path, promised = bundle
    read = []

    def counted():
        for start in range(0, path.stat().st_size, 500):
            read.append(start)
            yield path.read_bytes()[start : start + 500]

    refuse(make_store("region"), counted(), promised | {"expected_commit": "1" * 40})
    assert read == [0]


@pytest.mark.parametrize(
    "ref", ["refs/heads/main", "refs/tags/v1.0.0", "refs/livinglab/other/1", "refs/replace/" + "1" * 40]
)
def test_a_bundle_sets_no_ref_outside_its_place(bundle, make_store, ref):
    path, promised = bundle
    content = rewritten(path, bundles.written({ref: promised["expected_commit"]}, {}))
    refuse(make_store("region"), io.BytesIO(content), promised | digested(content))


def test_a_bundle_with_one_more_ref_is_refused(bundle, make_store):
    path, promised = bundle
    refs = {f"refs/livinglab/snapshot/{name}": promised["expected_commit"] for name in ("1.0.0", "9.9.9")}
    content = rewritten(path, bundles.written(refs, {}))
    refuse(make_store("region"), io.BytesIO(content), promised | digested(content))


def test_a_bundle_without_refs_is_refused(bundle, make_store):
    path, promised = bundle
    header = bundles.written({}, {promised["expected_commit"]: "x"})
    content = rewritten(path, header)
    refuse(make_store("region"), io.BytesIO(content), promised | digested(content))


def test_a_commit_that_the_pack_lacks_is_noticed(store, sakip, make_store, tmp_path):
    """The header promises the second release, the pack holds the first, and every digest agrees."""
    old, new = (snapshots.make_commit(store.git_dir, tree) for tree in sakip)
    file = snapshots.write_bundle(store.git_dir, "1.0.0", old, tmp_path / "old.bundle")
    lying = tmp_path / "lying.bundle"
    lying.write_bytes(rewritten(file.path, bundles.written({"refs/livinglab/snapshot/1.1.0": new}, {})))
    reader = bundles.BundleReader()
    reader.feed(lying.read_bytes())
    promised = {"max_bytes": reader.bytes, "expected_commit": new, "expected_tree": sakip[1]}
    refuse(make_store("region"), io.BytesIO(lying.read_bytes()), promised | {"sha256": reader.sha256})


def test_a_delta_without_its_base_says_which_is_missing(store, sakip, make_store, tmp_path):
    old, new = (snapshots.make_commit(store.git_dir, tree) for tree in sakip)
    delta = snapshots.write_delta(store.git_dir, "1.1.0", new, "1.0.0", old, tmp_path / "delta.bundle")
    promised = {
        "sha256": delta.sha256,
        "max_bytes": delta.bytes,
        "expected_commit": new,
        "expected_tree": sakip[1],
    }
    error = refuse(make_store("region"), io.BytesIO(delta.path.read_bytes()), promised, PrerequisiteMissing)
    assert old in error.text.id


def test_a_reader_that_fails_half_way_changes_nothing(bundle, make_store):
    path, promised = bundle

    def dropped():
        yield path.read_bytes()[:3000]
        raise ConnectionResetError("the line went dead")

    region = make_store("region")
    before = region.everything()
    with pytest.raises(ConnectionResetError):
        snapshots.receive(dropped(), region.git_dir, **promised)
    assert region.everything() == before


def test_a_download_that_stalls_for_ever_ends(bundle, make_store):
    path, promised = bundle

    def stalling():
        yield path.read_bytes()[:3000]
        time.sleep(1)
        yield path.read_bytes()[3000:]

    region = make_store("region")
    with pytest.raises(GitTimeout):
        snapshots.receive(stalling(), region.git_dir, **promised, limits=git.Limits(seconds=0.3))
    assert region.refs() == {}
    assert not list(region.git_dir.glob("livinglab-incoming-*"))


KILLED = """
    import sys, time
    from pathlib import Path
    from livinglab.repository import snapshots
    path, git_dir, sha256, size, commit, tree, pause = sys.argv[1:]
    def slowly():
        with open(path, "rb") as stream:
            while chunk := stream.read(256):
                yield chunk
                time.sleep(float(pause))
    print("begun", flush=True)
    snapshots.receive(slowly(), Path(git_dir), sha256=sha256, max_bytes=int(size), expected_commit=commit,
                      expected_tree=tree)
    print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_killed_at_any_moment_the_release_is_there_whole_or_not_at_all(bundle, make_store, delay):
    path, promised = bundle
    region = make_store("region")
    process = subprocess.Popen(
        [
            sys.executable, "-c", textwrap.dedent(KILLED), str(path), str(region.git_dir), promised["sha256"],
            str(promised["max_bytes"]), promised["expected_commit"], promised["expected_tree"], "0.005",
        ],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
    refs = region.refs()
    assert refs in ({}, {"refs/livinglab/snapshot/1.0.0": promised["expected_commit"]})
    assert git.run(["fsck", "--full", "--strict", "--no-dangling"], git_dir=region.git_dir) == b""
    snapshots.receive([path.read_bytes()], region.git_dir, **promised)
    assert region.refs() == {"refs/livinglab/snapshot/1.0.0": promised["expected_commit"]}


def test_what_a_killed_receive_left_is_swept_a_day_later(bundle, make_store):
    path, promised = bundle
    region = make_store("region")
    abandoned, recent = (region.git_dir / f"livinglab-incoming-{name}" for name in ("old", "new"))
    for folder in (abandoned, recent):
        (folder / "pack").mkdir(parents=True)
    os.utime(abandoned, (time.time() - 2 * 24 * 3600,) * 2)
    snapshots.receive([path.read_bytes()], region.git_dir, **promised)
    assert not abandoned.exists()
    assert recent.exists()


def test_a_large_pack_is_never_held_in_memory(store, make_store, tmp_path):
    tree = store.tree(("100644", "peta.bin", store.blob(os.urandom(24 << 20))))
    commit = snapshots.make_commit(store.git_dir, tree)
    region = make_store("region")
    tracemalloc.start()
    try:
        file = snapshots.write_bundle(store.git_dir, "1.0.0", commit, tmp_path / "large.bundle")
        with file.path.open("rb") as stream:
            snapshots.receive(
                stream,
                region.git_dir,
                sha256=file.sha256,
                max_bytes=file.bytes,
                expected_commit=commit,
                expected_tree=tree,
            )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 << 20
