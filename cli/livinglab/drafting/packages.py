"""What packages say: composer.json, package.json, pyproject.toml, a WordPress plugin's header."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from livinglab.drafting.folder import Folder

MOST_PLUGIN_FILES = 20
PLUGIN_HEAD = 8 << 10  # WordPress itself reads no more of a plugin's header
_SKELETONS = re.compile(
    r"laravel/.*|codeigniter4?/(framework|appstarter)|yiisoft/yii2-app-(basic|advanced)|cakephp/app|symfony/"
    r"(website-)?skeleton|slim/slim-skeleton|filamentphp/.*|(vite|vue|react|next|nuxt|svelte|angular|my|your|new)-"
    r"?(project|app|site|starter)?|app|frontend|backend|client|server|html|public|project|flutter_app|example"
)
_SKELETON_WORDS = re.compile(
    r"the laravel framework|skeleton application for the laravel|codeigniter\s?4? (starter|framework)|"
    r"yii 2 (basic|advanced) project template|cakephp skeleton|a new flutter project|"
    r"(plugin|theme) loader|add your description here|the codeigniter framework|rapid development",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^[ \t/*#@]*([A-Za-z][A-Za-z ]{2,30}):[ \t]*([^\r\n]{1,300})$", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """What one package file says. `skeleton`: the name is still a framework's, or none."""

    path: str
    name: str = ""
    description: str = ""
    version: str = ""
    homepage: str = ""
    kind: str = ""
    authors: tuple[str, ...] = ()
    private: bool = False
    skeleton: bool = False

    @property
    def short_name(self) -> str:
        """The name without its vendor: `e-sakip` of `banjarnegara/e-sakip`."""
        return self.name.rpartition("/")[2].removeprefix("@")


def packages(folder: Folder) -> tuple[Package, ...]:
    """Read every package file at the root; the first speaks for the repository where several do."""
    found = [*plugin(folder), *_composer(folder), *_pyproject(folder), *_node(folder)]
    return tuple(found)


def header(folder: Folder) -> tuple[str, dict[str, str]] | None:
    """Return a WordPress plugin's main file with its header fields in lower case."""
    candidates = [path for path in folder.at_root if path.endswith(".php")][:MOST_PLUGIN_FILES]
    for path in candidates:
        text = folder.text(path, most=PLUGIN_HEAD)
        fields = {name.strip().lower(): said.strip() for name, said in _HEADER.findall(text)}
        if "plugin name" in fields:
            return path, fields
    return None


def plugin(folder: Folder) -> Iterator[Package]:
    """Yield what a WordPress plugin says of itself."""
    found = header(folder)
    if found:
        path, fields = found
        yield Package(
            path,
            name=fields["plugin name"],
            description=fields.get("description", ""),
            version=fields.get("version", ""),
            kind="wordpress-plugin",
            authors=tuple(filter(None, [fields.get("author", "")])),
        )


def _composer(folder: Folder) -> Iterator[Package]:
    said = folder.json("composer.json")
    if said:
        yield _package("composer.json", said, _people(said.get("authors")))


def _node(folder: Folder) -> Iterator[Package]:
    said = folder.json("package.json")
    if said:
        yield _package("package.json", said, _people([said.get("author"), *_list(said.get("contributors"))]))


def _pyproject(folder: Folder) -> Iterator[Package]:
    said = folder.toml("pyproject.toml")
    project = table(said.get("project")) or table(table(said.get("tool")).get("poetry"))
    if project:
        urls = {key.lower(): url for key, url in table(project.get("urls")).items()}
        homepage = urls.get("homepage", project.get("homepage"))
        yield _package("pyproject.toml", {**project, "homepage": homepage}, _people(project.get("authors")))


def _package(path: str, said: dict[str, Any], authors: tuple[str, ...]) -> Package:
    name, description = words(said.get("name")), words(said.get("description"))
    return Package(
        path,
        name=name,
        description="" if _SKELETON_WORDS.search(description) else description,
        version=words(said.get("version")),
        homepage=words(said.get("homepage")),
        kind=words(said.get("type")),
        authors=authors,
        private=said.get("private") is True,
        skeleton=_SKELETONS.fullmatch(name.lower()) is not None or not name,
    )


def words(value: object) -> str:
    """Return one line of text; JSON from outside may hold anything anywhere."""
    return " ".join(value[:2000].split()) if isinstance(value, str) else ""


def table(value: object) -> dict[str, Any]:
    """Return a table, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value[:20] if isinstance(value, list) else []


def _people(value: object) -> tuple[str, ...]:
    """Return people's names; their addresses stay where they are."""
    raw = [words(one.get("name")) if isinstance(one, dict) else words(one) for one in _list(value)]
    names = [re.split(r"[<(]", one)[0].strip() for one in raw]
    return tuple(name for name in names if name and "@" not in name)
