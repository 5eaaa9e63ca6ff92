"""How an application can be put to work: what is told of its containers, PHP, tables, health and settings."""

import json

import pytest

from livinglab.checks.deployment import php

LARAVEL = {"artisan": "<?php", "bootstrap/app.php": "<?php"}
CODEIGNITER = {
    "index.php": "<?php",
    "application/config/autoload.php": "<?php",
    "application/config/migration.php": "<?php",
}
SERVER = {"package.json": '{"dependencies": {"express": "^4"}}'}
GO = {"go.mod": "module a\n\nrequire github.com/joho/godotenv v1.5.1\n", "main.go": "package main\n"}
PLUGIN = {"a.php": "<?php\n/**\n * Plugin Name: WP SAKIP\n */\n"}


@pytest.fixture
def told(examine):
    """What is said of deployment: code to (level, path, line, English sentence)."""

    def look(files):
        findings = examine(files).findings
        return {
            one.code: (one.level, one.path, one.line, one.message.en)
            for one in findings
            if one.code.startswith(("deploy-", "env-example"))
        }

    return look


def composer(php=None, **required):
    wanted = {"php": php} if php else {}
    return json.dumps({"require": wanted | {name.replace("_", "-"): "*" for name in required}})


def lock(**packages):
    made = [
        {"name": f"a/{name}", "version": "1", "require": {"php": said} if isinstance(said, str) else said}
        for name, said in packages.items()
    ]
    return json.dumps({"packages": made})


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "print()\n"},
        {"package.json": '{"dependencies": {"vue": "^3"}}'},
        {"pyproject.toml": '[project]\nname = "library"\n'},
        {"go.mod": "module a\n", "a.go": "package a\n"},
        {"vendor/a/artisan": "", "vendor/a/bootstrap/app.php": ""},
    ],
)
def test_nothing_is_asked_of_what_does_not_serve(told, files):
    assert told(files) == {}


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        (
            LARAVEL,
            {"docker-missing", "php-unknown", "migrations-missing", "health-missing", "env-example-missing"},
        ),
        (CODEIGNITER, {"docker-missing", "php-unknown", "migrations-missing", "health-missing"}),
        (SERVER, {"docker-missing", "health-missing"}),
        (GO, {"docker-missing", "health-missing", "env-example-missing"}),
        ({"manage.py": ""}, {"docker-missing", "health-missing", "migrations-missing"}),
        ({"requirements.txt": "fastapi==1\n"}, {"docker-missing", "health-missing"}),
        ({"index.php": "<?php"}, {"docker-missing", "php-unknown", "health-missing"}),
        ({"backend/package.json": SERVER["package.json"]}, {"docker-missing", "health-missing"}),
        (PLUGIN, set()),
    ],
    ids=["laravel", "codeigniter", "node", "go", "django", "fastapi", "php", "below", "wordpress"],
)
def test_each_stack_is_asked_for_what_it_needs(told, files, codes):
    assert {code.removeprefix("deploy-") for code in told(files)} == codes


def test_containers_are_named(told):
    files = SERVER | {"docker/Dockerfile": "FROM x\n", "docker-compose.yml": "services: {}\n"}
    assert told(files)["deploy-docker"] == (
        "info",
        "docker-compose.yml",
        None,
        "It runs with Docker: docker-compose.yml, docker/Dockerfile.",
    )


@pytest.mark.parametrize(
    "path", ["vendor/a/Dockerfile", "Dockerfiles.md", "a/b/c/d/Dockerfile", "compose.php"]
)
def test_these_are_no_containers_of_ours(told, path):
    assert "deploy-docker-missing" in told(SERVER | {path: ""})


def test_php_and_its_extensions_become_a_sentence(told):
    files = LARAVEL | {"composer.json": composer("^8.2", ext_gd=1, ext_json=1, laravel_x=1)}
    files["composer.lock"] = lock(a="^8.1 || ^8.2", b={"php": "<8.5", "ext-intl": "*"})
    assert told(files)["deploy-php-requirements"] == (
        "info",
        "composer.json",
        None,
        "It needs PHP ^8.2 (of those supported: 8.2, 8.3, 8.4) with ext-gd, ext-intl.",
    )


def test_many_extensions_are_counted(told):
    files = LARAVEL | {"composer.json": composer("^8.2", **{f"ext_{name}": 1 for name in "abcdefgh"})}
    assert told(files)["deploy-php-requirements"][3].endswith(
        "with ext-a, ext-b, ext-c, ext-d, ext-e and 3 more."
    )


@pytest.mark.parametrize(
    ("wanted", "locked", "sentence"),
    [
        ("^7.1.3", {}, "It allows PHP 7.4 at most, which has had no security fixes since 2022."),
        ("~8.1.0", {}, "It allows PHP 8.1 at most, which has had no security fixes since 2025."),
        (
            ">=7.2",
            {"a": ">=7.1", "b": "~7.3.0 || ~7.4.0"},
            "Its packages allow PHP 7.4 at most (composer.lock: a/b ~7.3.0 || ~7.4.0), "
            "which has had no security fixes since 2022.",
        ),
    ],
)
def test_only_php_without_security_fixes_is_a_warning(told, wanted, locked, sentence):
    files = LARAVEL | {"composer.json": composer(wanted), "composer.lock": lock(**locked)}
    assert told(files)["deploy-php-unsupported"] == ("warn", "composer.json", None, sentence)


def test_packages_that_are_committed_are_not_refused_by_composer(told):
    files = LARAVEL | {"composer.json": composer(">=7.2"), "composer.lock": lock(b="~7.4.0")}
    assert told(files)["deploy-php-unsupported"][0] == "warn"
    assert told(files | {"vendor/autoload.php": "<?php"})["deploy-php-unsupported"][0] == "info"


@pytest.mark.parametrize(
    ("wanted", "locked"),
    [
        ("^7.4 || ^8.0", {}),
        (">=5.3", {}),
        ("^9.0", {}),
        ("dev-main", {}),
        ("^8.2", {"a": "^7.4"}),
        ("^8", {"a": "?"}),
    ],
)
def test_php_that_may_be_new_enough_is_no_warning(told, wanted, locked):
    files = LARAVEL | {"composer.json": composer(wanted), "composer.lock": lock(**locked)}
    assert "deploy-php-unsupported" not in told(files)


def test_php_named_in_the_readme_is_known(told):
    assert "deploy-php-unknown" not in told(CODEIGNITER | {"README.md": "- PHP version >= 8.1;\n"})


OLD = ("5.3", "5.4", "5.5", "5.6", "7.0", "7.1", "7.2", "7.3", "7.4", "8.0", "8.1")
NEW = ("8.2", "8.3", "8.4", "8.5")


@pytest.mark.parametrize(
    ("constraint", "versions"),
    [
        ("^8.2", NEW),
        ("^8", ("8.0", "8.1", *NEW)),
        ("~8.2", NEW),
        ("~8.2.1", ("8.2",)),
        ("~8", ("8.0", "8.1", *NEW)),
        (">=8.1 <8.3", ("8.1", "8.2")),
        (">= 8.1, < 8.3.0", ("8.1", "8.2")),
        (">8.3", ("8.3", "8.4", "8.5")),
        ("<=7.4", OLD[:9]),
        ("8.2.*", ("8.2",)),
        ("8.*", ("8.0", "8.1", *NEW)),
        ("8.2", ("8.2",)),
        ("=8.2.4", ("8.2",)),
        ("v8.2.4@stable", ("8.2",)),
        ("7.2 - 8.0", ("7.2", "7.3", "7.4", "8.0")),
        ("^7.3|^8.0", ("7.3", "7.4", "8.0", "8.1", *NEW)),
        (">=7.1 !=8.0.1", OLD[5:] + NEW),
        ("*", OLD + NEW),
        ("^9", ()),
    ],
)
def test_composers_constraints_mean_versions(constraint, versions):
    assert php.fitting(constraint) == versions


@pytest.mark.parametrize(
    "constraint", ["", "dev-main", "^x", "^8.2 || oops", "8.2.", "^" * 100, "1" * 200, ">= "]
)
def test_a_constraint_that_is_not_understood_means_nothing(constraint):
    assert php.fitting(constraint) is None


def test_migrations_are_counted_where_they_lie(told):
    files = LARAVEL | {f"database/migrations/{number}_a.php": "<?php" for number in range(3)}
    files |= {"app/Models/a.php": "<?php", "vendor/a/migrations/b.php": "<?php"}
    assert told(files)["deploy-migrations"] == (
        "info",
        "database/migrations",
        None,
        "The tables of its database are made and brought up to date by 3 migrations.",
    )


@pytest.mark.parametrize(
    "path",
    [
        "app/Database/Migrations/2024_A.php",
        "application/migrations/001_a.php",
        "console/migrations/m1.php",
        "db/migrations/1_a.up.sql",
        "alembic/versions/a.py",
        "prisma/migrations/1/migration.sql",
        "db/migrate/1_a.rb",
        "upgrade/old/1.sql",
    ],
)
def test_each_framework_has_its_folder_of_migrations(told, path):
    assert told(LARAVEL | {path: "x"})["deploy-migrations"][3].endswith("by 1 migration.")


def test_a_schema_alone_is_told_and_no_warning(told):
    files = CODEIGNITER | {"a.sql": "x", "db/schema.sql": "x"}
    assert told(files)["deploy-migrations-missing"] == (
        "info",
        "db/schema.sql",
        None,
        "The tables of its database are made by importing this file; how they change later is not seen.",
    )


def test_no_tables_at_all_are_a_warning_where_a_database_is_used(told):
    assert told(CODEIGNITER)["deploy-migrations-missing"][0] == "warn"
    assert told(SERVER | {".env.example": "DB_HOST=\n"})["deploy-migrations-missing"][0] == "warn"
    assert "deploy-migrations-missing" not in told(SERVER | {".env.example": "PORT=3000\n"})


@pytest.mark.parametrize(
    ("path", "text", "line", "address"),
    [
        ("bootstrap/app.php", "<?php\n\n    health: '/up',\n", 3, "/up"),
        ("routes/api.php", "<?php\nRoute::get('/health', fn () => 'ok');\n", 2, "/health"),
        ("routes/web.php", "Route::get('api/status', 'A@b');", 1, "/api/status"),
        ("app/Config/Routes.php", "$routes->get('healthz', 'A::b');", 1, "/healthz"),
        ("application/config/routes.php", "$route['ping'] = 'a/b';", 1, "/ping"),
        ("main.go", 'r.GET("/healthz", f)', 1, "/healthz"),
        ("cmd/x/main.go", 'mux.HandleFunc("GET /health", f)', 1, "/health"),
        ("src/server.ts", "app.get('/api/v1/health-check', f)", 1, "/api/v1/health-check"),
        ("a/urls.py", 'path("health/", f)', 1, "/health"),
        ("app.py", '@app.route("/kesehatan")', 1, "/kesehatan"),
    ],
)
def test_an_address_for_health_is_found(told, path, text, line, address):
    found = told(LARAVEL | {path: text})
    assert found["deploy-health"] == ("info", path, line, f"It tells of its health at {address}.")
    assert "deploy-health-missing" not in found


def test_a_container_that_looks_after_itself_is_enough(told):
    found = told(SERVER | {"Dockerfile": "FROM x\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n"})
    assert found["deploy-health"] == ("info", "Dockerfile", 2, "Its container looks after its own health.")
    assert "deploy-health-missing" in told(SERVER | {"Dockerfile": "FROM x\nHEALTHCHECK NONE\n"})


def test_an_address_says_more_than_a_container(told):
    files = SERVER | {"Dockerfile": "HEALTHCHECK CMD x\n", "server.js": "app.get('/healthz', f)"}
    assert told(files)["deploy-health"][1] == "server.js"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("routes/web.php", "Route::get('/kesehatan-ibu', f);"),
        ("routes/web.php", "$status = 'status';"),
        ("app/Models/a.php", "Route::get('/health', f);"),
        ("vendor/a/routes/web.php", "Route::get('/health', f);"),
        ("tests/routes/web.php", "Route::get('/health', f);"),
    ],
)
def test_these_are_no_addresses_for_health(told, path, text):
    assert "deploy-health-missing" in told(LARAVEL | {path: text})


@pytest.mark.parametrize(
    "path",
    [".env.example", "env.sample", ".env.production.example", "backend/.env.dist", ".env.example.sql", "env"],
)
def test_an_example_of_the_environment_has_many_names(told, path):
    assert "env-example-missing" not in told(LARAVEL | {path: "APP_KEY=\n"})


HOSTILE = [
    b"[" * 300_000,
    b"\xff\xfe",
    b'{"require": ' + b"9" * 5000 + b"}",
    b'{"require": [1]}',
    b'{"packages": [1, {"require": 2}]}',
]


@pytest.mark.parametrize("content", HOSTILE, ids=["deep", "bytes", "number", "list", "odd"])
@pytest.mark.parametrize("path", ["composer.json", "composer.lock"])
def test_hostile_manifests_ask_for_nothing(told, path, content):
    assert "deploy-php-unsupported" not in told(LARAVEL | {"composer.json": composer("^8.2"), path: content})


def test_a_range_steers_no_terminal(told):
    files = LARAVEL | {"composer.json": composer("^7.4\x1b[2J"), "composer.lock": lock(**{"\x1b[2J": "^7.4"})}
    assert "\x1b" not in repr(told(files))
