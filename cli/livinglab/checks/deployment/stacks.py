"""On what an application runs, as far as its files tell, so that nothing is asked of a page or a library."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from livinglab.checks.components import FOREIGN, json_locks
from livinglab.checks.subject import Subject

LARGEST_MANIFEST = 1 << 20  # bytes of a composer.json and its like
MOST_FOLDERS = 50
_PLUGIN_BYTES = 256 << 10
_MOST_PLUGINS = 20

_FOLDER = re.compile(r"([^/.][^/]*)/(?:artisan|spark|yii|manage\.py|package\.json|go\.mod|composer\.json)")
_CODEIGNITER = re.compile(r"([^/]+)/config/(?:autoload|migration)\.php")
_PLUGIN = re.compile(r"^[ \t/*#@]{0,20}Plugin Name:", re.MULTILINE)
_PYTHON_WEB = re.compile(r"\b(?:django|flask|fastapi|starlette|tornado|aiohttp)\b", re.IGNORECASE)
_READS_ENV = re.compile(
    r"godotenv|caarlos0/env|kelseyhightower/envconfig|spf13/viper|vlucas/phpdotenv|symfony/dotenv|"
    r"\"dotenv\"|@nestjs/config|python-dotenv|python-decouple|django-environ|pydantic-settings|\benviron"
)
_NODE_SERVERS = {
    "express", "fastify", "koa", "@hapi/hapi", "hapi", "@nestjs/core", "next", "nuxt", "hono", "restify",
}  # fmt: skip
_WITH_DATABASE = {"laravel", "codeigniter", "codeigniter4", "yii", "django"}
_WITH_ENV = {"laravel", "codeigniter4"}
PHP = {"laravel", "codeigniter", "codeigniter4", "yii", "php"}


class Stack(NamedTuple):
    """A framework and the folder of it ("" for the top, else with a slash behind)."""

    name: str
    folder: str
    has_database: bool
    reads_env: bool


def find(subject: Subject) -> tuple[Stack, ...]:
    """Return what runs, the top folder's first; nothing where no server is seen."""
    below = [found[1] for path in subject.by_path if (found := _FOLDER.fullmatch(path))]
    folders = ["", *(f"{one}/" for one in dict.fromkeys(below) if not FOREIGN.search(f"{one}/"))]
    named = [(_name(subject, folder), folder) for folder in folders[:MOST_FOLDERS]]
    return tuple(
        Stack(name, folder, name in _WITH_DATABASE, name in _WITH_ENV or _reads_env(subject, folder))
        for name, folder in named
        if name
    )


def _name(subject: Subject, folder: str) -> str | None:
    has = {name for name in _MARKS if f"{folder}{name}" in subject.by_path}
    for name, marks in _BY_MARKS:
        if has.issuperset(marks):
            return name
    return next((name for name, tells in _BY_CONTENT if tells(subject, folder)), None)


def _is_codeigniter(subject: Subject, folder: str) -> bool:
    below = (path.removeprefix(folder) for path in subject.by_path if path.startswith(folder))
    found = [match[1] for path in below if (match := _CODEIGNITER.fullmatch(path))]
    return any(found.count(one) == 2 for one in found)


def _is_yii(subject: Subject, folder: str) -> bool:
    return '"yiisoft/yii2"' in (subject.text(f"{folder}composer.json", most=LARGEST_MANIFEST) or "")


def _is_plugin(subject: Subject, folder: str) -> bool:
    if folder:
        return False
    tops = [path for path in subject.by_path if path.endswith(".php") and "/" not in path]
    return any(_PLUGIN.search(subject.text(path, most=_PLUGIN_BYTES) or "") for path in tops[:_MOST_PLUGINS])


def _is_php(subject: Subject, folder: str) -> bool:
    return any(
        f"{folder}{name}" in subject.by_path for name in ("index.php", "public/index.php", "web/index.php")
    )


def _is_python(subject: Subject, folder: str) -> bool:
    names = ("requirements.txt", "pyproject.toml", "Pipfile", "setup.py")
    return any(_PYTHON_WEB.search(subject.text(f"{folder}{name}") or "") for name in names)


def _is_node(subject: Subject, folder: str) -> bool:
    return bool(_NODE_SERVERS & manifest(subject, f"{folder}package.json", "dependencies").keys())


def _is_go(subject: Subject, folder: str) -> bool:
    if f"{folder}go.mod" not in subject.by_path:
        return False
    commands = (path for path in subject.by_path if path.startswith(f"{folder}cmd/") and path.endswith(".go"))
    return f"{folder}main.go" in subject.by_path or any(commands)


_MARKS = ("artisan", "bootstrap/app.php", "spark", "yii", "manage.py")
_BY_MARKS = (
    ("laravel", {"artisan", "bootstrap/app.php"}),
    ("codeigniter4", {"spark"}),
    ("django", {"manage.py"}),
)
_BY_CONTENT = (
    ("codeigniter", _is_codeigniter),
    ("yii", _is_yii),
    ("wordpress", _is_plugin),
    ("go", _is_go),
    ("node", _is_node),
    ("python", _is_python),
    ("php", _is_php),
)


def manifest(subject: Subject, path: str, key: str) -> dict[str, object]:
    """Return a table of a JSON manifest; an empty one where there is none, or none to be read."""
    content = subject.content(path, most=LARGEST_MANIFEST)
    try:
        found = json_locks.load(content).get(key) if content else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _reads_env(subject: Subject, folder: str) -> bool:
    names = ("go.mod", "composer.json", "package.json", "requirements.txt", "pyproject.toml")
    texts: Iterator[str] = (subject.text(f"{folder}{name}", most=LARGEST_MANIFEST) or "" for name in names)
    return any(_READS_ENV.search(text) for text in texts)
