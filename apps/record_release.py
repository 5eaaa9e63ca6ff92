"""Writes `releases/TAG.patch` of a reference application from a folder that holds that older state.

    python apps/record_release.py apps/e-sakip v1.0.0 FOLDER

The patch leads from the newest files back to the older ones. Files that came later are not in it: they are
the `absent` list of `releases/history.toml`, which this program prints.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import build_repository

FORMAT = argparse.RawDescriptionHelpFormatter


def record(folder: Path, tag: str, older: Path) -> list[str]:
    """Write the patch; returns the paths that the older state does not have."""
    with tempfile.TemporaryDirectory(prefix="record-release-") as scratch:
        target = Path(scratch) / "both.git"
        subprocess.run(["git", "init", "--quiet", "--bare", str(target)], check=True)
        builder = build_repository.Builder(folder, target, Path(scratch) / "index")
        newest = builder.tree(builder.state(builder.history.releases[-1]))
        builder.git("read-tree", "--empty")
        builder.git("--work-tree", str(older.resolve()), "add", "--all", "--", ".", ":!/releases")
        before = builder.git("write-tree").strip()
        options = ("diff-tree", "-r", "--no-renames", newest, before)
        patch = builder.git(*options, "-p", "--full-index", "--unified=1", "--diff-filter=AM")
        (folder / "releases" / f"{tag}.patch").write_text(patch, encoding="utf-8")
        return builder.git(*options, "--name-only", "--diff-filter=D").split()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("tag")
    parser.add_argument("older", type=Path)
    options = parser.parse_args()
    absent = record(options.folder, options.tag, options.older)
    lines = "".join(f'    "{path}",\n' for path in absent)
    sys.stdout.write(f"absent = [\n{lines}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
