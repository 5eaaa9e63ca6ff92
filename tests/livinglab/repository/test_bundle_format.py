"""The header of a bundle: read in chunks of any size, bounded, and written as git itself reads it."""

import contextlib
import hashlib
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livinglab.repository import bundles
from livinglab.repository.bundles import BundleReader
from livinglab.repository.errors import VerificationFailed

ONE, TWO = "1" * 40, "2" * 40
HEADER = f"# v2 git bundle\n-{TWO} livinglab snapshot 1.0.0\n{ONE} refs/livinglab/snapshot/1.1.0\n\n".encode()


@given(st.binary(max_size=300), st.lists(st.integers(1, 60), max_size=40))
def test_chunks_of_any_size_give_the_same_bundle(pack, sizes):
    content, got, reader = HEADER + pack, b"", BundleReader()
    for size in [*sizes, len(content)]:
        got += reader.feed(content[:size])
        content = content[size:]
    assert got == pack
    assert reader.sha256 == hashlib.sha256(HEADER + pack).hexdigest()
    assert reader.bytes == len(HEADER + pack)
    assert reader.finish() == ({"refs/livinglab/snapshot/1.1.0": ONE}, (TWO,))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    reader = BundleReader()
    try:
        reader.feed(content)
        reader.finish()
    except VerificationFailed as refusal:
        assert refusal.text.id  # noqa: PT017 - both outcomes are right
    else:
        assert content.startswith(bundles.SIGNATURE)


@pytest.mark.parametrize("length", range(0, len(HEADER), 7))
def test_a_header_cut_short_is_refused(length):
    reader = BundleReader()
    assert reader.feed(HEADER[:length]) == b""
    with pytest.raises(VerificationFailed):
        reader.finish()


@pytest.mark.parametrize(
    "header",
    [
        b"# v3 git bundle\n@object-format=sha1\n\n",
        b"PACK\x00\x00\x00\x02",
        b"<html>captive portal</html>",
        b"# v2 git bundle\nnonsense\n\n",
        f"# v2 git bundle\n{ONE} HEAD\n\n".encode(),
        f"# v2 git bundle\n{ONE} refs/../../etc\n\n".encode(),
        f"# v2 git bundle\n{ONE} refs/heads/x y\n\n".encode(),
        f"# v2 git bundle\n{ONE} refs/heads/-x\n\n".encode(),
        f"# v2 git bundle\n{ONE} refs/heads/\x1b[2J\n\n".encode(),
        f"# v2 git bundle\n{ONE} refs/a\n{TWO} refs/a\n\n".encode(),
        f"# v2 git bundle\n{ONE[:39]} refs/heads/main\n\n".encode(),
        f"# v2 git bundle\n{'a' * 64} refs/heads/main\n\n".encode(),
        b"# v2 git bundle\n" + b"\x00" * 100 + b"\n\n",
    ],
)
def test_a_strange_header_is_refused(header):
    reader = BundleReader()
    with pytest.raises(VerificationFailed):
        reader.feed(header)


def test_an_endless_header_is_refused_within_its_bound():
    reader, fed = BundleReader(), 0
    line = f"{ONE} refs/heads/x\n".encode()
    reader.feed(bundles.SIGNATURE)
    with contextlib.suppress(VerificationFailed):
        for _ in range(10_000):
            fed += len(line)
            reader.feed(line)
    assert fed <= bundles.LARGEST_HEADER + len(line)


def test_no_byte_beyond_the_promise_is_taken():
    reader = BundleReader(max_bytes=len(HEADER) + 10)
    reader.feed(HEADER + b"x" * 10)
    with pytest.raises(VerificationFailed):
        reader.feed(b"x")


def test_git_reads_the_header_that_we_write(store, tmp_path):
    commit = store.commit(store.files(a="a"))
    pack = subprocess.run(
        ["git", "--git-dir", store.git_dir, "pack-objects", "--revs", "--stdout", "-q"],
        input=f"{commit}\n".encode(),
        check=True,
        capture_output=True,
    ).stdout
    (tmp_path / "x.bundle").write_bytes(bundles.written({"refs/livinglab/snapshot/1.0.0": commit}, {}) + pack)
    listed = subprocess.run(
        ["git", "bundle", "list-heads", tmp_path / "x.bundle"], check=True, capture_output=True
    ).stdout
    assert listed == f"{commit} refs/livinglab/snapshot/1.0.0\n".encode()
