"""The repository of a fetched directory: its settings, its remote, what it ignores, whose attributes hold."""

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from livinglab.repository import git
from livinglab.scaffold import EXCLUDED

EXCLUDE = "\n".join(["# written by livinglab: never commit these", *EXCLUDED, ""])
ATTRIBUTES = """\
# Written by livinglab. These lines go before the donor's own .gitattributes:
# files are what the donor published, byte for byte, on every system (-text, -ident, -working-tree-encoding),
# no filter runs on them (-filter), and merges are ordinary merges (!merge: donors ship merge=ours).
* -text -ident -working-tree-encoding -filter !merge
"""
NO_PUSH = "no-push://the-donor-is-fetch-only"


def prepare(root: Path, *, donor_url: str) -> Path:
    """Make the repository of a directory under construction and return its `.git`."""
    git_dir = root / ".git"
    git.init(git_dir, work_tree=root)
    with (git_dir / "config").open("a", encoding="utf-8", newline="\n") as config:
        config.write(_settings(donor_url))
    info = git_dir / "info"
    info.mkdir(exist_ok=True)
    (info / "exclude").write_text(EXCLUDE, encoding="utf-8", newline="\n")
    (info / "attributes").write_text(ATTRIBUTES, encoding="utf-8", newline="\n")
    return git_dir


def usable_remote(url: str) -> bool:
    """Tell whether a donor's URL may stand in a configuration: http(s), no credentials, nothing more."""
    if not re.fullmatch(r"https?://[^\s\x00-\x20\"\\;#]+", url) or not url.isprintable():
        return False
    parts = urlsplit(url)
    return bool(parts.hostname) and not parts.username and not parts.password


def _settings(donor_url: str) -> str:
    lines = ["[core]", "\tprotectNTFS = true", "\tprotectHFS = true", "\tautocrlf = false"]
    if sys.platform == "win32":
        lines += ["\tsymlinks = false", "\tlongpaths = true"]
    if usable_remote(donor_url):
        lines += [
            '[remote "donor"]',
            f'\turl = "{donor_url}"',
            f"\tpushurl = {NO_PUSH}",
            "\ttagOpt = --no-tags",
            "\tfetch = +refs/heads/*:refs/livinglab/donor/heads/*",
            "\tfetch = +refs/tags/*:refs/livinglab/donor/tags/*",
        ]
    return "\n".join(lines) + "\n"
