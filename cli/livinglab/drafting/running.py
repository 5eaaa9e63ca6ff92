"""What the application needs to run: languages and databases, with versions where they are stated."""

import re
from collections.abc import Iterator

from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found
from livinglab.drafting.packages import header, table, words

EXAMPLES = (".env.example", ".env.dist", ".env.sample", "env.example", ".env.contoh", "env")
COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_DATABASES = {
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "pgsql": "PostgreSQL",
    "postgres": "PostgreSQL",
    "postgresql": "PostgreSQL",
    "postgis/postgis": "PostgreSQL",
    "mysqli": "MySQL",
    "mongo": "MongoDB",
    "mongodb": "MongoDB",
    "redis": "Redis",
}
_CONNECTION = re.compile(
    r"^[ \t]*(?:DB_CONNECTION|DB_DRIVER|database\.default\.DBDriver)[ \t]*=[ \t]*[\"']?([A-Za-z]{4,10})\b",
    re.MULTILINE,
)
_IMAGE = re.compile(
    r"^[ \t]*image:[ \t]*[\"']?(?:docker\.io/)?(?:library/)?(mysql|mariadb|postgres|postgis/postgis|mongo|"
    r"redis)(?::([0-9][0-9.]{0,11}))?",
    re.MULTILINE,
)
_NUMBER = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d{1,4}){0,2})")
_GO = re.compile(r"^go (\d{1,2}\.\d{1,3}(?:\.\d{1,3})?)[ \t]*$", re.MULTILINE)

Dependency = dict[str, str]


def look(ground: Ground) -> Iterator[Found]:
    """Yield `dependsOn.open` as one list, each name once."""
    named: dict[str, tuple[Dependency, str]] = {}
    for dependency, source in (*_languages(ground), *_databases(ground)):
        known = named.get(dependency["name"])
        if known is None or len(known[0]) < len(dependency):
            named[dependency["name"]] = (dependency, source)
    if named:
        sources = dict.fromkeys(source for _, source in named.values())
        yield Found("dependsOn.open", tuple(one for one, _ in named.values()), ", ".join(sources))


def _languages(ground: Ground) -> Iterator[tuple[Dependency, str]]:
    folder = ground.folder
    plugin = header(folder)
    if plugin:
        for field, name in (("requires at least", "WordPress"), ("requires php", "PHP")):
            if field in plugin[1]:
                yield _at_least(name, plugin[1][field]), plugin[0]
    for package in ground.packages:
        if package.path == "composer.json" and (package.skeleton or ground.owns(package)):
            php = words(table(folder.json("composer.json").get("require")).get("php"))
            if php:
                yield _at_least("PHP", php), package.path
    go = _GO.search(folder.text("go.mod"))
    if go:
        yield _at_least("Go", go[1]), "go.mod"
    python = words(table(folder.toml("pyproject.toml").get("project")).get("requires-python"))
    if python:
        yield _at_least("Python", python), "pyproject.toml"
    node = words(table(folder.json("package.json").get("engines")).get("node"))
    if node:
        yield _at_least("Node.js", node), "package.json"


def _at_least(name: str, constraint: str) -> Dependency:
    """Read the lowest version that a constraint admits: `^7.4 || ^8.0` is 7.4; `<9` admits any below."""
    parts = [part.strip() for part in re.split(r"\|\|?|,", constraint[:200])]
    lower = [part for part in parts if not part.startswith(("<", "!"))]
    versions = [found[1] for part in lower if (found := _NUMBER.search(part))]
    if not versions:
        return {"name": name}
    lowest = min(versions, key=lambda version: tuple(map(int, version.split("."))))
    return {"name": name, "versionMin": lowest}


def _databases(ground: Ground) -> Iterator[tuple[Dependency, str]]:
    for path in (name for name in EXAMPLES if name in ground.folder.known):
        found = _CONNECTION.search(ground.folder.text(path))
        name = _DATABASES.get(found[1].lower()) if found else None
        if name:
            yield {"name": name}, path
    for path in (name for name in COMPOSE if name in ground.folder.known):
        for image, version in _IMAGE.findall(ground.folder.text(path)):
            said = {"name": _DATABASES[image], "version": version.rstrip(".")}
            yield {key: value for key, value in said.items() if value}, path
