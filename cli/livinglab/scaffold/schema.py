"""`.livinglab/env.schema.toml`: what the region's `.env` must hold beside the application's own example."""

from dataclasses import dataclass

from livinglab.scaffold import database_keys, own_overlay
from livinglab.scaffold.answers import Answers
from livinglab.scaffold.quoting import toml
from livinglab.scaffold.stacks import Stack
from livinglab.scaffold.variables import Variable

HEADER = """\
# Milik livinglab: dibuat ulang pada setiap pembaruan. Berisi nama dan jenis, tidak pernah rahasia.
schema = 1
"""
LARAVEL_SQLITE = "storage/app/database.sqlite"
CENTRAL = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")
EASTERN = ("81", "82", "91", "92", "93", "94", "95", "96", "97")


@dataclass(frozen=True)
class Place:
    """Where the application is reached, which several variables repeat."""

    url: str
    time_zone: str


def content(stack: Stack, answers: Answers) -> bytes:
    """The file's bytes: the same stack and answers give the same."""
    return (HEADER + "".join(table(variable) for variable in variables(stack, answers))).encode()


def table(variable: Variable) -> str:
    """One `[[variable]]`."""
    lines = ["", "[[variable]]", f"key = {toml(variable.key)}", f"kind = {toml(variable.kind)}"]
    for name in ("value", "comment", "generator", "same_as"):
        value = getattr(variable, name)
        if value:
            lines.append(f"{name} = {toml(value)}")
    if variable.required:
        lines.append("required = true")
    return "\n".join(lines) + "\n"


def variables(stack: Stack, answers: Answers) -> list[Variable]:
    """All of them, in the order in which they stand in the file."""
    place = Place(f"https://{answers.domain}" if answers.domain else local_url(answers), time_zone(answers))
    found = [*running(stack, answers, place)]
    if stack.id == "own-compose":
        found += own_overlay.variables(stack, answers)
    elif stack.database in ("mariadb", "postgres"):
        found += database(stack, answers)
    elif stack.database == "sqlite" and stack.base == "laravel":
        found.append(Variable("DB_DATABASE", "text", f"/srv/{answers.project}/{LARAVEL_SQLITE}"))
    if "redis" in stack.services and stack.id != "own-compose":
        found += [Variable(key, "text", "127.0.0.1") for key in stack.env_keys if key == "REDIS_HOST"]
    found += application(stack, answers, place)
    return list({variable.key: variable for variable in reversed(found)}.values())[::-1]


def local_url(answers: Answers) -> str:
    return f"http://localhost:{answers.host_port}"


def time_zone(answers: Answers) -> str:
    """WIB, WITA or WIT by the province's code."""
    province = answers.region_code[:2]
    if province in CENTRAL:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in EASTERN else "Asia/Jakarta"


def running(stack: Stack, answers: Answers, place: Place) -> list[Variable]:
    """What compose, the health check and the backup read."""
    files = [stack.has_compose] if stack.has_compose else []
    return [
        Variable("COMPOSE_PROJECT_NAME", "text", answers.project, "Awalan semua nama di Docker."),
        Variable("COMPOSE_PATH_SEPARATOR", "text", ":"),
        Variable("COMPOSE_FILE", "text", ":".join([*files, "compose.livinglab.yaml", "compose.lokal.yaml"])),
        Variable("LIVINGLAB_PORT", "int", str(answers.host_port), "Port di server ini (hanya 127.0.0.1)."),
        Variable("LIVINGLAB_HEALTH_PATH", "text", stack.health_path, "Alamat yang diperiksa health.sh."),
        Variable("LIVINGLAB_BACKUP_DIR", "text", "", "Folder cadangan; kosong: .livinglab/cadangan"),
        Variable("LIVINGLAB_BACKUP_KEEP", "int", "14", "Jumlah cadangan yang disimpan."),
        Variable("TZ", "text", place.time_zone),
    ]


def database(stack: Stack, answers: Answers) -> list[Variable]:
    """One user and one password under all names that the application uses for them."""
    keys, name = database_keys.find(stack), answers.database_name
    values = {
        "host": "127.0.0.1",
        "port": database_keys.PORTS[str(stack.database)],
        "name": name,
        "user": name,
    }
    found = [
        Variable(key, "int" if role == "port" else "text", value)
        for role, value in values.items()
        for key in keys.all(role)
    ]
    password = keys.main["password"]
    found.append(Variable(password, "secret", generator="token", required=True))
    found += [Variable(key, "secret", "{}", same_as=password) for key in keys.others["password"]]
    where = database_keys.address(stack, host="127.0.0.1", name=name, user=name)
    found += [Variable(key, "url", where, same_as=password) for key in keys.addresses]
    return found


def application(stack: Stack, answers: Answers, place: Place) -> list[Variable]:
    """The settings that each framework wants different in production than in its example."""
    wanted = {
        "APP_NAME": Variable("APP_NAME", "text", f"{answers.app_name} {answers.region_name}"),
        "APP_ENV": Variable("APP_ENV", "enum", "production"),
        "APP_DEBUG": Variable("APP_DEBUG", "bool", "false"),
        "APP_URL": Variable("APP_URL", "url", place.url),
        "APP_TIMEZONE": Variable("APP_TIMEZONE", "text", place.time_zone),
        "BASE_URL": Variable("BASE_URL", "url", place.url),
        "DEBUG": Variable("DEBUG", "bool", "False" if stack.base == "python" else "false"),
        "ALLOWED_HOSTS": Variable(
            "ALLOWED_HOSTS", "text", ",".join(filter(None, [answers.domain, "localhost", "127.0.0.1"]))
        ),
        "NODE_ENV": Variable("NODE_ENV", "enum", "production"),
        "YII_ENV": Variable("YII_ENV", "enum", "prod"),
        "YII_DEBUG": Variable("YII_DEBUG", "bool", "false"),
    }
    region = {
        "REGION_NAME": answers.region_name,
        "NAMA_DAERAH": answers.region_name,
        "NAMA_PEMDA": answers.region_name,
    }
    code = {"REGION_CODE": answers.region_code, "KODE_WILAYAH": answers.region_code}
    wanted |= {key: Variable(key, "text", value) for key, value in {**region, **code}.items()}
    always = {"laravel": ("APP_ENV", "APP_DEBUG", "APP_URL")}.get(stack.base, ())
    found = [variable for key, variable in wanted.items() if key in stack.env_keys or key in always]
    if stack.base == "laravel":
        found.append(Variable("APP_KEY", "secret", generator="laravel-key", required=True))
    if stack.base == "codeigniter" and stack.variant == "4":
        found += codeigniter(stack, place)
    return found


def codeigniter(stack: Stack, place: Place) -> list[Variable]:
    """CodeIgniter 4 ships its example with every line switched off."""
    driver = {"postgres": "Postgre", "sqlite": "SQLite3"}.get(str(stack.database), "MySQLi")
    return [
        Variable("CI_ENVIRONMENT", "enum", "production"),
        Variable("app.baseURL", "url", f"{place.url}/"),
        Variable("database.default.DBDriver", "text", driver),
        Variable("encryption.key", "secret", generator="codeigniter-key", required=True),
    ]
