"""`livinglab update` by one release against what it replaces: git fetch, git merge, and `copier update`.

Both directories carry the same release, the same overlay and a change of the region's own, and both take the
next release over loopback. copier is installed into an environment of this benchmark's own; where that cannot
be had, only git's part is measured and the table says so.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from support import donated, tables
from support.donated import REGION, SLUG, Donated

PAIRS = int(os.environ.get("LIVINGLAB_TEST_PAIRS", "5"))
AIM = 0.40
COPIER = "copier==9.19.*"
OVERLAY = (".livinglab", "compose.livinglab.yaml", "compose.lokal.yaml", "README.daerah.md")
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


def main() -> int:
    """Measure; 1 if the aim is missed."""
    with donated.donated() as stage:
        print(donated.describe(stage))
        copier = _copier(stage.folder / "venv")
        _prepare(stage, copier)
        pairs = [(_ours(stage), _theirs(stage, copier)) for _ in range(PAIRS)]
    return 0 if _show(pairs, copier) else 1


def _show(pairs: list[tuple[float, tuple[float, float]]], copier: Path | None) -> bool:
    ratios = [ours / (merge + template) for ours, (merge, template) in pairs]
    ratio = tables.median(ratios)
    median = tables.median
    parts = [
        [ours for ours, _ in pairs],
        [merge for _, (merge, _) in pairs],
        [part for _, (_, part) in pairs],
    ]
    shown = [f"{median(part):.2f}" for part in parts]
    heads = ["", "livinglab update", "git merge", "copier update", "ratio", "best", "worst"]
    row = ["wall, s", *shown, tables.verdict(ratio, aim=AIM, at_least=False)]
    row += [f"{min(ratios):.2f}", f"{max(ratios):.2f}"]
    tables.show(f"one release, medians of {PAIRS} pairs", heads, [row])
    if copier is None:
        print("copier could not be installed: the ratio is against git alone and says nothing of the aim")
        return True
    return ratio <= AIM


def _prepare(stage: Donated, copier: Path | None) -> None:
    """Make the two directories as they are before the update."""
    older = f"{SLUG}@{stage.older.removeprefix('v')}"
    stage.livinglab("fetch", older, "ours", "--region", REGION, "--yes", cwd=stage.folder)
    stage.git("clone", "--quiet", stage.url, "theirs", cwd=stage.folder)
    theirs = stage.folder / "theirs"
    stage.git("checkout", "--quiet", "-b", "daerah", stage.older, cwd=theirs)
    _template(stage)
    if copier:
        options = ["--defaults", "--quiet", "--vcs-ref", "v1.0.0"]
        _run(copier, "copy", *options, str(stage.folder / "template"), ".", cwd=theirs)
    for place in ("ours", "theirs"):
        folder = stage.folder / place
        stage.git("add", "--all", cwd=folder)
        (folder / "index.php").write_bytes((folder / "index.php").read_bytes() + b"\n// our own\n")
        stage.git("commit", "--quiet", "--all", "--message=our own", cwd=folder)
        (stage.folder / "before").mkdir(exist_ok=True)
        folder.rename(stage.folder / "before" / place)


def _template(stage: Donated) -> None:
    """A copier template of two releases that brings the same overlay."""
    template = stage.folder / "template"
    template.mkdir()
    for name in OVERLAY:
        source = stage.folder / "ours" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, template / name)
    (template / "copier.yml").write_text("region_name: {type: str, default: Kabupaten Bekasi}\n")
    (template / ANSWERS).write_text("{{ _copier_answers|to_nice_yaml }}\n")
    stage.git("init", "--quiet", cwd=template)
    for tag in ("v1.0.0", "v1.1.0"):
        path = template / "compose.livinglab.yaml"
        path.write_text(f"# {tag}\n{path.read_text()}")
        stage.git("add", "--all", cwd=template)
        stage.git("commit", "--quiet", "--message", tag, cwd=template)
        stage.git("tag", tag, cwd=template)


def _ours(stage: Donated) -> float:
    folder = _anew(stage, "ours")
    shutil.rmtree(stage.folder / "cache", ignore_errors=True)
    return stage.livinglab("update", cwd=folder)


def _theirs(stage: Donated, copier: Path | None) -> tuple[float, float]:
    """Two updates and two commits, as the person does them."""
    folder = _anew(stage, "theirs")
    stage.git("tag", "-d", stage.newer, cwd=folder)
    merge = stage.git("fetch", "--quiet", "origin", "tag", stage.newer, cwd=folder)
    merge += stage.git("merge", "--quiet", "--no-edit", stage.newer, cwd=folder)
    if copier is None:
        return merge, 0.0
    template = _run(copier, "update", "--defaults", "--quiet", "--vcs-ref", "v1.1.0", cwd=folder)
    return merge, template + stage.git("commit", "--quiet", "--all", "--message=overlay", cwd=folder)


def _anew(stage: Donated, name: str) -> Path:
    """Copy the directory as it was; modification times too, so that git need not read every file again."""
    folder = stage.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(stage.folder / "before" / name, folder, symlinks=True)
    stage.git("update-index", "-q", "--refresh", cwd=folder)
    return folder


def _copier(place: Path) -> Path | None:
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", COPIER],
        check=False,
        stderr=subprocess.DEVNULL,
    )
    return place / "bin" / "copier" if installed.returncode == 0 else None


def _run(copier: Path, *arguments: str, cwd: Path) -> float:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIVINGLAB_")}
    me = {"GIT_AUTHOR_NAME": "Ani", "GIT_AUTHOR_EMAIL": "ani@example.invalid"}
    me |= {"GIT_COMMITTER_NAME": "Ani", "GIT_COMMITTER_EMAIL": "ani@example.invalid"}
    return donated.timed([str(copier), *arguments], cwd=cwd, environment=environment | me)


if __name__ == "__main__":
    sys.exit(main())
