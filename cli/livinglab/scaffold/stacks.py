"""What detection finds out about a donor's tree, and how it may look into that tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from livinglab.language import Text

StackId = Literal[
    "laravel",
    "codeigniter",
    "yii",
    "wordpress-plugin",
    "php",
    "python",
    "node",
    "go",
    "static",
    "own-compose",
]
Database = Literal["mariadb", "postgres", "sqlite"]

PHP_STACKS = ("laravel", "codeigniter", "yii", "wordpress-plugin", "php")


class Listing(Protocol):
    """A donor's tree as the caller holds it: the CLI reads git objects, never the working tree."""

    @property
    def paths(self) -> Sequence[str]:
        """All paths of files in the tree, with forward slashes."""

    def read(self, path: str, max_bytes: int) -> bytes | None:
        """At most `max_bytes` from the start of the file; None when the tree has no such file."""


@dataclass(frozen=True)
class Stack:
    """How the application is built and run, as far as its files say."""

    id: StackId
    name: str
    reason: Text
    base: StackId
    """The language's stack: the same as `id`, or what lies under an own compose file."""
    runtime: str = ""
    """Version of PHP, Python, Node or Go for the image, as major.minor (Node: major)."""
    php_version: str | None = None
    port: int = 8080
    """Where the application listens inside its container."""
    health_path: str = "/"
    has_compose: str | None = None
    """The donor's own compose file, when it runs the application."""
    dockerfile: str | None = None
    """The donor's own Dockerfile, when its image answers HTTP by itself."""
    dockerfile_healthy: bool = False
    """The donor's Dockerfile has a HEALTHCHECK, so compose needs none."""
    env_example: str | None = None
    env_keys: tuple[str, ...] = ()
    """Names in the example file, in its order."""
    database: Database | None = None
    services: tuple[str, ...] = ()
    """What runs beside the application in compose: mariadb, postgres, redis, queue, scheduler."""
    document_root: str = ""
    """The folder that the web server shows, relative to the tree; empty: the tree itself."""
    data_folders: tuple[str, ...] = ()
    """What people's data lies in: relative to the tree, or absolute inside the image."""
    image_settings: tuple[tuple[str, str], ...] = ()
    """Settings of the donor's image about address and paths; a server without Docker needs others."""
    extensions: tuple[str, ...] = ()
    """PHP extensions that composer.json and the kind of application ask for."""
    command: tuple[str, ...] = ()
    """How the application starts; empty when the image knows or when nobody could tell."""
    build: tuple[str, ...] = ()
    """What the image has to do: composer, npm-build, npm, yarn, pnpm, requirements, pyproject, ..."""
    entry: str = ""
    """Framework's entry point: the Python module, the Go package, the plugin's main file."""
    variant: str = ""
    """What kind within the stack: codeigniter 3 or 4, yii basic or advanced, django, flask, fastapi."""
    compose: bytes | None = None
    """The donor's compose file as read, for the overlay that renames what it starts."""
    paths_at_root: tuple[str, ...] = ()
    """First path segments of the tree that decide about ignore files."""
    notes: tuple[Text, ...] = ()
    """What the person should know or decide, found while looking."""
