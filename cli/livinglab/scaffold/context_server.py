"""A server without Docker: what runs there and what it may write."""

from livinglab.scaffold.answers import Answers
from livinglab.scaffold.overlay import Values
from livinglab.scaffold.quoting import NAME
from livinglab.scaffold.stacks import PHP_STACKS, Stack
from livinglab.scaffold.starting import migrate

EVERYWHERE, LOOPBACK = "0.0.0.0", "127.0.0.1"  # noqa: S104 - what a container listens on, to be replaced here


def values(stack: Stack, answers: Answers) -> Values:
    """A server without Docker: what runs there and what it may write."""
    root, docker = f"/srv/{answers.project}", by_docker(stack)
    data = [f.rsplit("/", 1)[-1] if f.startswith("/") else f for f in stack.data_folders] + extra_writable(
        stack
    )
    return {
        "by_docker": docker,
        "by_php_server": stack.base in PHP_STACKS and not docker,
        "server_data": data,
        "server_writable": [f"{root}/{folder}" for folder in data],
        "server_command": server_command(stack, answers, root),
        "unit_environment": [*unit_environment(stack, answers), *moved(stack, answers, root)],
        "has_app_unit": docker or stack.base in ("python", "node", "go"),
        "queue_unit": "queue" in stack.services and not docker,
        "scheduler_unit": "scheduler" in stack.services and not docker,
        "migrate": []
        if docker
        else [".venv/bin/python" if word == "python" else word for word in migrate(stack)],
    }


def by_docker(stack: Stack) -> bool:
    """On a server, too, Docker runs what only the donor's files know to start, and WordPress."""
    unknown = stack.base in ("python", "node") and not stack.command
    return "own-compose" in (stack.id, stack.base) or stack.base == "wordpress-plugin" or unknown


def extra_writable(stack: Stack) -> list[str]:
    return {"laravel": ["bootstrap/cache"], "yii": [f"{stack.document_root}/assets"]}.get(stack.base, [])


def server_command(stack: Stack, answers: Answers, root: str) -> list[str]:
    """The start command with this server's port, on loopback."""
    port = str(answers.host_port)
    if stack.base == "python" and stack.command:
        words = (word.replace(f"{EVERYWHERE}:8000", f"{LOOPBACK}:{port}") for word in stack.command[1:])
        local = (word.replace(EVERYWHERE, LOOPBACK) for word in words)
        return [f"{root}/.venv/bin/{stack.command[0]}", *(port if w == "8000" else w for w in local)]
    if stack.base == "node" and stack.command:
        return [f"/usr/bin/{stack.command[0]}", *stack.command[1:]]
    return [f"{root}/bin/aplikasi"] if stack.base == "go" else []


def unit_environment(stack: Stack, answers: Answers) -> list[str]:
    listening = [f"PORT={answers.host_port}", "HOST=127.0.0.1"]
    return {"node": [*listening, "NODE_ENV=production"], "go": listening}.get(stack.base, [])


def moved(stack: Stack, answers: Answers, root: str) -> list[str]:
    """`DATABASE=/data/app.db` of the donor's image as `DATABASE=/srv/.../data/app.db`, HOST as loopback."""
    found = []
    for key, value in stack.image_settings:
        local = {"HOST": LOOPBACK, "PORT": str(answers.host_port)}.get(key, value)
        for folder in stack.data_folders:
            if value.startswith(f"{folder}/"):
                local = f"{root}/{folder.rsplit('/', 1)[-1]}{value.removeprefix(folder)}"
        found.append(f"{key}={local}")
    return [setting for setting in found if NAME.fullmatch(setting)]
