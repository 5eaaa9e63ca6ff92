"""What an application is made of: languages by their share of its own code, frameworks by its packages."""

import re
from collections import Counter
from collections.abc import Iterator

from livinglab.checks import components
from livinglab.checks.components import FOREIGN
from livinglab.checks.deployment import stacks
from livinglab.checks.subject import Subject

MOST_LANGUAGES = 3
MOST_FRAMEWORKS = 4
LEAST_SHARE = 0.1  # of the code, below which a language is not what it is made in
MOST_BYTES = 256 << 10  # a larger file was written by a machine

_BY_ENDING = {
    "php": "PHP", "py": "Python", "go": "Go", "java": "Java", "kt": "Kotlin", "dart": "Dart", "rb": "Ruby",
    "rs": "Rust", "cs": "C#", "vb": "Visual Basic", "ts": "TypeScript", "tsx": "TypeScript",
    "js": "JavaScript", "jsx": "JavaScript", "mjs": "JavaScript", "vue": "JavaScript", "svelte": "JavaScript",
    "swift": "Swift", "scala": "Scala", "ex": "Elixir", "exs": "Elixir", "pl": "Perl", "pas": "Pascal",
    "c": "C", "cpp": "C++", "cc": "C++", "r": "R", "aspx": "ASP.NET", "cshtml": "C#",
}  # fmt: skip
# Where copies of others' scripts lie beside the pages that use them.
_ASSETS = re.compile(
    r"(^|/)(public|assets?|static|libs?|plugins?|dist|build|themes?|bower|vendors?|tinymce|ckeditor)/|^js/",
    re.IGNORECASE,
)
_SCRIPTS = {"JavaScript", "TypeScript"}
_OF_STACK = {
    "laravel": "Laravel", "codeigniter": "CodeIgniter", "codeigniter4": "CodeIgniter", "yii": "Yii",
    "django": "Django", "wordpress": "WordPress",
}  # fmt: skip
_OF_PACKAGE = {
    "laravel/framework": "Laravel", "laravel/lumen-framework": "Lumen", "slim/slim": "Slim",
    "codeigniter/framework": "CodeIgniter", "codeigniter4/framework": "CodeIgniter",
    "yiisoft/yii2": "Yii", "symfony/framework-bundle": "Symfony", "cakephp/cakephp": "CakePHP",
    "livewire/livewire": "Livewire", "filament/filament": "Filament",
    "inertiajs/inertia-laravel": "Inertia",
    "vue": "Vue", "react": "React", "react-native": "React Native", "@angular/core": "Angular",
    "svelte": "Svelte", "next": "Next.js", "nuxt": "Nuxt", "express": "Express", "@nestjs/core": "NestJS",
    "fastify": "Fastify", "@adonisjs/core": "AdonisJS",
    "django": "Django", "flask": "Flask", "fastapi": "FastAPI", "odoo": "Odoo",
    "github.com/gin-gonic/gin": "Gin", "github.com/labstack/echo/v4": "Echo",
    "github.com/gofiber/fiber/v2": "Fiber", "rails": "Ruby on Rails", "actix-web": "Actix", "axum": "Axum",
}  # fmt: skip
_MANIFESTS = (("composer.json", "require"), ("package.json", "dependencies"))
_PYTHON = ("requirements.txt", "pyproject.toml", "Pipfile")
_NAMED_IN_PYTHON = re.compile(r"^\s*[\"']?(django|flask|fastapi|odoo)\b", re.IGNORECASE | re.MULTILINE)
_NAMED_IN_GO = re.compile(r"^\s*(?:require\s+)?(github\.com/[\w./-]{3,80})\s+v", re.MULTILINE)
_NAMED_IN_JAVA = re.compile(r"spring-boot")


def find(subject: Subject) -> tuple[str, ...]:
    """Return languages, the largest first, then frameworks: names as their makers write them."""
    return tuple(dict.fromkeys([*_languages(subject), *_frameworks(subject)]))


def _languages(subject: Subject) -> list[str]:
    shares = Counter[str]()
    for entry in subject.files:
        language = _BY_ENDING.get(entry.path.rpartition(".")[2].lower())
        if language is None or FOREIGN.search(entry.path) or (entry.size or 0) > MOST_BYTES:
            continue
        if not (language in _SCRIPTS and _ASSETS.search(entry.path)):
            shares[language] += entry.size or 0
    whole = shares.total()
    return [name for name, size in shares.most_common(MOST_LANGUAGES) if size and size >= whole * LEAST_SHARE]


def _frameworks(subject: Subject) -> list[str]:
    found = [one.name for one in subject.once(stacks.find) if one.name in _OF_STACK]
    own = (entry.path for entry in subject.files if not FOREIGN.search(entry.path))
    code = {path.rpartition(".")[2].lower() for path in own}
    named = [_OF_STACK[name] for name in found if ("py" if name == "django" else "php") in code]
    named += [_OF_PACKAGE[name] for name in _wanted(subject) if name in _OF_PACKAGE]
    if "pubspec.yaml" in subject.by_path and "\nflutter:" in (subject.text("pubspec.yaml") or ""):
        named.append("Flutter")
    if any(_NAMED_IN_JAVA.search(subject.text(path) or "") for path in ("pom.xml", "build.gradle")):
        named.append("Spring Boot")
    return list(dict.fromkeys(named))[:MOST_FRAMEWORKS]


def _wanted(subject: Subject) -> Iterator[str]:
    """Yield the names of packages that its own manifests ask for; those that lock files add say nothing.

    Where no manifest stands beside it, the lock file is all there is.
    """
    folders = ["", *(stack.folder for stack in subject.once(stacks.find) if stack.folder)]
    found = [name for folder in folders for name in _asked(subject, folder)]
    yield from found
    if not found:
        yield from (one.name for one in subject.once(components.read).found if not one.dev)


def _asked(subject: Subject, folder: str) -> Iterator[str]:
    for path, key in _MANIFESTS:
        yield from stacks.manifest(subject, f"{folder}{path}", key)
    for path in _PYTHON:
        yield from (one.lower() for one in _NAMED_IN_PYTHON.findall(subject.text(f"{folder}{path}") or ""))
    yield from _NAMED_IN_GO.findall(subject.text(f"{folder}go.mod") or "")
