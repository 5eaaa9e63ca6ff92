"""What compose starts, and where the application's data lies inside its containers."""

import re

from livinglab.scaffold import database_keys, own_overlay, schema
from livinglab.scaffold.answers import Answers
from livinglab.scaffold.overlay import Values
from livinglab.scaffold.stacks import PHP_STACKS, Stack
from livinglab.scaffold.starting import migrate

INSIDE_PHP = "/var/www/html"
INSIDE = {"python": "/app", "node": "/app", "go": "/app"}
UPLOADS = "/usr/src/wordpress/wp-content/uploads"
SAFE_PATH = re.compile(r"/[A-Za-z0-9/_.-]{0,200}")


def values(stack: Stack, answers: Answers) -> Values:
    """What compose starts, and where its data lies."""
    own = stack.id == "own-compose"
    mounts = [] if own else data_mounts(stack)
    volumes = [volume for volume, _ in mounts]
    extra = [
        v
        for v, wanted in (
            ("db", stack.database in ("mariadb", "postgres")),
            ("redis", "redis" in stack.services),
        )
        if wanted
    ]
    kind = str(stack.database)
    databases = (
        own_overlay.databases(stack) if own else ([f"db:{kind}"] if kind in ("mariadb", "postgres") else [])
    )
    return {
        "dockerfile": stack.dockerfile or ".livinglab/docker/Dockerfile",
        "our_image": not own and not stack.dockerfile,
        "image": f"{answers.project}:{own_overlay.image_tag(answers)}",
        "app_environment": [] if own else app_environment(stack, answers),
        "app_mounts": [f"{volume}:{path}" for volume, path in mounts],
        "volumes": volumes + extra,
        "dependencies": []
        if own
        else [d for d, kinds in DEPENDENCIES.items() if kinds & set(stack.services)],
        "command": [] if stack.dockerfile else list(stack.command),
        "published": f"127.0.0.1:${{LIVINGLAB_PORT:-{answers.host_port}}}:{stack.port}",
        "health_test": [] if stack.dockerfile_healthy else health_test(stack),
        "queue": "queue" in stack.services,
        "scheduler": "scheduler" in stack.services,
        "port": str(stack.port),
        "health_path": stack.health_path if SAFE_PATH.fullmatch(stack.health_path) else "/",
        "docker_data": own_overlay.data_mounts(stack) if own else [f"app:{path}" for _, path in mounts],
        "docker_databases": databases,
        "writable": writable(stack),
        "scripts": [path for path in stack.paths_at_root if path.endswith(".sql")],
        "migrate_docker": [] if own else ["app", *migrate(stack)] if migrate(stack) else [],
    }


DEPENDENCIES = {"db": {"mariadb", "postgres"}, "redis": {"redis"}}


def workdir(stack: Stack) -> str:
    return INSIDE.get(stack.base, INSIDE_PHP)


def data_mounts(stack: Stack) -> list[tuple[str, str]]:
    """A named volume for each folder of data."""
    if stack.base == "wordpress-plugin":
        return [("unggahan", UPLOADS)]
    found: dict[str, str] = {}
    for folder in stack.data_folders:
        path = folder if folder.startswith("/") else f"{workdir(stack)}/{folder}"
        # The same name whether our image or the donor's holds it: an update may change that, data stay.
        relative = folder.removeprefix(f"{workdir(stack)}/")
        name = re.sub(r"[^a-z0-9]+", "-", relative.lower()).strip("-") or "data"
        found.setdefault(name if name not in ("db", "redis") else f"{name}-data", path)
    return list(found.items())


def writable(stack: Stack) -> list[str]:
    """Folders that the image makes for the application's user; never an empty list."""
    inside = [folder for folder in stack.data_folders if not folder.startswith("/")]
    usual = {"laravel": ["storage", "bootstrap/cache"], "yii": [f"{stack.document_root}/assets"]}
    return list(dict.fromkeys([*inside, *usual.get(stack.base, [])])) or ["data"]


def app_environment(stack: Stack, answers: Answers) -> list[str]:
    """What differs inside containers from `.env`: hosts are service names there."""
    keys, found = database_keys.find(stack), []
    if stack.base == "wordpress-plugin":
        return wordpress(keys, answers)
    if stack.database in database_keys.PORTS:
        found += [f"{key}=db" for key in keys.all("host")]
        found += [f"{key}={database_keys.PORTS[str(stack.database)]}" for key in keys.all("port")]
        for key in keys.addresses:
            user, name = (f"${{{keys.main[role]}:-{answers.database_name}}}" for role in ("user", "name"))
            where = database_keys.address(stack, host="db", name=name, user=user)
            found.append(f"{key}={where.replace('{}', '${' + keys.main['password'] + '}')}")
    if stack.database == "sqlite" and stack.base == "laravel" and not stack.dockerfile:
        found.append(f"DB_DATABASE={INSIDE_PHP}/{schema.LARAVEL_SQLITE}")
    if "redis" in stack.services:
        found += ["REDIS_HOST=redis"]
        found += [
            f"{key}=redis://redis:6379/0"
            for key in stack.env_keys
            if key in ("REDIS_URL", "CELERY_BROKER_URL")
        ]
    found += [f"{key}={value}" for key, value in stack.image_settings if key in stack.env_keys]
    if stack.base == "node":
        found += ["NODE_ENV=production", "HOST=0.0.0.0"]
    if stack.base in ("node", "go") and not stack.dockerfile:
        found.append(f"PORT={stack.port}")
    return found


def wordpress(keys: database_keys.DatabaseKeys, answers: Answers) -> list[str]:
    name = answers.database_name
    return [
        "WORDPRESS_DB_HOST=db",
        f"WORDPRESS_DB_NAME=${{{keys.main['name']}:-{name}}}",
        f"WORDPRESS_DB_USER=${{{keys.main['user']}:-{name}}}",
        f"WORDPRESS_DB_PASSWORD=${{{keys.main['password']}}}",
    ]


def health_test(stack: Stack) -> list[str]:
    """A check with what the image surely has; none when nobody knows what is in it."""
    path = stack.health_path if SAFE_PATH.fullmatch(stack.health_path) else "/"
    url = f"http://127.0.0.1:{stack.port}{path}"
    if stack.base in PHP_STACKS and not stack.dockerfile:
        code = (
            f"$$h = @get_headers('{url}'); exit($$h && !preg_match('~ 5[0-9][0-9] ~', $$h[0] . ' ') ? 0 : 1);"
        )
        return ["CMD", "php", "-r", code]
    if stack.base == "python":
        return ["CMD", "python", "-c", f"import urllib.request; urllib.request.urlopen('{url}', timeout=4)"]
    if stack.base == "node":
        return [
            "CMD",
            "node",
            "-e",
            f"fetch('{url}').then(r => process.exit(r.status < 500 ? 0 : 1), () => process.exit(1))",
        ]
    if stack.base in ("go", "static") and not stack.dockerfile:
        return ["CMD", "wget", "--quiet", "--spider", "--timeout=4", url]
    return []
