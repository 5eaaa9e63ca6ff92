"""A donor's files on a region's disk: nothing that they ask git to run is run."""

import pytest

from livinglab.repository import git

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 9\n"


@pytest.fixture
def checked_out(store, tmp_path, monkeypatch):
    """Check out a donor's tree as a user whose own configuration defines LFS and a pager."""

    def check_out(files):
        evidence = tmp_path / "evidence"
        (tmp_path / ".gitconfig").write_text(
            f'[filter "lfs"]\n\tsmudge = "touch {evidence}; cat"\n\tprocess = "touch {evidence}; cat"\n'
            f'\trequired = true\n[core]\n\tfsmonitor = "touch {evidence}"\n\tpager = "touch {evidence}"\n'
        )
        monkeypatch.setenv("HOME", str(tmp_path))
        root = tmp_path / "region"
        git.init(root / ".git", work_tree=root)
        (root / ".git" / "objects" / "info").mkdir(exist_ok=True)
        (root / ".git" / "objects" / "info" / "alternates").write_text(f"{store.git_dir}/objects\n")
        commit = store.commit(store.files(**files))
        git.run(["checkout", "--quiet", "--detach", commit], git_dir=root / ".git", work_tree=root)
        git.run(["status", "--porcelain"], git_dir=root / ".git", work_tree=root)
        return root, evidence

    return check_out


def test_a_pointer_of_lfs_stays_a_pointer_and_no_filter_runs(checked_out):
    root, evidence = checked_out({"__gitattributes": "* filter=lfs\n", "peta__tif": POINTER})
    assert (root / "peta.tif").read_text() == POINTER
    assert not evidence.exists()


def test_files_arrive_as_they_were_donated(checked_out):
    root, _ = checked_out({"app__php": "<?php echo 1;\n", "LICENSE": "EUPL\n"})
    assert sorted(path.name for path in root.iterdir()) == [".git", "LICENSE", "app.php"]
    assert (root / "app.php").read_bytes() == b"<?php echo 1;\n"
