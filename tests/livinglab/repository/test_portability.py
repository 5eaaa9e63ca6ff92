"""The room on other machines: no POSIX-only module, no large import, no need for anything but git."""

import subprocess
import sys
import textwrap

ROUND_TRIP = """
    import sys

    class Blocked:
        def find_spec(self, name, path=None, target=None):
            if name in {"fcntl", "resource", "pwd", "grp", "termios"}:
                raise ImportError(name)

    sys.meta_path.insert(0, Blocked())
    for name in ("fcntl", "resource", "pwd", "grp", "termios"):
        sys.modules.pop(name, None)

    import io
    from pathlib import Path
    from livinglab.repository import git, snapshots, trees

    folder = Path(sys.argv[1])
    donor, region = folder / "donor.git", folder / "region.git"
    git.init(donor)
    git.init(region)
    blob = git.run(["hash-object", "-w", "--stdin"], git_dir=donor, input=b"# e-SAKIP").decode().strip()
    line = f"100644 blob {blob}\\tREADME.md\\n"
    tree = git.run(["mktree"], git_dir=donor, input=line.encode()).decode().strip()
    commit = snapshots.make_commit(donor, tree)
    small = git.Limits(file_bytes=1 << 20)
    file = snapshots.write_bundle(donor, "1.0.0", commit, folder / "x.bundle", limits=small)
    snapshots.receive(io.BytesIO(file.path.read_bytes()), region, sha256=file.sha256, max_bytes=file.bytes,
                      expected_commit=commit, expected_tree=tree)
    [entry] = trees.listing(region, tree)
    print(trees.survey(region, tree).files, entry.path, trees.blob(region, blob, 100))
"""

IMPORTED = """
    import sys
    before = set(sys.modules)
    from livinglab.repository import git, names, snapshots, trees, versions
    roots = {name.partition(".")[0] for name in set(sys.modules) - before}
    print(*sorted(roots - set(sys.stdlib_module_names) - {"livinglab"}))
"""


def python(script, *arguments):
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_it_works_where_fcntl_resource_and_pwd_do_not_exist(tmp_path):
    assert python(ROUND_TRIP, tmp_path) == "1 README.md b'# e-SAKIP'"


def test_it_imports_the_standard_library_alone():
    assert python(IMPORTED) == ""
