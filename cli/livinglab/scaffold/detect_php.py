"""PHP: Laravel, CodeIgniter 3 and 4, Yii 2, WordPress plugins, and PHP without a framework."""

import re
from dataclasses import replace

from livinglab.language import Text
from livinglab.scaffold.stacks import Stack
from livinglab.scaffold.tree import Tree, table

# By preference: what hosts have, then what is secure longest.
MAINTAINED = ("8.3", "8.4", "8.2", "8.5")
OLD = ("8.1", "8.0", "7.4", "7.3", "7.2", "7.1")
COMMON_EXTENSIONS = ("bcmath", "exif", "gd", "intl", "mbstring", "opcache", "zip")
BUNDLED = {
    "ctype", "curl", "date", "dom", "fileinfo", "filter", "hash", "iconv", "json", "libxml", "openssl",
    "pcre", "pdo", "phar", "posix", "random", "reflection", "session", "simplexml", "sodium", "spl",
    "standard", "tokenizer", "xml", "xmlreader", "xmlwriter", "zlib", "sqlite3", "pdo_sqlite",
}  # fmt: skip


def detect(tree: Tree) -> Stack | None:
    """The PHP stack of the tree, or None when PHP does not run it."""
    composer = tree.json("composer.json")
    required = table(composer.get("require"))
    for look in (laravel, codeigniter, yii, wordpress_plugin, plain):
        stack = look(tree, required)
        if stack:
            return finished(stack, tree, composer, required)
    return None


def finished(stack: Stack, tree: Tree, composer: dict[str, object], required: dict[str, object]) -> Stack:
    """Add what all PHP applications share: version, extensions, how the image is built."""
    version = php_version(str(required.get("php", "")), composer)
    wanted = {name[4:].lower() for name in required if name.startswith("ext-")}
    extensions = sorted((wanted | set(COMMON_EXTENSIONS)) - BUNDLED)
    build = ["composer"] if tree.has("composer.json") and not tree.has("vendor/autoload.php") else []
    if "build" in table(tree.json("package.json").get("scripts")):
        build.append(node_manager(tree))
    notes = stack.notes
    if version in OLD:
        notes = (*notes, old_php(version))
    return replace(
        stack,
        runtime=version,
        php_version=version,
        extensions=tuple(e for e in extensions if re.fullmatch(r"[a-z0-9_-]{1,40}", e)),
        build=tuple(build),
        notes=notes,
        port=8080,
    )


def laravel(tree: Tree, required: dict[str, object]) -> Stack | None:
    if not (tree.has("artisan") and (laravel_version(required) or tree.has("bootstrap/app.php"))):
        return None
    health = re.search(r"health:\s*['\"](/[A-Za-z0-9/_-]{0,60})['\"]", tree.text("bootstrap/app.php"))
    name = " ".join(filter(None, ["Laravel", laravel_version(required)]))
    return Stack(
        id="laravel",
        base="laravel",
        name=name,
        reason=Text("ada artisan dan laravel/framework", "it has artisan and laravel/framework"),
        health_path=health[1] if health else "/",
        document_root="public",
        data_folders=("storage",),
        services=tuple(laravel_services(tree)),
    )


def laravel_version(required: dict[str, object]) -> str:
    found = re.search(r"\d+", str(required.get("laravel/framework", "")))
    return found[0] if found else ""


def laravel_services(tree: Tree) -> list[str]:
    """A scheduler when something is scheduled; the queue worker follows from the example of `.env`."""
    plans = (
        tree.text("routes/console.php") + tree.text("app/Console/Kernel.php") + tree.text("bootstrap/app.php")
    )
    plans = re.sub(r"(?m)^\s*(//|\*|/\*|#).*$", "", plans)
    return ["scheduler"] if re.search(r"\$schedule->|Schedule::|->everyMinute\(|->daily\(", plans) else []


def codeigniter(tree: Tree, required: dict[str, object]) -> Stack | None:
    if tree.has("spark") and ("codeigniter4/framework" in required or tree.has("app/Config/App.php")):
        return Stack(
            id="codeigniter",
            base="codeigniter",
            name="CodeIgniter 4",
            variant="4",
            reason=Text("ada spark dan app/Config/App.php", "it has spark and app/Config/App.php"),
            document_root="public",
            data_folders=("writable",),
        )
    config = tree.first("application/config/config.php", "donjo-app/config/config.php")
    three = config or tree.has("system/core/CodeIgniter.php")
    if not (three and tree.has("index.php")):
        return None
    where = (config or "application/config/config.php").partition("/")[0]
    return Stack(
        id="codeigniter",
        base="codeigniter",
        name="CodeIgniter 3",
        variant="3",
        reason=Text(f"ada index.php dan {where}/config", f"it has index.php and {where}/config"),
        entry=where,
        data_folders=tuple(existing(tree, ("storage", f"{where}/cache", f"{where}/logs", "desa"))),
    )


def yii(tree: Tree, required: dict[str, object]) -> Stack | None:
    if "yiisoft/yii2" not in required and not tree.has("yii", "init"):
        return None
    if not tree.has("yii", "yii.bat") and "yiisoft/yii2" not in required:
        return None
    advanced = tree.has("frontend/config/main.php")
    root = "frontend/web" if advanced else "web"
    runtime = (
        ("frontend/runtime", "backend/runtime", "frontend/web/uploads")
        if advanced
        else ("runtime", "web/uploads")
    )
    return Stack(
        id="yii",
        base="yii",
        name="Yii 2",
        variant="advanced" if advanced else "basic",
        reason=Text("composer.json meminta yiisoft/yii2", "composer.json asks for yiisoft/yii2"),
        document_root=root,
        data_folders=tuple(existing(tree, runtime)) or (runtime[0],),
    )


def wordpress_plugin(tree: Tree, required: dict[str, object]) -> Stack | None:
    del required
    for path in tree.at_root(".php"):
        if re.search(r"(?mi)^[ \t/*#@]*Plugin Name:", tree.text(path)[:8192]):
            return Stack(
                id="wordpress-plugin",
                base="wordpress-plugin",
                name="plugin WordPress",
                entry=path,
                reason=Text(f"{path} memuat 'Plugin Name:'", f"{path} says 'Plugin Name:'"),
                health_path="/wp-login.php",
            )
    return None


def plain(tree: Tree, required: dict[str, object]) -> Stack | None:
    """PHP without a framework that we know: an index.php, or a composer project."""
    root = next(
        (r for r in ("public", "web", "htdocs", "www", "") if tree.has(f"{r}/index.php".lstrip("/"))), None
    )
    if root is None and not ("php" in required or tree.at_root(".php")):
        return None
    return Stack(
        id="php",
        base="php",
        name="PHP",
        reason=Text(f"ada {(root or '.')}/index.php", f"it has {(root or '.')}/index.php")
        if root is not None
        else Text("ada berkas .php di akar", "it has .php files at its root"),
        document_root=root or "",
    )


def existing(tree: Tree, folders: tuple[str, ...]) -> list[str]:
    return [folder for folder in folders if tree.folder(folder)]


def php_version(constraint: str, composer: dict[str, object]) -> str:
    """The version for the image: what composer.json pins for its platform, else the first that it allows."""
    platform = table(table(composer.get("config")).get("platform")).get("php", "")
    pinned = re.match(r"(\d+\.\d+)", str(platform))
    if pinned and pinned[1] in MAINTAINED + OLD:
        return pinned[1]
    return next((v for v in MAINTAINED + OLD if allows(constraint, v)), MAINTAINED[0])


def allows(constraint: str, version: str) -> bool:
    """Whether a Composer constraint such as `^7.4|^8.0` allows some patch of `version` (major.minor)."""
    alternatives = re.split(r"\s*\|\|?\s*", constraint.strip() or "*")
    return any(all(one_allows(c, version) for c in re.split(r"[\s,]+", a) if c) for a in alternatives)


def one_allows(constraint: str, version: str) -> bool:
    match = re.match(r"(\^|~|>=|>|<=|<|=|!=)?v?(\d+)(?:\.(\d+|\*))?(?:\.(\d+|\*))?", constraint)
    if not match:
        return True
    operator, major, minor = match[1] or "=", int(match[2]), match[3]
    asked = (major, int(minor) if minor and minor != "*" else 0)
    first, _, second = version.partition(".")
    ours = (int(first), int(second))
    if operator == "^" or (operator == "~" and match[4] is None):
        return ours[0] == major and ours >= asked
    if operator == "~" or (operator == "=" and minor and minor != "*"):
        return ours == asked
    if operator == "=":
        return ours[0] == major
    below = ours < asked or (ours == asked and match[4] not in (None, "0"))
    return {">=": ours >= asked, ">": ours >= asked, "<": below, "<=": ours <= asked}.get(operator, True)


def node_manager(tree: Tree) -> str:
    """Which of npm, yarn and pnpm the lock file belongs to."""
    if tree.has("pnpm-lock.yaml"):
        return "pnpm"
    if tree.has("yarn.lock"):
        return "yarn"
    return "npm" if tree.has("package-lock.json") else "npm-without-lock"


def old_php(version: str) -> Text:
    return Text(
        f"Aplikasi meminta PHP {version} yang tidak lagi menerima perbaikan keamanan; "
        "tanyakan rencana pemutakhiran kepada donor.",
        f"The application asks for PHP {version}, which gets no security fixes; ask the donor for its plans.",
    )
