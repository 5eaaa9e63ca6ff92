"""The house's import rules (docs/architecture.md): each is held here, and each is seen to bite."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"manifest", "repository", "checks", "contract", "language", "__version__"}
# From the bottom up. A room may import rooms below it, and itself.
FLOORS = [
    {"clock", "errors", "masking", "settings"},
    {"folders", "logbook", "tables", "donor"},
    {"keys", "mail"},
    {"database"},
    {"schema"},
    {"regions", "indicators"},
    {"spbe_index"},
    {"journal"},
    {"outbox"},
    {"access"},
    {"catalog"},
    {"adoption"},
    {"crawl"},
    {"webhooks"},
    {"statistics"},
    {"exchange"},
    {"chores"},
    {"dependencies"},
    {"protection"},
    {"api", "website"},
    {"app", "server"},
    {"demo"},
    {"commands"},
    {"__main__"},
]
FEATURES = [
    "regions",
    "spbe_index",
    "journal",
    "outbox",
    "access",
    "catalog",
    "adoption",
    "crawl",
    "webhooks",
    "statistics",
]
FASTAPI_ROOMS = {"dependencies", "protection", "api", "website", "app"}


@dataclass(frozen=True)
class Import:
    """One import of one module: what, where, and whether it stands inside a function or a condition."""

    name: str
    line: int
    level: int
    hidden: bool


def imports(source: str) -> Iterator[Import]:
    """Yield every import in a module's source, the names of `from x import y` as x.y."""
    tree = ast.parse(source)
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, 0, id(node) not in top)
        elif isinstance(node, ast.ImportFrom):
            hidden = id(node) not in top
            for alias in node.names:
                yield Import(f"{node.module or ''}.{alias.name}", node.lineno, node.level, hidden)


def room(path: str) -> str:
    """Return the room of a module below its package: registry/catalog/found.py is in `catalog`."""
    return path.split("/")[1].removesuffix(".py")


def floor(name: str) -> int:
    """Return the floor of a room of the service. A room that is not on the plan fails the test."""
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def broken(path: str, source: str) -> list[str]:
    """Name each rule that a module at `path` breaks."""
    rules = _service_rules if path.startswith("registry/") else _client_rules
    found = []
    for one in imports(source):
        if one.level:
            found.append(f"{path}:{one.line} is a relative import")
        found += [f"{path}:{one.line} {rule}" for rule in rules(path, one)]
    return found


def _service_rules(path: str, one: Import) -> Iterator[str]:
    top, _, rest = one.name.partition(".")
    here = room(path)
    if one.hidden:
        yield f"hides the import of {one.name}"
    if top == "registry" and rest:
        there = rest.split(".")[0]
        if there not in {"__init__", here} and floor(there) >= floor(here):
            yield f"reaches up from {here} to {there}"
    if top == "livinglab" and rest.split(".")[0] not in SHARED:
        yield f"takes {one.name} from the client"
    if top in ("fastapi", "starlette") and here not in FASTAPI_ROOMS:
        yield f"knows {top}"
    if (one.name.startswith("livinglab.repository") or top == "git") and here != "crawl":
        yield f"reaches for git through {one.name}"


def _client_rules(path: str, one: Import) -> Iterator[str]:
    if one.name.partition(".")[0] == "registry":
        yield "imports the service"
    if one.name.partition(".")[0] in ("fastapi", "sqlmodel", "git"):
        yield f"imports {one.name}"
    shared = path.removeprefix("cli/livinglab/").split("/")[0].removesuffix(".py")
    top, _, rest = one.name.partition(".")
    if shared in SHARED and top == "livinglab" and rest and rest.split(".")[0] not in SHARED:
        yield f"lets the shared room {shared} depend on the client's {one.name}"


def commits(source: str) -> list[int]:
    """Return the lines on which a module calls something's `commit()`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def modules() -> list[str]:
    """Return every module of the project below its root."""
    files = [*ROOT.glob("registry/**/*.py"), *ROOT.glob("cli/livinglab/**/*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in files)


@pytest.mark.parametrize("path", modules())
def test_a_module_keeps_the_import_rules(path: str) -> None:
    assert broken(path, (ROOT / path).read_text()) == []


@pytest.mark.parametrize("path", [path for path in modules() if path.startswith("registry/")])
def test_only_the_database_commits(path: str) -> None:
    lines = commits((ROOT / path).read_text())
    allowed = path == "registry/database.py" or path.startswith("registry/catalog/search/")
    assert allowed or not lines, f"{path} commits on lines {lines}"


def test_rooms_of_the_service_are_all_on_the_plan() -> None:
    found = {room(path) for path in modules() if path.startswith("registry/")} - {"__init__"}
    assert found <= set().union(*FLOORS)


def test_features_stand_in_their_order() -> None:
    heights = [floor(feature) for feature in FEATURES]
    assert heights == sorted(set(heights))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("registry/journal/x.py", "from registry.catalog import found"),
        ("registry/catalog/x.py", "from registry.api import answers"),
        ("registry/catalog/x.py", "import fastapi"),
        ("registry/catalog/x.py", "from livinglab import client"),
        ("registry/catalog/x.py", "from livinglab.repository import git"),
        ("registry/statistics/x.py", "import git"),
        ("registry/catalog/x.py", "from . import found"),
        ("registry/catalog/x.py", "def f():\n    from registry import clock"),
        ("registry/catalog/x.py", "if TYPE_CHECKING:\n    from registry import clock"),
        ("cli/livinglab/commands/x.py", "from registry import clock"),
        ("cli/livinglab/client/x.py", "import sqlmodel"),
        ("cli/livinglab/repository/x.py", "from livinglab.workspace import lock"),
    ],
)
def test_each_rule_bites(path: str, line: str) -> None:
    assert broken(path, line) != []


def test_a_commit_elsewhere_is_seen() -> None:
    assert commits("def f(session):\n    session.commit()") == [2]
