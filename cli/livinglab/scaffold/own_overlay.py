"""The overlay over a donor's own compose file: names of the region's own, ports on loopback only.

Made by code and not by a template, because its shape follows the donor's file; every text is quoted.
"""

import re

from livinglab.language import Text
from livinglab.scaffold import own_compose
from livinglab.scaffold.answers import Answers
from livinglab.scaffold.errors import ScaffoldError
from livinglab.scaffold.own_compose import Outline, Service
from livinglab.scaffold.quoting import compose, line, yaml
from livinglab.scaffold.stacks import Stack
from livinglab.scaffold.variables import Variable, is_secret, words_of

REFERENCE = re.compile(rb"(?<!\$)\$(?:\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}|([A-Za-z_]\w*))")
PATH = re.compile(r"/[A-Za-z0-9/_.-]{1,200}")
MOST_REFERENCES = 200


def outline_of(stack: Stack) -> Outline:
    """The donor's file once more; detection has already read it."""
    outline = own_compose.outline(stack.compose or b"")
    if outline is None:
        raise ScaffoldError(
            Text("Berkas compose donor tidak terbaca.", "The donor's compose file is unreadable.")
        )
    return outline


def published(outline: Outline) -> list[tuple[str, str, str]]:
    """Service, container port, `.env` name of its host port; databases and the like are not published."""
    web = outline.web
    found = []
    for service in outline.services:
        if service.infrastructure or service.unclear_ports:
            continue
        for target in service.targets:
            first = web and service.name == web[0] and target == own_compose.best_target(service.targets)
            key = "LIVINGLAB_PORT" if first else f"LIVINGLAB_PORT_{capital(service.name)}_{capital(target)}"
            found.append((service.name, target, key))
    return found


def capital(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def host_ports(outline: Outline, answers: Answers) -> dict[str, int]:
    """A host port for each name: the first is the region's usual one, the others follow it."""
    names = sorted(
        {key for _, _, key in published(outline)}, key=lambda name: (name != "LIVINGLAB_PORT", name)
    )
    return {key: answers.host_port + number for number, key in enumerate(names)}


def content(stack: Stack, answers: Answers) -> bytes:
    """`compose.livinglab.yaml` over the donor's file; `!override` needs Docker Compose 2.24.4."""
    outline = outline_of(stack)
    ports = host_ports(outline, answers)
    lines = [
        f"# {line(answers.app_name)} - {line(answers.region_name)}",
        f"# Milik livinglab: dibuat ulang pada setiap pembaruan, dibaca sesudah {stack.has_compose}.",
        "# Perubahan daerah ditulis di compose.lokal.yaml. Perlu Docker Compose 2.24.4 atau lebih baru.",
        f"name: {yaml(answers.project)}",
        "",
        "services:",
    ]
    for service in outline.services:
        lines += service_lines(service, outline, answers, ports)
    lines += renamed("volumes", outline.volumes, answers) + renamed("networks", outline.networks, answers)
    return ("\n".join(lines) + "\n").encode()


def service_lines(service: Service, outline: Outline, answers: Answers, ports: dict[str, int]) -> list[str]:
    """What changes about one service; a service is never left empty, which compose would refuse."""
    own = f"{answers.project}-{service.name}".lower()
    lines = [f"  {yaml(service.name)}:"]
    if service.builds and service.image:
        lines.append(f"    image: {yaml(own + ':' + image_tag(answers))}")
    if service.named:
        lines.append(f"    container_name: {yaml(own)}")
    if not service.restarts and not one_shot(service):
        lines.append("    restart: unless-stopped")
    if service.builds:
        lines += ["    env_file:", "      - .env"]
    lines += port_lines(service, outline, ports)
    lines += ["    labels:", f"      go.id.livinglab.project: {yaml(answers.project)}"]
    return lines


def image_tag(answers: Answers) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "-", answers.version)


def one_shot(service: Service) -> bool:
    """A migration or a seed runs once; restarting it for ever would be wrong."""
    return bool(service.raw.get("profiles")) or bool(re.search(r"migrat|seed|init|setup", service.name))


def port_lines(service: Service, outline: Outline, ports: dict[str, int]) -> list[str]:
    """Published on loopback for nginx in front; a database's port is taken back."""
    if service.unclear_ports:
        return []
    if service.infrastructure:
        return ["    ports: !reset []"] if service.targets else []
    mine = [(target, key) for name, target, key in published(outline) if name == service.name]
    if not mine:
        return []
    shown = [f"      - {compose(f'127.0.0.1:${{{key}:-{ports[key]}}}:{target}')}" for target, key in mine]
    return ["    ports: !override", *shown]


def renamed(kind: str, names: tuple[str, ...], answers: Answers) -> list[str]:
    """Volumes and networks with a fixed name would be shared by two regions on one server."""
    if not names:
        return []
    lines = ["", f"{kind}:"]
    for name in names:
        lines += [f"  {yaml(name)}:", f"    name: {yaml(answers.project + '-' + name)}"]
    return lines


def variables(stack: Stack, answers: Answers) -> list[Variable]:
    """Host ports, and every `${NAME}` of the donor's file that its example does not mention."""
    outline = outline_of(stack)
    found = [Variable(key, "int", str(port)) for key, port in host_ports(outline, answers).items()]
    known = {*stack.env_keys, *(variable.key for variable in found)}
    for match in list(REFERENCE.finditer(stack.compose or b""))[:MOST_REFERENCES]:
        key = (match[1] or match[4]).decode()
        default = (match[3] or b"").decode("utf-8", "replace") if match[2] in (b":-", b"-") else ""
        if key not in known and not key.startswith("COMPOSE_"):
            known.add(key)
            found.append(referenced(key, default, stack))
    return found


def referenced(key: str, default: str, stack: Stack) -> Variable:
    """A variable that only the compose file knows."""
    note = f"Dipakai oleh {stack.has_compose}."
    if is_secret(words_of(key)):
        return Variable(key, "secret", comment=note, generator="token", required=True)
    return Variable(key, "text", default, note, required=not default)


def data_mounts(stack: Stack) -> list[str]:
    """`service:/path` of the folders with data of services that are no database."""
    found: dict[str, list[str]] = {}
    for service in outline_of(stack).services:
        if service.infrastructure:
            continue
        for source, path in map(own_compose.mount, own_compose.entries(service.raw.get("volumes"))):
            folders = [folder for folder in kept_in(stack, source, path) if PATH.fullmatch(folder)]
            found.setdefault(source.rstrip("/"), [f"{service.name}:{folder}" for folder in folders])
    return [each for mounts in found.values() for each in mounts]


def kept_in(stack: Stack, source: str, path: str) -> list[str]:
    """Folders with data in one mount: a named volume whole; of the whole tree only what is data in it."""
    if source.rstrip("/") in (".", "./", "$PWD", "${PWD}"):
        return [f"{path.rstrip('/')}/{folder}" for folder in stack.data_folders if not folder.startswith("/")]
    is_file = source.startswith(".") and "." in source.rsplit("/", 1)[-1]
    return [path] if re.match(r"[A-Za-z0-9]|\./", source) and not is_file else []


def databases(stack: Stack) -> list[str]:
    """`service:kind` for the databases that the backup dumps."""
    found = []
    for service in outline_of(stack).services:
        kind = re.search(r"(mysql|mariadb)|(postgres|postgis|timescaledb)", service.image)
        if kind and not service.builds:
            found.append(f"{service.name}:{'mariadb' if kind[1] else 'postgres'}")
    return found
