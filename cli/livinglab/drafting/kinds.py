"""What kind of software it is, for whose machines, and how far it may have come."""

import re
from collections.abc import Iterator

from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found
from livinglab.drafting.packages import header, table, words

_FRAMEWORKS = re.compile(
    r"laravel/framework|codeigniter4?/framework|yiisoft/yii2|symfony/framework-bundle|cakephp/cakephp|"
    r"slim/slim|laravel/lumen-framework"
)
_PAGES = re.compile(r"\.(blade\.php|twig|vue|tsx|jsx|svelte)$|(^|/)(views?|templates?|[Pp]ages)/|\.css$")
_NODE_PAGES = {"next", "nuxt", "@sveltejs/kit", "react-dom", "vue", "@angular/core", "svelte"}
_NODE_SERVERS = {"express", "fastify", "@nestjs/core", "@hapi/hapi", "koa", "hono", "@hono/node-server"}
_GO_SERVERS = re.compile(
    r"gin-gonic/gin|labstack/echo|gofiber/fiber|gorilla/mux|julienschmidt/httprouter|go-chi/chi"
)
_PYTHON_SERVERS = re.compile(r"^\W*(django|flask|fastapi|starlette|tornado)\b", re.IGNORECASE | re.MULTILINE)
_MANIFEST = re.compile(r"(.*/)?src/main/AndroidManifest\.xml")


def look(ground: Ground) -> Iterator[Found]:
    """Yield softwareType, platforms and what speaks for a developmentStatus."""
    kinds = [*_plugin(ground), *_mobile(ground), *_web(ground)]
    types = {found.value for found in kinds if found.key == "softwareType" and found.sure}
    for found in kinds:  # two kinds in one repository: which of them is it?
        yield found._replace(sure=found.sure and (found.key != "softwareType" or len(types) == 1))
    yield from _library(ground)
    yield from _status(ground)


def _plugin(ground: Ground) -> Iterator[Found]:
    found = header(ground.folder)
    if found:
        yield Found("softwareType", "addon", found[0])
        yield Found("platforms", ("web",), found[0])


def _mobile(ground: Ground) -> Iterator[Found]:
    folder = ground.folder
    manifest = next((path for path in folder.paths if _MANIFEST.fullmatch(path)), None)
    flutter = "pubspec.yaml" in folder.known and "flutter:" in folder.text("pubspec.yaml")
    if manifest:
        yield Found("platforms", ("android",), manifest)
        if flutter or folder.first("build.gradle", "build.gradle.kts"):
            yield Found("softwareType", "standalone/mobile", "pubspec.yaml" if flutter else manifest)


def _web(ground: Ground) -> Iterator[Found]:
    if header(ground.folder):
        return
    source, certain = _stack(ground)
    if not source:
        return
    yield Found("platforms", ("web",), source)
    pages = any(_PAGES.search(path) for path in ground.folder.paths)
    yield Found("softwareType", "standalone/web", source, sure=pages and certain)
    if not (pages and certain):
        yield Found("softwareType", "standalone/backend", source, sure=False)


def _stack(ground: Ground) -> tuple[str, bool]:
    """Return which file makes this a web application, and whether it surely shows pages by itself."""
    folder = ground.folder
    if any(_FRAMEWORKS.fullmatch(name) for name in table(folder.json("composer.json").get("require"))):
        return "composer.json", True
    for name in ("artisan", "spark", "manage.py", "index.php"):
        if name in folder.known:
            return name, True
    libraries = set(table(folder.json("package.json").get("dependencies")))
    if libraries & (_NODE_PAGES | _NODE_SERVERS):
        return "package.json", bool(libraries & _NODE_PAGES)
    if _GO_SERVERS.search(folder.text("go.mod")):
        return "go.mod", False
    for name in ("requirements.txt", "pyproject.toml"):
        if _PYTHON_SERVERS.search(re.sub(r"[\"',\[]", "\n", folder.text(name))):
            return name, False
    return ("index.html", True) if "index.html" in folder.known else ("", False)


def _library(ground: Ground) -> Iterator[Found]:
    for package in ground.own:
        if package.path == "composer.json" and package.kind == "library":
            yield Found("softwareType", "library", package.path)
        elif package.path == "pyproject.toml" or (package.path == "package.json" and not package.private):
            yield Found("softwareType", "library", package.path, sure=False)


def _status(ground: Ground) -> Iterator[Found]:
    newest = ground.past.newest
    if newest:
        early = words(newest.version).startswith("0") or re.search(r"(alpha|beta|rc)", newest.version)
        yield Found("developmentStatus", "beta" if early else "stable", f"git tag {newest.tag}", sure=False)
