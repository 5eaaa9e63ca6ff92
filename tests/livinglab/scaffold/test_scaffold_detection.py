"""Detection: each stack from the files that its donors really have."""

from collections.abc import Callable

import pytest

from livinglab.scaffold import ScaffoldError, Stack, own_compose, own_overlay
from livinglab.scaffold.detect_php import php_version

Trees = dict[str, dict[str, str]]
StackOf = Callable[[dict[str, str]], Stack]

EXPECTED = {
    "laravel": ("laravel", "mariadb", ("mariadb", "redis", "queue", "scheduler"), "/up", ("storage",)),
    "codeigniter": ("codeigniter", "mariadb", ("mariadb",), "/", ("writable", "public/uploads")),
    "codeigniter3": ("codeigniter", "mariadb", ("mariadb",), "/", ("application/logs", "uploads")),
    "yii": ("yii", "postgres", ("postgres",), "/", ("runtime",)),
    "wordpress-plugin": ("wordpress-plugin", "mariadb", ("mariadb",), "/wp-login.php", ()),
    "php": ("php", "mariadb", ("mariadb",), "/", ("upload",)),
    "python": ("python", "postgres", ("postgres",), "/health", ()),
    "python-dockerfile": ("python", "sqlite", (), "/health", ("/data",)),
    "node": ("node", "postgres", ("postgres",), "/", ()),
    "go": ("go", "mariadb", ("mariadb",), "/", ()),
    "static": ("static", None, (), "/", ()),
    "own-compose": ("own-compose", None, (), "/", ()),
}


def test_each_stack_is_known_with_its_database_health_and_data(
    tree_name: str, trees: Trees, stack_of: StackOf
) -> None:
    stack = stack_of(trees[tree_name])
    found = (stack.id, stack.database, stack.services, stack.health_path, stack.data_folders)
    assert found == EXPECTED[tree_name]
    assert stack.reason.id
    assert stack.reason.en


def test_a_donors_dockerfile_is_used_with_its_port_volume_and_health(trees: Trees, stack_of: StackOf) -> None:
    stack = stack_of(trees["python-dockerfile"])
    assert (stack.dockerfile, stack.port, stack.dockerfile_healthy) == ("Dockerfile", 8000, True)


def test_php_fpm_alone_answers_no_browser_so_our_image_is_used(trees: Trees, stack_of: StackOf) -> None:
    stack = stack_of({**trees["laravel"], "Dockerfile": "FROM php:8.3-fpm\nEXPOSE 9000\n"})
    assert stack.dockerfile is None
    assert any("PHP-FPM" in note.id for note in stack.notes)


def test_a_compose_file_with_only_a_database_is_a_developers_helper(trees: Trees, stack_of: StackOf) -> None:
    helper = "services:\n  db:\n    image: postgres:16\n  mail:\n    image: axllent/mailpit\n"
    assert stack_of({**trees["laravel"], "compose.yaml": helper}).id == "laravel"


def test_laravel_sail_is_for_a_developers_laptop(trees: Trees, stack_of: StackOf) -> None:
    sail = "services:\n  laravel.test:\n    build:\n      context: ./vendor/laravel/sail/runtimes/8.4\n"
    assert stack_of({**trees["laravel"], "docker-compose.yml": sail}).id == "laravel"


def test_the_stack_under_an_own_compose_file_is_still_known(trees: Trees, stack_of: StackOf) -> None:
    stack = stack_of(trees["own-compose"])
    assert (stack.base, stack.has_compose, stack.port) == ("go", "docker-compose.yml", 8080)


def test_what_an_earlier_overlay_left_in_a_donors_tree_changes_nothing(
    trees: Trees, stack_of: StackOf
) -> None:
    left = {
        "compose.livinglab.yaml": "x",
        ".livinglab/periksa.php": "<?php",
        ".livinglab/docker/Dockerfile": "FROM x",
    }
    assert stack_of({**trees["python"], **left}) == stack_of(trees["python"])


def test_an_unknown_tree_is_refused_with_words() -> None:
    from livinglab.scaffold import detect  # noqa: PLC0415 - beside the one that needs it

    class Empty:
        paths = ("README.md",)

        def read(self, *_: object) -> bytes | None:
            return None

    with pytest.raises(ScaffoldError) as caught:
        detect(Empty())
    assert "compose" in caught.value.text.id


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        ("^8.2", "8.3"),
        ("^8.3", "8.3"),
        ("^8.4", "8.4"),
        (">=8.1", "8.3"),
        ("^7.4|^8.0", "8.3"),
        ("^7.3 || ^8.0", "8.3"),
        ("^7.1.3", "7.4"),
        ("~7.2.0", "7.2"),
        ("7.4.*", "7.4"),
        (">=7.2 <8.0", "7.4"),
        ("~8.1", "8.3"),
        ("", "8.3"),
        ("^9.0", "8.3"),
        ("nonsense", "8.3"),
        (">=5.6", "8.3"),
        ("^8.0.2", "8.3"),
        ("8.2.*", "8.2"),
        ("~8.2.1", "8.2"),
    ],
)
def test_the_php_version_follows_composers_constraint(constraint: str, version: str) -> None:
    assert php_version(constraint, {}) == version


def test_a_platform_pinned_in_composer_json_wins() -> None:
    assert php_version("^7.4|^8.0", {"config": {"platform": {"php": "7.4.33"}}}) == "7.4"


def test_broken_or_hostile_json_is_no_reason_to_fall_over(trees: Trees, stack_of: StackOf) -> None:
    for broken in ("", "[]", "{", '{"require": []}', '{"require": {"php": []}}', "[" * 100_000, '"x"'):
        assert stack_of({**trees["laravel"], "composer.json": broken}).id == "laravel"


@pytest.mark.parametrize(
    ("source", "command"),
    [
        ("from flask import Flask\napp = Flask(__name__)\n", "app:app"),
        ("from flask import Flask\ndef create_app():\n    return Flask(__name__)\n", "app:create_app()"),
        ("import flask\nserver: flask.Flask = flask.Flask(__name__)\n", "app:server"),
    ],
)
def test_how_flask_starts_is_read_from_its_module(source: str, command: str, stack_of: StackOf) -> None:
    stack = stack_of({"requirements.txt": "flask\n", "app.py": source})
    assert stack.command[0] == "gunicorn"
    assert stack.command[-1] == command


def test_django_starts_by_its_wsgi_module(stack_of: StackOf) -> None:
    stack = stack_of({"requirements.txt": "Django>=5\n", "manage.py": "", "spbe/wsgi.py": ""})
    assert (stack.variant, stack.command[-1]) == ("django", "spbe.wsgi:application")


def test_when_the_start_is_unknown_the_person_is_told(stack_of: StackOf) -> None:
    stack = stack_of({"requirements.txt": "tornado\n", "serve_it.py": ""})
    assert stack.command == ()
    assert any("command" in note.id for note in stack.notes)


def test_php_that_never_reads_an_env_says_where_its_database_is_named(
    trees: Trees, stack_of: StackOf
) -> None:
    notes = {name: " ".join(note.id for note in stack_of(trees[name]).notes) for name in trees}
    assert "application/config/database.php" in notes["codeigniter3"]
    assert "koneksi.php" in notes["php"]
    assert "config/db.php" in notes["yii"]
    assert "getenv" not in notes["laravel"] + notes["codeigniter"]


WHOLE_TREE = """\
services:
  app:
    build: ./dockerconf
    volumes:
      - ./:/var/www
      - ./dockerconf/local.ini:/usr/local/etc/php/conf.d/local.ini
      - berkas:/var/berkas
  web:
    image: nginx:alpine
    ports: ["8001:8001"]
    volumes: [.:/var/www]
    networks: [luar]
volumes:
  berkas: {}
networks:
  luar: {external: true}
"""


def test_of_a_mounted_tree_only_its_data_is_backed_up(trees: Trees, stack_of: StackOf) -> None:
    stack = stack_of({**trees["laravel"], "docker-compose.yml": WHOLE_TREE})
    assert (stack.id, stack.base, stack.port) == ("own-compose", "laravel", 8001)
    assert own_overlay.data_mounts(stack) == ["app:/var/www/storage", "app:/var/berkas"]


def test_a_network_of_others_is_told(trees: Trees, stack_of: StackOf) -> None:
    outline = own_overlay.outline_of(stack_of({**trees["laravel"], "docker-compose.yml": WHOLE_TREE}))
    assert ["luar" in risk.id for risk in own_compose.risks(outline)] == [True]


def test_a_volume_never_hides_laravels_migrations(trees: Trees, stack_of: StackOf) -> None:
    on_sqlite = {
        **trees["laravel"],
        ".env.example": "DB_CONNECTION=sqlite\nDB_DATABASE=database/database.sqlite\n",
    }
    stack = stack_of({**on_sqlite, "database/migrations/1.php": "<?php"})
    assert (stack.database, stack.data_folders) == ("sqlite", ("storage",))
