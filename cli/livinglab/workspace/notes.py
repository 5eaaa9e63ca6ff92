"""What changed between two releases, as the donor tells it and as the catalog recorded it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from livinglab.contract import Release
from livinglab.language import Text
from livinglab.output import Output
from livinglab.repository import git
from livinglab.repository.names import printable
from livinglab.workspace.listing import REGULAR, lines_of

CHANGELOG = re.compile(
    r"(change-?logs?|changes|history|news|catatan_?rilis|rilis|release[-_]?notes)(\.\w+)?", re.I
)
SHOWN_LINES = 60
LARGEST_DIFF = git.Limits(output_bytes=16 * 1024 * 1024)


class Notes(NamedTuple):
    """The releases on the way, oldest first, and what the donor's changelog gained."""

    releases: Sequence[Release]
    license_before: str | None
    told: Sequence[str]

    def show(self, output: Output) -> None:
        """Print them in the order in which the releases came."""
        license_then = self.license_before
        for release in self.releases:
            output.say(f"{release.version}  {release.released_at:%Y-%m-%d}", style="bold")
            output.listed([Text(id=risk.id, en=risk.en) for risk in release.risks], style="yellow")
            if release.license.spdx != license_then:
                before, now = license_then or "-", release.license.spdx or "-"
                output.say(
                    Text(id=f"  lisensi: {before} → {now}", en=f"  licence: {before} → {now}"), style="red"
                )
                license_then = release.license.spdx
        for line in self.told[:SHOWN_LINES]:
            output.say(f"  {line}", style="dim")
        if len(self.told) > SHOWN_LINES:
            output.say(f"  … (+{len(self.told) - SHOWN_LINES})", style="dim")

    def facts(self) -> list[dict[str, object]]:
        """Return them for JSON."""
        return [
            {
                "version": release.version,
                "released_at": release.released_at.isoformat(),
                "license": release.license.spdx,
                "risks": [risk.model_dump() for risk in release.risks],
            }
            for release in self.releases
        ]


def between(
    git_dir: Path, releases: Sequence[Release], *, license_before: str | None, old_tree: str, new_tree: str
) -> Notes:
    """Put the notes together: `releases` are those on the way, oldest first."""
    return Notes(releases, license_before, _told(git_dir, old_tree, new_tree))


def _told(git_dir: Path, old_tree: str, new_tree: str) -> list[str]:
    """Return the lines that the donor's changelog gained."""
    named = [
        path
        for path, line in lines_of(git_dir, new_tree, recursive=False).items()
        if CHANGELOG.fullmatch(path) and line.mode in REGULAR
    ]
    if not named:
        return []
    printed = git.run(
        [
            "diff-tree",
            "-p",
            "-U0",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            old_tree,
            new_tree,
            "--",
            *named,
        ],
        git_dir=git_dir,
        limits=LARGEST_DIFF,
    )
    lines = printed.decode("utf-8", "replace").splitlines()
    added = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++ ")]
    return [printable(line).rstrip() for line in added]
