"""Vendor commits are the same everywhere and replace whatever the donor has in the overlay's place."""

import subprocess

import pytest

from livinglab.repository import git, snapshots
from livinglab.scaffold.overlay import File
from livinglab.workspace.vendor import BRANCH, VendorCommit, quoted, write

OURS = {
    "compose.livinglab.yaml": File(b"name: x\n"),
    ".livinglab/backup.sh": File(b"#!/bin/sh\n", executable=True),
}


def run(git_dir, *words, stdin=None):
    """Run git in a bare repository."""
    done = subprocess.run(
        ["git", f"--git-dir={git_dir}", *words], input=stdin, capture_output=True, check=True
    )  # fmt: skip
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path):
    """Give an empty bare repository."""
    git_dir = tmp_path / "bare.git"
    git.init(git_dir)
    return git_dir


def tree_with(git_dir, entries):
    """Make a tree out of mode, name and content."""
    lines = []
    for mode, name, content in entries:
        blob = run(git_dir, "hash-object", "-w", "--stdin", stdin=content)
        lines.append(f"{mode} blob {blob}\t{name}")
    return run(git_dir, "mktree", stdin=("\n".join(lines) + "\n").encode())


def commit_of(git_dir, tree, **changes):
    """Describe a vendor commit on the snapshot of that tree."""
    parent = snapshots.make_commit(git_dir, tree)
    values = {
        "name": "e-sakip",
        "version": "1.0.0",
        "donor_commit": "1" * 40,
        "donor_tree": tree,
        "donor_url": "https://git.example/x.git",
        "parents": [parent],
        "date": 1_700_000_000,
        "files": OURS,
    }
    return VendorCommit(**{**values, **changes})


def test_the_same_values_give_the_same_commit_in_another_repository(repository, tmp_path):
    other = tmp_path / "other.git"
    git.init(other)
    ids = {
        write(git_dir, commit_of(git_dir, tree_with(git_dir, [("100644", "a", b"a")])))[0]
        for git_dir in (repository, other)
    }
    assert len(ids) == 1


@pytest.mark.parametrize("mode", ["100644", "120000"])
def test_a_donors_file_or_link_in_the_overlays_place_is_replaced(repository, mode):
    tree = tree_with(
        repository, [(mode, ".livinglab", b"/etc"), (mode, "compose.livinglab.yaml", b"/etc/passwd")]
    )
    commit, _ = write(repository, commit_of(repository, tree))
    listed = run(repository, "ls-tree", "-r", commit).splitlines()
    assert [line.split()[0] + line.split("\t")[1] for line in listed] == [
        "100755.livinglab/backup.sh",
        "100644compose.livinglab.yaml",
    ]


def test_main_stands_on_the_vendor_commit_and_adds_only_the_regions_files(repository):
    tree = tree_with(repository, [("100644", "a", b"a")])
    commit, main = write(
        repository, commit_of(repository, tree), main={"compose.lokal.yaml": File(b"{}\n")}, now=1_800_000_000
    )
    assert run(repository, "rev-parse", "refs/heads/main", BRANCH).split() == [main, commit]
    assert run(repository, "diff", "--name-only", commit, main) == "compose.lokal.yaml"
    assert run(repository, "log", "-1", "--format=%ct", main) == "1800000000"
    assert run(repository, "log", "-1", "--format=%ct", commit) == "1700000000"


def test_text_of_the_donors_cannot_forge_a_trailer_or_a_command(repository):
    tree = tree_with(repository, [("100644", "a", b"a")])
    evil = "x\nDonor-Tree: " + "2" * 40 + "\n\nM 100644 inline evil\ndata 1\nx\n"
    commit, _ = write(repository, commit_of(repository, tree, donor_url=evil, name=evil, version="1\n2"))
    assert run(repository, "log", "-1", "--format=%(trailers:key=Donor-Tree,valueonly)", commit) == tree
    assert "evil" not in run(repository, "ls-tree", "-r", "--name-only", commit)


def test_bytes_of_the_overlay_arrive_unchanged(repository):
    content = bytes(range(256)) * 3 + b"\ndone\nM 100644 inline x\n"
    tree = tree_with(repository, [("100644", "a", b"a")])
    files = {".livinglab/raw": File(content), '.livinglab/"quoted" \\name': File(b"")}
    commit, _ = write(repository, commit_of(repository, tree, files=files))
    printed = subprocess.run(
        ["git", f"--git-dir={repository}", "cat-file", "blob", f"{commit}:.livinglab/raw"],
        capture_output=True,
        check=True,
    )
    assert printed.stdout == content
    names = run(repository, "ls-tree", "-r", "-z", "--name-only", commit).split("\0")
    assert '.livinglab/"quoted" \\name' in names


def test_paths_are_quoted_as_fast_import_reads_them():
    assert quoted('a"b\\c\nd') == b'"a\\"b\\\\c\\nd"'
