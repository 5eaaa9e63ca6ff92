"""The overlay for a stack and a region's answers, as bytes."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from livinglab.scaffold import context, own_overlay, schema
from livinglab.scaffold.answers import Answers
from livinglab.scaffold.overlay import File, Overlay, Values
from livinglab.scaffold.stacks import PHP_STACKS, Stack

REGION_OWNED = ("compose.lokal.yaml", "README.daerah.md", ".livinglab/answers.toml")
SUFFIX = ".j2"


def render(stack: Stack, answers: Answers) -> Overlay:
    """The same stack and the same answers give the same bytes."""
    from livinglab.scaffold.templates import fill  # noqa: PLC0415 - jinja2 would cost every command 60 ms

    values = context.values(stack, answers)
    made: dict[str, File] = {}
    for name in sets(stack, values):
        for path, template in templates(name):
            target = path.replace("@unit@", answers.unit)
            text = fill(template, values, called=f"{name}/{path}")
            made[target] = File(tidy(text).encode(), executable=target.endswith(".sh"))
    made[".livinglab/env.schema.toml"] = File(schema.content(stack, answers))
    if stack.id == "own-compose":
        made["compose.livinglab.yaml"] = File(own_overlay.content(stack, answers))
    made.update(ignore_files(stack))
    return Overlay(
        id=stack.id,
        machine={path: made[path] for path in sorted(made) if path not in REGION_OWNED},
        region={path: made[path] for path in REGION_OWNED},
        risks=tuple(context.risks(stack)),
    )


def sets(stack: Stack, values: Values) -> list[str]:
    """The folders of templates that make up the overlay of a stack."""
    found = ["common", "vps"]
    if stack.id != "own-compose":
        found.append("compose")
    if values["our_image"]:
        by_php = stack.base in PHP_STACKS and stack.base != "wordpress-plugin"
        found.append("docker-php" if by_php else f"docker-{stack.base}")
    if stack.base in PHP_STACKS:
        found.append("php")
    for name, wanted in (
        ("vps-compose", values["by_docker"]),
        ("vps-app", values["has_app_unit"] and not values["by_docker"]),
        ("vps-php", values["by_php_server"]),
        ("vps-queue", values["queue_unit"]),
        ("vps-scheduler", values["scheduler_unit"]),
    ):
        found += [name] if wanted else []
    return found


def templates(name: str) -> Iterator[tuple[str, str]]:
    """Path in the region's tree and text of every template in a folder of the package."""
    yield from walk(files("livinglab.scaffold").joinpath("overlays", name), "")


def walk(folder: Traversable, under: str) -> Iterator[tuple[str, str]]:
    """Folders and files in the order of their names; `livinglab` and `dot-` stand for names with a dot."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        shown = entry.name.replace("dot-", ".", 1) if entry.name.startswith("dot-") else entry.name
        shown = ".livinglab" if not under and shown == "livinglab" else shown
        if entry.is_dir():
            yield from walk(entry, f"{under}{shown}/")
        elif shown.endswith(SUFFIX):
            yield under + shown.removesuffix(SUFFIX), entry.read_text(encoding="utf-8")


def tidy(text: str) -> str:
    """No spaces at the ends of lines, and one line end at the end of the file."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"


IGNORED = b"# Ditambahkan livinglab, karena donor tidak punya berkas ini: rahasia dan cadangan tidak ikut.\n"


def ignore_files(stack: Stack) -> dict[str, File]:
    """Keep `.env` out of git and of images, where the donor has no such file that we would have to touch."""
    found = {}
    if ".gitignore" not in stack.paths_at_root:
        found[".gitignore"] = File(IGNORED + b"/.env\n/.env.*.bak\n/.livinglab/cadangan/\n")
    if ".dockerignore" not in stack.paths_at_root and (stack.dockerfile or stack.id == "own-compose"):
        found[".dockerignore"] = File(IGNORED + b".env\n.git\n.livinglab\n")
    return found
