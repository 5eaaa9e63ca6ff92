"""What a donor's `.gitignore` says about running: folders that fill up, files that an installation writes."""

import re

from livinglab.scaffold.tree import Tree

MOST = 12
# `uploads/*`: git keeps the folder and not what comes into it. `/build` or `*.log` say nothing of the kind.
EMPTIED = re.compile(r"/?(?P<folder>[A-Za-z0-9_-]{1,60}(?:/[A-Za-z0-9_-]{1,60}){0,3})/\*")
WRITTEN = re.compile(r"/?(?P<path>(?:[A-Za-z0-9_-]{1,60}/){0,3}[A-Za-z0-9_.-]{1,60}\.php)")
OF_TOOLS = {
    "bin", "bower_components", "build", "cache", "coverage", "dist", "doc", "docs", "example", "examples",
    "lib", "node_modules", "obj", "target", "temp", "test", "tests", "tmp", "tools", "vendor",
}  # fmt: skip
CODE = re.compile(r"(?i)\.(php|phtml|inc|tpl|twig|js|ts|sql|ya?ml|json)$")
PLACEHOLDER = re.compile(r"(^|/)index\.php$")


def emptied_folders(tree: Tree) -> list[str]:
    """Folders for what people put in; not those with code, which a volume would hold at the old release."""
    found = (EMPTIED.fullmatch(line) for line in _lines(tree))
    folders = dict.fromkeys(match["folder"] for match in found if match)
    return [folder for folder in folders if _holds_data(tree, folder)][:MOST]


def written_files(tree: Tree) -> list[str]:
    """Files of configuration that an installation page writes, as they are ignored and not there."""
    found = (WRITTEN.fullmatch(line) for line in _lines(tree))
    paths = dict.fromkeys(match["path"] for match in found if match and "/" in match["path"])
    return [path for path in paths if "config" in path.lower() and not tree.has(path)][:MOST]


def _lines(tree: Tree) -> list[str]:
    return [line.strip() for line in tree.text(".gitignore").splitlines()]


def _holds_data(tree: Tree, folder: str) -> bool:
    if folder.lower().partition("/")[0] in OF_TOOLS:
        return False
    kept = _kept(tree)
    inside = [path for path in tree.paths if path.startswith(f"{folder}/") and not path.startswith(kept)]
    return not any(CODE.search(path) and not PLACEHOLDER.search(path) for path in inside)


def _kept(tree: Tree) -> tuple[str, ...]:
    """Folders that git keeps inside an emptied one: `!files/membercard/*`."""
    names = (line[1:].strip("/").removesuffix("/*") for line in _lines(tree) if line.startswith("!"))
    return tuple(f"{name}/" for name in names if name)
