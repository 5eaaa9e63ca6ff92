"""Node, Go, and pages that only need a web server."""

import re

from livinglab.language import Text
from livinglab.scaffold.detect_php import node_manager
from livinglab.scaffold.stacks import Stack
from livinglab.scaffold.tree import Tree, table

NODE_VERSIONS = {"24": "24.19", "22": "22.23"}
SERVERS = (
    "express",
    "fastify",
    "koa",
    "@hapi/hapi",
    "hapi",
    "@nestjs/core",
    "next",
    "nuxt",
    "hono",
    "restify",
)
GO_VERSIONS = ("1.27", "1.26")


def go(tree: Tree) -> Stack | None:
    """A Go module with a main package that we can name."""
    if not tree.has("go.mod"):
        return None
    asked = re.search(r"(?m)^go (1\.\d+)", tree.text("go.mod"))
    newest = GO_VERSIONS[0]
    version = asked[1] if asked and minor(asked[1]) > minor(newest) else newest
    return Stack(
        id="go",
        base="go",
        name="Go",
        reason=Text("ada go.mod", "it has go.mod"),
        runtime=version,
        entry=main_package(tree),
        build=("cgo",) if "mattn/go-sqlite3" in tree.text("go.mod") else (),
        port=8080,
        health_path="/",
    )


def minor(version: str) -> int:
    return int(version.split(".")[1])


def main_package(tree: Tree) -> str:
    """Where `package main` lies: the root, or the one under cmd/ whose name says server."""
    if tree.has("main.go"):
        return "."
    commands = sorted(
        {p.rsplit("/", 1)[0] for p in tree.paths if re.fullmatch(r"cmd/([\w.-]+/)?[\w.-]+\.go", p)}
    )
    likely = [c for c in commands if re.search(r"server|api|web|app|http", c)]
    return f"./{(likely or commands)[0]}" if commands else "."


def node(tree: Tree) -> Stack | None:
    """A package.json that starts a server."""
    package = tree.json("package.json")
    scripts, wanted = table(package.get("scripts")), table(package.get("dependencies"))
    serves = any(name in wanted for name in SERVERS)
    if not package or not (serves or "start" in scripts) or is_page(package):
        return None
    return Stack(
        id="node",
        base="node",
        name="Node.js",
        reason=Text("package.json memuat server", "package.json has a server"),
        runtime=node_version(package),
        port=3000,
        command=("npm", "start") if "start" in scripts else ("node", str(package.get("main") or "index.js")),
        build=(node_manager(tree), *(("build",) if "build" in scripts else ())),
    )


def is_page(package: dict[str, object]) -> bool:
    """A build tool's page (Vite, Angular, Vue CLI), whose `start` is for development only."""
    wanted = {**table(package.get("dependencies")), **table(package.get("devDependencies"))}
    tools = ("vite", "react-scripts", "@angular/cli", "@vue/cli-service", "parcel", "astro")
    return any(tool in wanted for tool in tools) and not any(server in wanted for server in SERVERS)


def node_version(package: dict[str, object]) -> str:
    """The version that `engines` pins, else the newest with long support."""
    asked = str(table(package.get("engines")).get("node", ""))
    most = re.search(r"(?:^|\s)(?:\^|~|=|v)?(\d+)(?:\.[\dx*]+)*\s*$", asked)
    if most and not re.search(r"[<>]", asked):
        return NODE_VERSIONS.get(most[1], most[1])
    return NODE_VERSIONS["24"]


def static(tree: Tree) -> Stack | None:
    """Pages: ready ones, or a tool that builds them."""
    package = tree.json("package.json")
    builds = "build" in table(package.get("scripts"))
    root = next(
        (r for r in ("public", "dist", "docs", "site", "www", "") if tree.has(f"{r}/index.html".lstrip("/"))),
        None,
    )
    if root is None and not builds:
        return None
    return Stack(
        id="static",
        base="static",
        name="halaman statis",
        reason=Text("hanya halaman dan berkas", "it is pages and files only"),
        document_root=output_folder(package) if builds else root or "",
        build=(node_manager(tree), "build") if builds else (),
        runtime=node_version(package) if builds else "",
        port=8080,
    )


def output_folder(package: dict[str, object]) -> str:
    """Where the build tool leaves its pages."""
    wanted = {**table(package.get("dependencies")), **table(package.get("devDependencies"))}
    return "build" if "react-scripts" in wanted else "out" if "next" in wanted else "dist"
