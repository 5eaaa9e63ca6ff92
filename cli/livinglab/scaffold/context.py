"""Everything that the templates may say, as texts, truths and lists of texts."""

from livinglab.language import Text
from livinglab.scaffold import context_docker, context_server, database_keys, own_compose, own_overlay, schema
from livinglab.scaffold.answers import Answers
from livinglab.scaffold.overlay import Values
from livinglab.scaffold.quoting import Free
from livinglab.scaffold.stacks import PHP_STACKS, Stack

PLACEHOLDER_DOMAIN = "aplikasi.contohkab.go.id"
DATABASE_EXTENSIONS = {"mariadb": ("mysqli", "pdo_mysql"), "postgres": ("pdo_pgsql", "pgsql"), "sqlite": ()}
# Shared hosting lacks these, and the application runs without them there.
OPTIONAL = ("opcache", "pcntl", "redis")
PACKAGES = {
    "mysqli": "mysql",
    "pdo_mysql": "mysql",
    "pdo_pgsql": "pgsql",
    "sodium": "",
    "exif": "",
    "pcntl": "",
}


def values(stack: Stack, answers: Answers) -> Values:
    """The one mapping for all templates; a name that some stack has no use for is empty there."""
    found: Values = {
        **identity(answers),
        **language(stack),
        **database(stack, answers),
        **context_docker.values(stack, answers),
        **context_server.values(stack, answers),
        "stack_name": stack.name,
        "time_zone": schema.time_zone(answers),
        "notes": [note.id for note in stack.notes],
        "risks": [risk.id for risk in risks(stack)],
    }
    return found


def risks(stack: Stack) -> list[Text]:
    """What the donor's compose file asks for."""
    return list(own_compose.risks(own_overlay.outline_of(stack))) if stack.id == "own-compose" else []


def identity(answers: Answers) -> Values:
    """Who: everything that a person typed is marked as such."""
    return {
        **{name: Free(getattr(answers, name) or "") for name in FREE},
        "project": answers.project,
        "unit": answers.unit,
        "linux_user": answers.linux_user,
        "database_name": answers.database_name,
        "slug": answers.slug,
        "slug_underscore": answers.slug.replace("-", "_"),
        "region_code": answers.region_code,
        "host_port": str(answers.host_port),
        "domain": answers.domain or "",
        "server_name": answers.domain or PLACEHOLDER_DOMAIN,
        "has_domain": bool(answers.domain),
        "has_contact": bool(answers.contact),
    }


FREE = ("app_name", "region_name", "version", "donor_name", "donor_url", "license", "contact")


def language(stack: Stack) -> Values:
    """How the application is built, for Dockerfiles and guides."""
    by_php = stack.base in PHP_STACKS
    wanted = extensions(stack)
    return {
        "base": stack.base,
        "by_php": by_php,
        "by_files": stack.base == "static",
        "laravel": stack.base == "laravel",
        "runtime": runtime(stack),
        "document_root": stack.document_root,
        "has_document_root": bool(stack.document_root),
        "extensions": wanted,
        "required_extensions": [e for e in wanted if e not in OPTIONAL],
        "php_packages": sorted(
            {PACKAGES.get(e, e) for e in wanted} - {""} | {"curl", "xml"} | sqlite_package(stack)
        ),
        "composer": "composer" in stack.build,
        "composer_version": "2.2" if stack.runtime in ("7.1",) else "2.10",
        "assets": by_php and any(word in stack.build for word in MANAGERS),
        "manager": next((word for word in stack.build if word in MANAGERS), ""),
        "builds": "build" in stack.build,
        "requirements": "requirements" in stack.build,
        "slim": "compile" not in stack.build,
        "cgo": "cgo" in stack.build,
        "entry": stack.entry if stack.base == "go" else "",
        "server": python_server(stack),
    }


MANAGERS = ("npm", "npm-without-lock", "yarn", "pnpm")


def runtime(stack: Stack) -> str:
    """WordPress has images for maintained PHP versions only."""
    if stack.base == "wordpress-plugin" and stack.runtime not in ("8.2", "8.3", "8.4", "8.5"):
        return "8.3"
    return stack.runtime


def extensions(stack: Stack) -> list[str]:
    if stack.base not in PHP_STACKS:
        return []
    redis = ("redis",) if "redis" in stack.services else ()
    queue = ("pcntl",) if "queue" in stack.services else ()
    return sorted({*stack.extensions, *DATABASE_EXTENSIONS.get(str(stack.database), ()), *redis, *queue})


def sqlite_package(stack: Stack) -> set[str]:
    return {"sqlite3"} if stack.database == "sqlite" else set()


def python_server(stack: Stack) -> str:
    """What serves the application, should its own requirements lack it."""
    return stack.command[0] if "needs-server" in stack.build and stack.command else ""


def database(stack: Stack, answers: Answers) -> Values:
    """Names of the settings that lead to the database, and what its container is told."""
    keys, name = database_keys.find(stack), answers.database_name
    password = keys.main["password"]
    needed = f"${{{password}:?isi {password} di .env}}"
    mariadb = [
        f"MARIADB_DATABASE=${{{keys.main['name']}:-{name}}}",
        f"MARIADB_USER=${{{keys.main['user']}:-{name}}}",
        f"MARIADB_PASSWORD={needed}",
        "MARIADB_RANDOM_ROOT_PASSWORD=1",
        "MARIADB_AUTO_UPGRADE=1",
    ]
    postgres = [
        f"POSTGRES_DB=${{{keys.main['name']}:-{name}}}",
        f"POSTGRES_USER=${{{keys.main['user']}:-{name}}}",
        f"POSTGRES_PASSWORD={needed}",
    ]
    return {
        "database": stack.database or "",
        "redis": "redis" in stack.services,
        "database_environment": postgres if stack.database == "postgres" else mariadb,
        **{f"key_{role}": keys.main[role] for role in keys.main},
        "other_database_keys": [key for role in keys.others for key in keys.others[role]]
        + list(keys.addresses),
    }
