"""Which stack a donor's tree is, found in its files and never by running any of them."""

import re
from dataclasses import replace

from livinglab.language import Text
from livinglab.scaffold import (
    databases,
    detect_others,
    detect_php,
    detect_python,
    dockerfiles,
    dotenv,
    ignored,
    own_compose,
)
from livinglab.scaffold.errors import ScaffoldError
from livinglab.scaffold.stacks import PHP_STACKS, Listing, Stack
from livinglab.scaffold.tree import Tree

EXAMPLES = (".env.example", ".env.dist", ".env.sample", "env.example", ".env.contoh", ".env.template", "env")
COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
SCRIPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
MOST_SCRIPTS = 20
UPLOADS = re.compile(
    r"((public|web|assets|static|src|app)/)?((public|assets|app)/)?"
    r"(uploads?|unggahan|berkas|media|instance|storage/uploads|wp-content/uploads)/"
)


def detect(listing: Listing, *, keep: str | None = None) -> Stack:
    """Look at the paths and at a few small files.

    `keep` is the stack that is installed: while the tree still is of that kind it stays, so that an update
    does not leave people's data behind in volumes of other names.
    """
    tree = Tree(listing)
    stack = language(tree)
    example = tree.first(*EXAMPLES)
    entries = dotenv.read(tree.data(example))
    values = {entry.key: entry.value for entry in entries if not entry.off}
    commented = {entry.key: entry.value for entry in entries if entry.off}
    if stack:
        kind = databases.database(tree, stack, values) or databases.from_example(commented)
        stack = replace(
            stack,
            env_example=example,
            env_keys=tuple(dict.fromkeys(entry.key for entry in entries if not entry.off)),
            database=kind,
            services=databases.services(tree, stack, values, kind),
            data_folders=data_folders(tree, stack, values, sqlite=kind == "sqlite"),
            paths_at_root=at_root(tree),
        )
        stack = with_configuration(tree, with_dockerfile(tree, stack))
    if stack and keep == stack.id:
        return stack
    return with_compose(tree, stack, example)


def at_root(tree: Tree) -> tuple[str, ...]:
    """What decides about ignore files: the donor's own, and SQL that is part of the application."""
    scripts = [path for path in tree.at_root(".sql") if SCRIPT.fullmatch(path)]
    return tuple(sorted([*(tree.roots & {".gitignore", ".dockerignore"}), *scripts[:MOST_SCRIPTS]]))


def language(tree: Tree) -> Stack | None:
    """The first language that runs the tree; Node comes late, as it often only builds others' pages."""
    looks = (
        detect_php.detect,
        detect_others.go,
        detect_python.detect,
        detect_others.node,
        detect_others.static,
    )
    return next((stack for stack in (look(tree) for look in looks) if stack), None)


def data_folders(tree: Tree, stack: Stack, example: dict[str, str], *, sqlite: bool) -> tuple[str, ...]:
    """What the framework prescribes, folders for uploads, the folder of an SQLite file."""
    folders = list(stack.data_folders)
    if stack.base not in ("go", "static", "wordpress-plugin"):
        found = (UPLOADS.match(path) for path in tree.paths)
        folders += sorted({match[0].rstrip("/") for match in found if match})[:5]
    if stack.base in ("php", "codeigniter", "yii"):
        folders += ignored.emptied_folders(tree)
    if (
        sqlite and stack.base != "laravel"
    ):  # whose file is moved to storage: migrations lie beside it otherwise
        folders.append(sqlite_folder(example) or "data")
    kept: list[str] = []
    for folder in dict.fromkeys(folders):
        if not any(folder == other or folder.startswith(f"{other}/") for other in kept):
            kept.append(folder)
    return tuple(kept)


def sqlite_folder(settings: dict[str, str]) -> str:
    """The folder of the SQLite file that a setting names: `sqlite:////data/app.db` lies in `/data`."""
    for value in settings.values():
        found = re.fullmatch(
            r"(?:sqlite\w*(?:\+\w+)?:/{2,3})?((?:\.?/)?[\w./-]{1,200}\.(?:db|sqlite3?))", value
        )
        if found and "/" in found[1].removeprefix("./"):
            folder = found[1].rsplit("/", 1)[0].removeprefix("./")
            return "/" + folder.lstrip("/") if found[1].startswith("/") else folder
    return ""


def with_configuration(tree: Tree, stack: Stack) -> Stack:
    """Older PHP applications keep their database's address in a file of their own, not in `.env`."""
    path = tree.first(*(path for path in databases.CONFIGURATION if path.endswith(".php")))
    reads_env = stack.env_example or stack.base == "laravel" or stack.variant == "4"
    if stack.base not in PHP_STACKS or reads_env:
        return stack
    written = ignored.written_files(tree) if stack.base == "php" else []
    if written:
        return replace(stack, notes=(*stack.notes, written_at_installation(written)))
    if not path:
        return stack
    note = Text(
        f"Sambungan basis data dibaca dari {path}, bukan dari .env: pakai getenv('DB_HOST') dst.",
        f"The database connection is read from {path}, not from .env: use getenv('DB_HOST') etc.",
    )
    return replace(stack, notes=(*stack.notes, note))


def with_dockerfile(tree: Tree, stack: Stack) -> Stack:
    """The donor's own image, when its Dockerfile makes one that answers HTTP."""
    path = tree.first("Dockerfile", "dockerfile", "Containerfile")
    if not path or stack.id == "wordpress-plugin":
        return stack
    facts = dockerfiles.read(tree.text(path))
    if not facts.answers_http:
        return replace(stack, notes=(*stack.notes, speaks_fastcgi(path)))
    absolute = [folder for folder in stack.data_folders if folder.startswith("/")]
    named = sqlite_folder(dict(facts.environment))
    volumes = list(dict.fromkeys([*facts.volumes, *absolute, *([named] if named.startswith("/") else [])]))
    inside = [f"{facts.workdir.rstrip('/')}/{f}" for f in stack.data_folders if facts.workdir and f[0] != "/"]
    return replace(
        stack,
        dockerfile=path,
        dockerfile_healthy=facts.healthy,
        port=facts.port or stack.port,
        health_path=facts.health_path or stack.health_path,
        data_folders=tuple(volumes or inside),
        image_settings=tuple(pair for pair in facts.environment if is_local(pair, volumes)),
        command=facts.command or stack.command,
        reason=Text(
            f"{stack.reason.id}; memakai {path} donor", f"{stack.reason.en}; the donor's {path} is used"
        ),
        notes=() if facts.user else (*stack.notes, runs_as_root(path)),
    )


def is_local(setting: tuple[str, str], volumes: list[str]) -> bool:
    """Whether it names the address to listen on, or something inside a volume."""
    key, value = setting
    return key in ("HOST", "PORT") or value.startswith(tuple(f"{volume}/" for volume in volumes))


def with_compose(tree: Tree, stack: Stack | None, example: str | None) -> Stack:
    """The donor's compose file, when it runs the application and not only a developer's database."""
    path = tree.first(*COMPOSE_FILES)
    outline = own_compose.outline(tree.data(path)) if path else None
    if path and outline and outline.runs_application:
        base = stack or Stack(id="own-compose", base="own-compose", name="compose", reason=Text("", ""))
        web = outline.web
        return replace(
            base,
            id="own-compose",
            name=f"compose ({base.name})" if stack else "compose",
            reason=Text(f"{path} menjalankan aplikasi", f"{path} runs the application"),
            has_compose=path,
            compose=tree.data(path),
            port=web[1] if web else base.port,
            env_example=example,
        )
    if stack is None:
        raise ScaffoldError(
            Text(
                "Jenis aplikasi tidak dikenali: bukan PHP, Python, Node, Go, halaman statis, atau compose.",
                "The kind of application is not known: no PHP, Python, Node, Go, static pages or compose.",
            )
        )
    return stack


def speaks_fastcgi(path: str) -> Text:
    return Text(
        f"{path} donor hanya menjalankan PHP-FPM tanpa web server, jadi citra dari livinglab yang dipakai.",
        f"The donor's {path} runs PHP-FPM without a web server, so livinglab's own image is used.",
    )


def written_at_installation(paths: list[str]) -> Text:
    names = ", ".join(paths)
    return Text(
        f"Konfigurasi ditulis saat pemasangan dan tidak ikut git: {names}. Isi dengan DB_HOST dan seterusnya "
        "dari .env, dan pada Docker pasang berkas itu lewat compose.lokal.yaml supaya tidak hilang.",
        f"Configuration is written at installation and is not in git: {names}. Fill it with DB_HOST etc. "
        "from .env, and under Docker mount that file through compose.lokal.yaml so that it is not lost.",
    )


def runs_as_root(path: str) -> Text:
    return Text(
        f"{path} donor tidak memuat USER, jadi aplikasi berjalan sebagai root di dalam container.",
        f"The donor's {path} has no USER, so the application runs as root inside its container.",
    )
