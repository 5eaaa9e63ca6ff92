"""Python: FastAPI, Flask, Django, and how each starts."""

import re

from livinglab.language import Text
from livinglab.scaffold.stacks import Stack
from livinglab.scaffold.tree import Tree

VERSIONS = ("3.12", "3.13", "3.11", "3.14")
MODULES = ("main", "app", "wsgi", "asgi", "server", "run", "application")
CONSTRUCTOR = {
    "fastapi": r"(?m)^(\w+)\s*(?::[^=\n]+)?=\s*(?:fastapi\.)?FastAPI\(",
    "flask": r"(?m)^(\w+)\s*(?::[^=\n]+)?=\s*(?:flask\.)?Flask\(",
}
FACTORY = r"(?m)^def (create_app|make_app)\("
MOST_MODULES = 60


def detect(tree: Tree) -> Stack | None:
    """The Python stack of the tree, or None."""
    signs = tree.first("pyproject.toml", "requirements.txt", "Pipfile", "manage.py", "setup.py")
    if not signs:
        return None
    framework = framework_of(tree)
    module = entry_point(tree, framework)
    return Stack(
        id="python",
        base="python",
        name={"fastapi": "Python (FastAPI)", "flask": "Python (Flask)", "django": "Python (Django)"}.get(
            framework, "Python"
        ),
        reason=Text(f"ada {signs}", f"it has {signs}"),
        runtime=version_of(tree),
        port=8000,
        variant=framework,
        entry=module,
        command=command(framework, module),
        build=build(tree),
        health_path=health_path(tree),
        notes=() if module else (unknown_entry(),),
    )


def framework_of(tree: Tree) -> str:
    wanted = (tree.text("requirements.txt") + tree.text("pyproject.toml") + tree.text("Pipfile")).lower()
    if tree.has("manage.py") and "django" in wanted + tree.text("manage.py").lower():
        return "django"
    found = [
        name for name in ("fastapi", "flask", "django", "starlette") if re.search(rf"\b{name}\b", wanted)
    ]
    return found[0] if found else ""


def entry_point(tree: Tree, framework: str) -> str:
    """`module:name` for gunicorn or uvicorn; empty when it cannot be told."""
    if framework == "django":
        settings = [p for p in tree.paths if re.fullmatch(r"([A-Za-z_]\w*/){1,3}wsgi\.py", p)]
        return f"{settings[0][:-3].replace('/', '.')}:application" if settings else ""
    if framework not in CONSTRUCTOR:
        return ""
    for path in candidates(tree):
        text = tree.text(path)
        module = re.sub(r"(^|\.)__init__$", "", path.removeprefix("src/")[:-3].replace("/", "."))
        made = re.search(CONSTRUCTOR[framework], text)
        if made:
            return f"{module}:{made[1]}"
        factory = re.search(FACTORY, text)
        if factory:
            return f"{module}:{factory[1]}()"
    return ""


def candidates(tree: Tree) -> list[str]:
    """Python files near the root whose names promise the application, likeliest first."""
    shape = re.compile(r"(src/)?([A-Za-z_]\w*/){0,2}(main|app|wsgi|asgi|server|run|application|__init__)\.py")
    found = [path for path in tree.paths if shape.fullmatch(path) and not path.startswith("tests/")]

    def likelihood(path: str) -> tuple[int, int, str]:
        name = path.rsplit("/", 1)[-1][:-3]
        return path.count("/"), MODULES.index(name) if name in MODULES else len(MODULES), path

    return sorted(found, key=likelihood)[:MOST_MODULES]


def command(framework: str, module: str) -> tuple[str, ...]:
    """One process per container, several workers; the number is set by WEB_CONCURRENCY."""
    if not module:
        return ()
    if framework == "fastapi":
        factory = ("--factory",) if module.endswith("()") else ()
        return ("uvicorn", *factory, "--host", "0.0.0.0", "--port", "8000", module.removesuffix("()"))  # noqa: S104 - inside the container
    return ("gunicorn", "--bind", "0.0.0.0:8000", "--access-logfile=-", module)


def build(tree: Tree) -> tuple[str, ...]:
    """Where the requirements stand, and whether they lack a server or need a compiler."""
    wanted = (tree.text("requirements.txt") + tree.text("pyproject.toml")).lower()
    found = ["requirements" if tree.has("requirements.txt") else "pyproject"]
    if "--hash=" not in wanted and not re.search(r"\b(gunicorn|uvicorn)\b", wanted):
        found.append("needs-server")
    if re.search(r"(?m)^\W*(mysqlclient|psycopg2|python-ldap|uwsgi)\b(?!-binary)", wanted):
        found.append("compile")
    return tuple(found)


def version_of(tree: Tree) -> str:
    """What the tree pins, else the first of ours that `requires-python` allows."""
    pinned = re.match(r"\s*(?:python-)?(3\.\d+)", tree.text(".python-version") or tree.text("runtime.txt"))
    if pinned:
        return pinned[1]
    asked = re.search(r"requires-python\s*=\s*[\"']([^\"']+)", tree.text("pyproject.toml"))
    least = re.search(r">=\s*3\.(\d+)", asked[1]) if asked else None
    return next((v for v in VERSIONS if not least or int(v[2:]) >= int(least[1])), VERSIONS[-1])


def health_path(tree: Tree) -> str:
    """The first route that is named for it."""
    for path in candidates(tree):
        found = re.search(
            r"\(\s*[\"'](/(?:api/)?(?:health|healthz|kesehatan|status|ping|livez))[\"']", tree.text(path)
        )
        if found:
            return found[1]
    return "/"


def unknown_entry() -> Text:
    return Text(
        "Cara menjalankan aplikasi tidak ditemukan; isi `command` di compose.lokal.yaml.",
        "How the application starts could not be told; fill in `command` in compose.lokal.yaml.",
    )
